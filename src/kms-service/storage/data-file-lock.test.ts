import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

import { DataFileLock } from './data-file-lock.ts'
import { newDataFile } from './temporary-folder.fixture.ts'

const inUse = { code: 'ERR_OUTPUT_UNWRITABLE', message: /is in use by/ }
const skipOffLinux = process.platform === 'linux' ? false : 'only Linux tells when a process started'

describe('DataFileLock', () => {
  it('keeps a second service out until it is released', (test) => {
    const dataFile = newDataFile(test)
    const lock = new DataFileLock(dataFile)

    assert.throws(() => new DataFileLock(dataFile), {
      ...inUse,
      message: new RegExp(`in use by process ${process.pid} on `),
    })

    lock.release()
    new DataFileLock(dataFile).release()
    assert.deepEqual(readdirSync(path.dirname(dataFile)), [])
  })

  it('keeps data files apart', (test) => {
    const dataFile = newDataFile(test)
    const lock = new DataFileLock(dataFile)

    new DataFileLock(`${dataFile}2`).release()

    assert(existsSync(`${dataFile}.lock`))
    lock.release()
  })

  it('takes over from a process that has ended', (test) => {
    const dataFile = newDataFile(test)
    writeFileSync(`${dataFile}.lock`, `${endedPid()} - ${hostname()}\n`)

    const lock = new DataFileLock(dataFile)

    assert.deepEqual(readdirSync(path.dirname(dataFile)), ['kms.data.lock'])
    assert.throws(() => new DataFileLock(dataFile), inUse)
    lock.release()
  })

  it('takes over from an earlier process of the same pid', { skip: skipOffLinux }, (test) => {
    const dataFile = newDataFile(test)
    writeFileSync(`${dataFile}.lock`, `${process.pid} another-boot:1 ${hostname()}\n`)

    new DataFileLock(dataFile).release()
  })

  it('leaves a lock to a live process of which the start is unknown', (test) => {
    const dataFile = newDataFile(test)
    writeFileSync(`${dataFile}.lock`, `${process.pid} - ${hostname()}\n`)

    assert.throws(() => new DataFileLock(dataFile), inUse)
  })

  it('leaves a lock to another host, of whose processes it knows nothing', (test) => {
    const dataFile = newDataFile(test)
    writeFileSync(`${dataFile}.lock`, `${endedPid()} - another-${hostname()}\n`)

    assert.throws(() => new DataFileLock(dataFile), { ...inUse, message: /remove .*kms\.data\.lock/ })
  })

  for (const record of ['', '17', '0 - x\n', '-1 - x\n', 'nonsense\n']) {
    it(`takes over a lock that says ${JSON.stringify(record)}`, (test) => {
      const dataFile = newDataFile(test)
      writeFileSync(`${dataFile}.lock`, record)

      new DataFileLock(dataFile).release()
    })
  }

  it('keeps out while another takes over', (test) => {
    const dataFile = newDataFile(test)
    const ended = `${endedPid()} - ${hostname()}\n`
    writeFileSync(`${dataFile}.lock`, ended)
    writeFileSync(`${dataFile}.lock.takeover`, `${process.pid} - ${hostname()}\n`)

    assert.throws(() => new DataFileLock(dataFile), inUse)
    assert.equal(readFileSync(`${dataFile}.lock`, 'utf8'), ended)
  })

  it('goes on where a process ended in the middle of a takeover', (test) => {
    const dataFile = newDataFile(test)
    const ended = `${endedPid()} - ${hostname()}\n`
    for (const name of ['lock', 'lock.takeover', 'lock.takeover.takeover']) {
      writeFileSync(`${dataFile}.${name}`, ended)
    }

    const lock = new DataFileLock(dataFile)

    assert.deepEqual(readdirSync(path.dirname(dataFile)), ['kms.data.lock'])
    lock.release()
  })

  it('removes the claims of processes that have ended, and no others', (test) => {
    const dataFile = newDataFile(test)
    writeFileSync(`${dataFile}.lock.0123456789abcdef.tmp`, `${endedPid()} - ${hostname()}\n`)
    writeFileSync(`${dataFile}.lock.fedcba9876543210.tmp`, `${process.pid} - ${hostname()}\n`)

    const lock = new DataFileLock(dataFile)

    assert.deepEqual(readdirSync(path.dirname(dataFile)).toSorted(), [
      'kms.data.lock',
      'kms.data.lock.fedcba9876543210.tmp',
    ])
    lock.release()
  })

  it('does not release what another has locked since', (test) => {
    const dataFile = newDataFile(test)
    const lock = new DataFileLock(dataFile)
    writeFileSync(`${dataFile}.lock`, '1 - another\n')

    lock.release()

    assert(existsSync(`${dataFile}.lock`))
  })

  it('lets exactly one of several processes take over', async (test) => {
    const dataFile = newDataFile(test)
    writeFileSync(`${dataFile}.lock`, `${endedPid()} - ${hostname()}\n`)
    const module = JSON.stringify(path.join(import.meta.dirname, 'data-file-lock.ts'))
    // Each stays until the end of its input, so that nobody takes over from one that is done.
    const script = `const { DataFileLock } = await import(${module})
      try {
        new DataFileLock(${JSON.stringify(dataFile)})
        console.log('taken')
      } catch (error) {
        console.log(error.code)
      }
      process.stdin.resume()`
    const starts = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]),
    )
    const told = starts.map(({ child }) => new Promise((resolve) => child.stdout?.once('data', resolve)))

    // A process that fails ends before it has told anything.
    await Promise.race([Promise.all(told), Promise.all(starts)])
    for (const { child } of starts) child.stdin?.end()
    const outcomes = (await Promise.all(starts)).map(({ stdout }) => stdout.trim())

    assert.deepEqual(outcomes.toSorted(), [...Array<string>(3).fill('ERR_OUTPUT_UNWRITABLE'), 'taken'])
  })

  it('says that its folder is missing', (test) => {
    const dataFile = path.join(newDataFile(test), 'missing', 'kms.data')

    assert.throws(() => new DataFileLock(dataFile), {
      code: 'ERR_OUTPUT_UNWRITABLE',
      message: /folder is not there/,
    })
  })

  it('refuses a folder in its place', (test) => {
    const dataFile = newDataFile(test)
    mkdirSync(`${dataFile}.lock`)

    assert.throws(() => new DataFileLock(dataFile), { code: 'ERR_OUTPUT_UNWRITABLE' })
  })
})

function endedPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}
