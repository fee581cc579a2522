import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf } from './cell.fixture.ts'
import { failedCell } from './cell-result.ts'
import { ProgressMeter, type RunProgress } from './progress-meter.ts'

const load = 'load: { arrivals: constant, rate: 1 /s, duration: 1 s }\n'

describe('ProgressMeter', () => {
  it('counts cells of an earlier sitting as done, but not in the speed', () => {
    const { meter, seen } = setUp(4, ['c1'])

    meter.update('c2', { share: 0.5, records: 10, p50Ns: 7, p99Ns: 9, kmsCalls: 3 })

    const progress = seen.at(-1)!
    assert.equal(progress.share, 1.5 / 4)
    assert.equal(progress.cellsDone, 1)
    assert.equal(progress.kmsCalls, 3)
    assert.ok(progress.etaNs !== undefined && progress.etaNs >= 0)
  })

  it('gives no ETA until there is something to go by', () => {
    const { meter, seen } = setUp(4, [])

    meter.update('c2', { share: 0.01, records: 1, p50Ns: 0, p99Ns: 0, kmsCalls: 0 })

    assert.equal(seen.at(-1)?.etaNs, undefined)
  })

  it('is complete when every cell has finished, also those that failed', () => {
    const { meter, seen, cells } = setUp(2, [])

    for (const cell of cells) meter.finish(cell.id, failedCell(cell, 'h', 'died'))

    assert.equal(seen.at(-1)?.share, 1)
    assert.equal(seen.at(-1)?.cellsDone, 2)
  })
})

function setUp(count: number, done: readonly string[]) {
  const cells = Array.from({ length: count }, (_, index) => ({ ...cellOf(load), id: `c${index + 1}` }))
  const seen: RunProgress[] = []
  return { meter: new ProgressMeter(cells, done, (progress) => seen.push(progress)), seen, cells }
}
