import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'

import { newSpend, SpendCap, spent } from './spend-cap.ts'

describe('SpendCap', () => {
  for (const maxCalls of [0, 1, 3])
    it(`lets ${maxCalls} calls be made, refuses the next, and tells of each that it refused`, () => {
      const spend = newSpend(maxCalls)
      let refused = 0
      const cap = new SpendCap(spend, () => {
        refused += 1
      })

      const taken = Array.from({ length: maxCalls + 2 }, () => cap.take())

      assert.deepEqual(
        taken,
        Array.from({ length: maxCalls + 2 }, (_, index) => index < maxCalls),
      )
      assert.equal(refused, 2)
      assert.equal(spent(spend), maxCalls)
      assert.equal(cap.maxCalls, maxCalls)
    })

  it('is one cap for all that share it', () => {
    const spend = newSpend(3)
    const [one, other] = [new SpendCap(spend, ignore), new SpendCap(spend, ignore)]

    const taken = [one.take(), other.take(), one.take(), other.take(), one.take()]

    assert.deepEqual(taken, [true, true, true, false, false])
  })

  it('is exact though two workers spend at the same time', async () => {
    const spend = newSpend(200_000)
    const start = new SharedArrayBuffer(4)
    const workers = [1, 2].map(
      () => new Worker(new URL('spend-cap.fixture.ts', import.meta.url), { workerData: { spend, start } }),
    )
    await Promise.all(workers.map((worker) => once(worker, 'message')))

    const counts = workers.map(async (worker) => {
      const [count] = await once(worker, 'message')
      return count as { readonly made: number; readonly refused: number }
    })
    Atomics.store(new Int32Array(start), 0, 1)
    Atomics.notify(new Int32Array(start), 0)
    const [one, other] = await Promise.all(counts)

    assert.equal(one!.made + other!.made, 200_000)
    assert.deepEqual([one!.refused, other!.refused], [1000, 1000])
    assert.equal(spent(spend), 200_000)
  })
})

describe('newSpend', () => {
  for (const wrong of [-1, 0.5, Number.NaN, 2 ** 31])
    it(`refuses a cap of ${wrong}`, () => {
      assert.throws(() => newSpend(wrong), { code: 'ERR_ASSERTION' })
    })

  it('takes a cap of 2^31 - 1', () => {
    assert.equal(newSpend(2 ** 31 - 1).maxCalls, 2 ** 31 - 1)
  })
})

function ignore(): void {}
