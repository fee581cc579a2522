/**
 * State that is on disk once a commit is acknowledged, whatever happens afterwards.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { bytesOf, unwritable } from './committed-state.fixture.ts'
import { CommittedState } from './committed-state.ts'
import { rootKeyFileOf } from './root-key.ts'
import { newDataFile } from './temporary-folder.fixture.ts'

const unreadable = { code: 'ERR_INPUT_UNREADABLE' }

describe('CommittedState', () => {
  it('has no state at first, and what was committed at the next start', async (test) => {
    const file = newDataFile(test)
    {
      await using first = CommittedState.open(file)
      assert.equal(first.state, undefined)
      await first.commit(() => bytesOf('one'))
      await first.commit(() => bytesOf('two'))
    }

    await using second = CommittedState.open(file)

    assert.equal(second.state?.toString(), 'two')
  })

  it('tells an empty state from none', async (test) => {
    const file = newDataFile(test)
    {
      await using first = CommittedState.open(file)
      await first.commit(() => bytesOf(''))
    }

    await using second = CommittedState.open(file)

    assert.equal(second.state?.length, 0)
  })

  it('keeps data file and root key to their owner', { skip: skipOnWindows() }, async (test) => {
    const file = newDataFile(test)
    await using committed = CommittedState.open(file)

    await committed.commit(() => bytesOf('state'))

    for (const name of [file, rootKeyFileOf(file)]) assert.equal(statSync(name).mode & 0o777, 0o600)
  })

  it('keeps other services out until it is disposed of', async (test) => {
    const file = newDataFile(test)
    const first = CommittedState.open(file)

    assert.throws(() => CommittedState.open(file), { ...unwritable, message: /is in use/ })

    await first[Symbol.asyncDispose]()
    await CommittedState.open(file)[Symbol.asyncDispose]()
    assert(!existsSync(`${file}.lock`))
  })

  it('frees a data file that it refuses, and leaves it as it is', async (test) => {
    const file = newDataFile(test)
    await CommittedState.open(file)[Symbol.asyncDispose]()
    writeFileSync(file, 'damaged')

    assert.throws(() => CommittedState.open(file), unreadable)

    assert.equal(readFileSync(file, 'utf8'), 'damaged')
    assert.deepEqual(readdirSync(path.dirname(file)).toSorted(), ['kms.data', 'kms.data.root-key'])
  })

  it('makes no new root key for a data file that is there', async (test) => {
    const file = newDataFile(test)
    {
      await using committed = CommittedState.open(file)
      await committed.commit(() => bytesOf('state'))
    }
    rmSync(rootKeyFileOf(file))

    assert.throws(() => CommittedState.open(file), unreadable)

    assert.deepEqual(readdirSync(path.dirname(file)), ['kms.data'])
  })

  it('removes what crashes have left, and nothing else', async (test) => {
    const file = newDataFile(test)
    const others = ['kms.data.bak', 'kms.data.tmp', 'kms.data2.0123456789abcdef.tmp']
    const left = ['kms.data.0123456789abcdef.tmp', 'kms.data.root-key.0123456789abcdef.tmp']
    for (const name of [...others, ...left]) writeFileSync(path.join(path.dirname(file), name), '')

    await CommittedState.open(file)[Symbol.asyncDispose]()

    assert.deepEqual(readdirSync(path.dirname(file)).toSorted(), [...others, 'kms.data.root-key'].toSorted())
  })

  it('wipes the root key and the state at the end', async (test) => {
    const file = newDataFile(test)
    {
      await using first = CommittedState.open(file)
      await first.commit(() => bytesOf('state'))
    }
    let rootKey: Uint8Array | undefined
    const committed = CommittedState.open(file, async (_file, key) => {
      rootKey = key
    })
    await committed.commit(() => bytesOf('state'))
    assert(rootKey?.some((byte) => byte !== 0))

    await committed[Symbol.asyncDispose]()

    assert.deepEqual(rootKey, Buffer.alloc(32))
    assert.deepEqual(committed.state, Buffer.alloc('state'.length))
  })

  it('survives SIGKILL in the middle of commits with all that it has acknowledged', async (test) => {
    const file = newDataFile(test)

    for (const acknowledgedMin of [1, 20, 7, 33]) {
      const acknowledged = await killedAfter(acknowledgedMin, file)

      await using committed = CommittedState.open(file)

      const kept = committed.state?.readUInt32BE() ?? 0
      // One more may have been durable already, but not told.
      assert(kept === acknowledged || kept === acknowledged + 1, `kept ${kept} of ${acknowledged}`)
      assert.deepEqual(readdirSync(path.dirname(file)).toSorted(), [
        'kms.data',
        'kms.data.lock',
        'kms.data.root-key',
      ])
    }
  })
})

/** Kills a service that commits a counter once it has told of so many commits; gives the last counter it told. */
async function killedAfter(acknowledgedMin: number, file: string): Promise<number> {
  const program = path.join(import.meta.dirname, 'crash-writer.fixture.ts')
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
    if (told.split('\n').length > acknowledgedMin) child.kill('SIGKILL')
  })

  const [, signal] = (await closed) as [number | null, string | null]

  assert.equal(signal, 'SIGKILL')
  // What follows the last line break was cut off, if anything.
  return Number(told.split('\n').at(-2))
}

function skipOnWindows(): string | false {
  return process.platform === 'win32' ? 'Windows has no modes' : false
}
