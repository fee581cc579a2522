import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { setUpService } from './service.fixture.ts'

/** A service whose writes end when the test says so. */
function setUp() {
  const writes: PromiseWithResolvers<void>[] = []
  const service = setUpService({
    commit: () => {
      service.stores.snapshot()
      const write = Promise.withResolvers<void>()
      writes.push(write)
      return write.promise
    },
  })
  /** The write that is begun as the `count`th. */
  const writeAt = async (count: number) => {
    while (writes.length < count) await turnOfEventLoop()
    return writes[count - 1]!
  }
  /** A key that is on disk. */
  const savedKey = async () => {
    const making = service.createKey()
    const write = await writeAt(1)
    write.resolve()
    return (await making).KeyId
  }
  return { ...service, writes, writeAt, savedKey }
}

describe('KmsService, changes that are not on disk', () => {
  it('answers a change once it is on disk, and what reads nothing new without a write', async () => {
    const { createKey, ann, writes, writeAt } = setUp()

    const making = createKey()
    const write = await writeAt(1)
    const early = await isHere(making)
    write.resolve()
    const { KeyId: id } = await making
    await ann.describeKey({ KeyId: id })

    assert.equal(early, false)
    assert.equal(writes.length, 1)
  })

  it('holds back what others see of a change until it is on disk', async () => {
    const { root, ann, writes, writeAt, savedKey } = setUp()
    const id = await savedKey()

    const rotating = root.rotateKeyOnDemand({ KeyId: id })
    const write = await writeAt(2)
    // Under a backing key that a crash would take back.
    const generating = ann.generateDataKey({ KeyId: id, KeySpec: 'AES_256' })
    const early = await isHere(generating)
    write.resolve()
    await Promise.all([rotating, generating])

    assert.equal(early, false)
    assert.equal(writes.length, 2, 'reading needs no write of its own')
  })

  it('says that a change failed which could not be written, and writes it with the next call', async () => {
    const { root, ann, writes, writeAt, savedKey } = setUp()
    const id = await savedKey()

    const rotating = root.rotateKeyOnDemand({ KeyId: id })
    const failed = assert.rejects(rotating, { name: 'KMSInternalException' })
    const lost = await writeAt(2)
    lost.reject(new Error('the disk is full'))
    await failed
    const generating = ann.generateDataKey({ KeyId: id, KeySpec: 'AES_256' })
    const write = await writeAt(3)
    const early = await isHere(generating)
    write.resolve()
    await generating

    assert.equal(early, false)
    assert.equal(writes.length, 3)
  })
})

/** Whether `answer` is there after a while. */
async function isHere(answer: Promise<unknown>): Promise<boolean> {
  let isDone = false
  const settle = (): void => {
    isDone = true
  }
  void answer.then(settle, settle)
  for (let turns = 0; turns < 20; turns += 1) await turnOfEventLoop()
  return isDone
}
