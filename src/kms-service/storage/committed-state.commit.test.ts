/**
 * Commits: who shares a write, who fails with one, and what is waited for at the end.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'

import { OutputUnwritableError } from '../../errors.ts'
import { bytesOf, unwritable } from './committed-state.fixture.ts'
import { CommittedState } from './committed-state.ts'
import { newDataFile } from './temporary-folder.fixture.ts'

describe('CommittedState#commit', () => {
  it('takes no snapshot before the call returns, and wipes it after the write', async (test) => {
    const { committed, writer } = setUp(test)
    const snapshot = bytesOf('state')
    let isTaken = false

    const commit = committed.commit(() => {
      isTaken = true
      return snapshot
    })
    assert(!isTaken)
    const write = await writer.begun()
    assert.equal(snapshot.toString(), 'state')
    write.finish()
    await commit

    assert.deepEqual(snapshot, Buffer.alloc('state'.length))
  })

  it('shares one write among callers of the same moment', async (test) => {
    const { committed, writer } = setUp(test)

    const commits = Array.from({ length: 100 }, () => committed.commit(() => bytesOf('state')))
    const write = await writer.begun()
    write.finish()
    await Promise.all(commits)

    assert.equal(writer.count, 1)
  })

  it('shares the next write among callers that come while one runs', async (test) => {
    const { committed, writer } = setUp(test)
    let state = 'first'
    const settled: string[] = []
    const commit = (name: string) => committed.commit(() => bytesOf(state)).then(() => settled.push(name))

    const early = commit('early')
    const firstWrite = await writer.begun()
    const late: Promise<number>[] = []
    for (let count = 0; count < 100; count += 1) {
      state = `change ${count}`
      late.push(commit('late'))
    }
    assert.equal(writer.count, 1)
    firstWrite.finish()
    await early
    const secondWrite = await writer.begun()
    assert.deepEqual(settled, ['early'])
    secondWrite.finish()
    await Promise.all(late)

    assert.equal(writer.count, 2)
    assert.deepEqual([firstWrite.text, secondWrite.text], ['first', 'change 99'])
  })

  it('fails exactly the callers of the write that fails, and tries again', async (test) => {
    const { committed, writer } = setUp(test)
    const commit = () => committed.commit(() => bytesOf('state'))

    const first = commit()
    const firstWrite = await writer.begun()
    const failing = [commit(), commit()]
    firstWrite.finish()
    await first
    const secondWrite = await writer.begun()
    const later = commit()
    secondWrite.fail(new OutputUnwritableError('The disk is full.'))
    for (const each of failing) await assert.rejects(each, unwritable)
    const thirdWrite = await writer.begun()
    thirdWrite.finish()
    await later

    assert.equal(writer.count, 3)
  })

  it('wipes a snapshot of which the write fails', async (test) => {
    const { committed, writer } = setUp(test)
    const snapshot = bytesOf('state')

    const commit = committed.commit(() => snapshot)
    const write = await writer.begun()
    write.fail(new OutputUnwritableError('The disk is full.'))
    await assert.rejects(commit, unwritable)

    assert.deepEqual(snapshot, Buffer.alloc('state'.length))
  })

  it('fails the callers of a snapshot that cannot be taken, and tries again', async (test) => {
    await using committed = CommittedState.open(newDataFile(test))
    const fault = new RangeError('no snapshot')

    await assert.rejects(
      committed.commit(() => {
        throw fault
      }),
      fault,
    )

    await committed.commit(() => bytesOf('state'))
  })

  it('refuses a snapshot in pooled memory', async (test) => {
    await using committed = CommittedState.open(newDataFile(test))

    await assert.rejects(
      committed.commit(() => Buffer.from('pooled')),
      { code: 'ERR_ASSERTION' },
    )
  })

  it('fails while the folder is gone, and succeeds once it is back', async (test) => {
    const file = newDataFile(test)
    const folder = path.join(path.dirname(file), 'folder')
    mkdirSync(folder)
    await using committed = CommittedState.open(path.join(folder, 'kms.data'))
    await committed.commit(() => bytesOf('before'))

    renameSync(folder, `${folder}-gone`)
    await assert.rejects(
      committed.commit(() => bytesOf('meanwhile')),
      { ...unwritable, message: /folder is not there/ },
    )
    renameSync(`${folder}-gone`, folder)
    await committed.commit(() => bytesOf('after'))
  })

  it('is not for after the end', async (test) => {
    const committed = CommittedState.open(newDataFile(test))
    await committed[Symbol.asyncDispose]()

    assert.throws(() => committed.commit(() => bytesOf('state')), { code: 'ERR_ASSERTION' })
  })

  it('is waited for at the end, running and waiting writes alike', async (test) => {
    const { committed, writer, file } = setUp(test)
    const settled: string[] = []

    const first = committed.commit(() => bytesOf('first')).then(() => settled.push('first'))
    const firstWrite = await writer.begun()
    const second = committed.commit(() => bytesOf('second')).then(() => settled.push('second'))
    const end = committed[Symbol.asyncDispose]().then(() => settled.push('end'))
    firstWrite.finish()
    const secondWrite = await writer.begun()
    assert(existsSync(`${file}.lock`))
    assert(secondWrite.rootKey.some((byte) => byte !== 0))
    secondWrite.finish()
    await Promise.all([first, second, end])

    assert.deepEqual(settled, ['first', 'second', 'end'])
    assert(!existsSync(`${file}.lock`))
    await committed[Symbol.asyncDispose]()
  })
})

function setUp(test: TestContext) {
  const file = newDataFile(test)
  const writer = new HeldWriter()
  const committed = CommittedState.open(file, writer.write)
  return { file, writer, committed }
}

interface HeldWrite {
  readonly rootKey: Uint8Array
  readonly text: string
  readonly finish: () => void
  readonly fail: (error: Error) => void
}

/** Holds each write until the test lets it end. */
class HeldWriter {
  count = 0
  readonly #begun: HeldWrite[] = []
  #wake: (() => void) | undefined

  readonly write = (_file: string, rootKey: Uint8Array, state: Buffer): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.count += 1
    this.#begun.push({ rootKey, text: state.toString(), finish: resolve, fail: reject })
    this.#wake?.()
    return promise
  }

  /** The next write, once it has begun. */
  async begun(): Promise<HeldWrite> {
    for (;;) {
      const write = this.#begun.shift()
      if (write !== undefined) return write
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
