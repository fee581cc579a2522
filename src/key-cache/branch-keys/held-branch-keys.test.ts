import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { VirtualClock } from '../../clock/virtual-clock.ts'
import { unpooledBytes } from '../../envelope/secret-bytes.ts'
import { minutes } from '../../units/units.ts'
import { HeldBranchKeys } from './held-branch-keys.ts'

describe('HeldBranchKeys', () => {
  it('shares what is fetched and not what is made of it', async () => {
    const { held, fetchKey, answer } = setUp()
    const works = [
      (): string => {
        throw new Error('mine alone')
      },
      () => 'second',
      () => 'third',
    ]

    const uses = Promise.allSettled(works.map((work) => held.use('one', fetchKey, work)))
    answer(unpooledBytes(32))

    const [first, ...others] = await uses
    assert.equal(first!.status, 'rejected')
    assert.deepEqual(others, [
      { status: 'fulfilled', value: 'second' },
      { status: 'fulfilled', value: 'third' },
    ])
    assert.deepEqual([fetchKey.calls, held.size], [1, 1])
  })

  it('wipes a key that nobody keeps even if its use fails', async () => {
    const { held, fetchKey, answer } = setUp()
    const use = held.use('one', fetchKey, () => {
      throw new Error('unusable')
    })
    const key = unpooledBytes(32).fill(7)

    held.dispose()
    answer(key)

    await assert.rejects(use, { message: 'unusable' })
    assert.deepEqual(key, Buffer.alloc(32))
  })

  it('remembers nothing of what could not be fetched', async () => {
    const { held } = setUp()
    const denied = new Error('denied')
    const ask = async (from: number, to: number): Promise<void> => {
      for (let id = from; id < to; id += 1) {
        const use = held.use(`id ${id}`, () => Promise.reject(denied), String)
        await use.catch((error: unknown) => assert.equal(error, denied))
      }
    }
    await ask(0, 1000)
    const before = heapUsed()

    await ask(1000, 51_000)

    assert.equal(held.size, 0)
    const bytesPerId = (heapUsed() - before) / 50_000
    assert(bytesPerId < 20, `${bytesPerId}`)
  })
})

function setUp() {
  const held = new HeldBranchKeys({ clock: new VirtualClock(), ttl: minutes(60) })
  const { promise, resolve: answer } = Promise.withResolvers<Buffer>()
  const fetchKey = Object.assign(
    () => {
      fetchKey.calls += 1
      return promise
    },
    { calls: 0 },
  )
  return { held, fetchKey, answer }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
