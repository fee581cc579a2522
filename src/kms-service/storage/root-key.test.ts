import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

import { assertUnpooled } from '../../envelope/secret-bytes.ts'
import { openRootKey, rootKeyFileOf } from './root-key.ts'
import { newDataFile } from './temporary-folder.fixture.ts'

const skipOnWindows = process.platform === 'win32' ? 'Windows has no modes' : false
const unreadable = { code: 'ERR_INPUT_UNREADABLE' }

describe('openRootKey', () => {
  it('makes 32 random bytes in memory of their own', (test) => {
    const first = openRootKey(newDataFile(test))
    const second = openRootKey(newDataFile(test))

    assert.equal(first.length, 32)
    assert.notDeepEqual(first, second)
    assertUnpooled(first)
  })

  it('gives the same key at the next start, and leaves nothing else beside it', (test) => {
    const dataFile = newDataFile(test)
    const rootKey = openRootKey(dataFile)
    writeFileSync(dataFile, 'state')

    const again = openRootKey(dataFile)

    assert.deepEqual(again, rootKey)
    assertUnpooled(again)
    assert.deepEqual(readdirSync(path.dirname(dataFile)).toSorted(), ['kms.data', 'kms.data.root-key'])
  })

  it('lets only the owner read it', { skip: skipOnWindows }, (test) => {
    const dataFile = newDataFile(test)

    openRootKey(dataFile)

    assert.equal(statSync(rootKeyFileOf(dataFile)).mode & 0o777, 0o600)
  })

  it('gives one key to several processes that start at once', async (test) => {
    const dataFile = newDataFile(test)
    const module = JSON.stringify(path.join(import.meta.dirname, 'root-key.ts'))
    const script = `const { openRootKey } = await import(${module})
      const { createHash } = await import('node:crypto')
      console.log(createHash('sha256').update(openRootKey(${JSON.stringify(dataFile)})).digest('hex'))`

    const starts = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]),
    )
    const digests = (await Promise.all(starts)).map(({ stdout }) => stdout)

    assert.equal(new Set(digests).size, 1)
    assert.deepEqual(readdirSync(path.dirname(dataFile)), ['kms.data.root-key'])
  })

  for (const mode of [0o400, 0o600, 0o700]) {
    it(`takes a key of mode ${mode.toString(8)}`, { skip: skipOnWindows }, (test) => {
      const dataFile = newDataFile(test)
      const rootKey = openRootKey(dataFile)
      chmodSync(rootKeyFileOf(dataFile), mode)

      assert.deepEqual(openRootKey(dataFile), rootKey)
    })
  }

  for (const mode of [0o640, 0o620, 0o610, 0o604, 0o602, 0o601]) {
    it(`refuses a key of mode ${mode.toString(8)}, and says what to do`, { skip: skipOnWindows }, (test) => {
      const dataFile = newDataFile(test)
      openRootKey(dataFile)
      chmodSync(rootKeyFileOf(dataFile), mode)

      assert.throws(() => openRootKey(dataFile), { ...unreadable, message: /mode 6\d\d.*chmod 600 / })
    })
  }

  for (const length of [0, 31, 33]) {
    it(`refuses a key of ${length} bytes`, (test) => {
      const dataFile = newDataFile(test)
      writeFileSync(rootKeyFileOf(dataFile), Buffer.alloc(length), { mode: 0o600 })

      assert.throws(() => openRootKey(dataFile), { ...unreadable, message: new RegExp(` ${length} bytes`) })
    })
  }

  it('refuses a symbolic link, also to a good key', { skip: skipOnWindows }, (test) => {
    const dataFile = newDataFile(test)
    openRootKey(dataFile)
    renameSync(rootKeyFileOf(dataFile), `${dataFile}.elsewhere`)
    symlinkSync(`${dataFile}.elsewhere`, rootKeyFileOf(dataFile))

    assert.throws(() => openRootKey(dataFile), { ...unreadable, message: /symbolic link/ })
  })

  it('refuses a folder', (test) => {
    const dataFile = newDataFile(test)
    mkdirSync(rootKeyFileOf(dataFile))

    assert.throws(() => openRootKey(dataFile), unreadable)
  })

  it('makes no new key for a data file that is there', (test) => {
    const dataFile = newDataFile(test)
    openRootKey(dataFile)
    writeFileSync(dataFile, 'state')
    rmSync(rootKeyFileOf(dataFile))

    assert.throws(() => openRootKey(dataFile), { ...unreadable, message: /from a backup/ })
    assert.deepEqual(readdirSync(path.dirname(dataFile)), ['kms.data'])
  })

  it('says that its folder is missing', (test) => {
    const dataFile = path.join(newDataFile(test), 'missing', 'kms.data')

    assert.throws(() => openRootKey(dataFile), {
      code: 'ERR_OUTPUT_UNWRITABLE',
      message: /folder is not there/,
    })
  })
})
