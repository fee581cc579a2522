import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { WaitHistogram, waitQuantiles } from './wait-histogram.ts'

describe('WaitHistogram', () => {
  it('adds up records and waits', () => {
    const waits = new WaitHistogram()

    waits.add(0.5, 3)
    waits.addEven(0.1, 0.3, 10)
    waits.add(0, 100)

    assert.equal(waits.waited, 13)
    assert(Math.abs(waits.waitedS - 3.5) < 1e-12)
  })

  it('spreads records evenly over what they waited for', () => {
    const waits = new WaitHistogram()

    waits.addEven(0, 2, 1000)
    waits.addEven(3, 4, 1000)

    const [p25, p50, p75] = waitQuantiles(waits.counts(), 2000, [0.25, 0.5, 0.75])
    near(p25!, 1)
    assert(p50! > 1.95 && p50! < 3.05)
    near(p75!, 3.5)
  })

  it('has quantiles of all records, of which most do not wait', () => {
    const waits = new WaitHistogram()

    waits.add(0.01, 5)

    const [p50, p99, p999] = waitQuantiles(waits.counts(), 1000, [0.5, 0.99, 0.999])
    assert.deepEqual([p50, p99], [0, 0])
    near(p999!, 0.01)
  })

  it('counts what is beyond its range at its ends', () => {
    const waits = new WaitHistogram()

    waits.add(1e-9, 1)
    waits.add(1e9, 1)

    assert.equal(
      waits.counts().reduce((sum, count) => sum + count, 0),
      2,
    )
  })
})

function near(value: number, expected: number): void {
  assert(Math.abs(value / expected - 1) < 0.02, `${value} is not ${expected}`)
}
