import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { TailThreshold } from './tail-threshold.ts'

describe('TailThreshold', () => {
  it('takes all of the first 256 records, and then the slowest twentieth of as many', () => {
    const threshold = new TailThreshold()

    const first = Array.from({ length: 256 }, (_, index) => threshold.isBeyond(index))

    assert.ok(first.every(Boolean))
    // Thirteen are at least this.
    assert.equal(threshold.nanoseconds, 243)
    assert.equal(threshold.isBeyond(242), false)
    assert.equal(threshold.isBeyond(243), true)
  })

  it('settles where some in a hundred are beyond it, and misses none of the slowest hundredth', () => {
    const random = randomStream(1, 'times')
    const threshold = new TailThreshold()
    const times = Array.from({ length: 200_000 }, () => Math.exp(random.normal()))
    const p99 = times.toSorted((one, other) => one - other)[Math.ceil(0.99 * times.length) - 1]!

    const beyond = times.filter((time) => threshold.isBeyond(time))

    const share = beyond.length / times.length
    assert.ok(share > 0.03 && share < 0.08, `${share} of the records`)
    assert.equal(beyond.filter((time) => time > p99).length, times.filter((time) => time > p99).length)
  })

  it('comes down after a slow phase that was its first', () => {
    const threshold = new TailThreshold()
    for (let record = 0; record < 256; record += 1) threshold.isBeyond(1000)

    let beyond = 0
    for (let record = 0; record < 256 * 40; record += 1) if (threshold.isBeyond(100)) beyond += 1

    assert.ok(threshold.nanoseconds <= 100)
    assert.ok(beyond > 0)
  })

  it('goes up where records become slower for good', () => {
    const random = randomStream(2, 'times')
    const threshold = new TailThreshold()
    for (let record = 0; record < 1024; record += 1) threshold.isBeyond(100 + random.uniform())

    for (let record = 0; record < 256 * 100; record += 1) threshold.isBeyond(1000 + random.uniform())

    assert.ok(threshold.nanoseconds > 900, `${threshold.nanoseconds} ns`)
  })
})
