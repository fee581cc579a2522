import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { firstView, type View } from '../data/view.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { noiseChart } from './noise.ts'

const { run } = storedRun({ recordsPerCell: 5000, sweep: {} })

describe('noiseChart', () => {
  it('describes a mark for each row of its data, which are the figures of the run', async () => {
    const [chart] = chartsOf({})
    const row = chart!.data.find(
      ({ operation, statistic, comparison }) =>
        [operation, statistic, comparison].join() === 'put,p90,overhead (A/B)',
    )!

    await assertMarksAreData(chart!)
    assert.equal(row['estimateNs'], run.cells[0]!.put.overhead.p90.estimateNs)
    assert.deepEqual([row['lowNs'], row['highNs']], run.cells[0]!.put.overhead.p90.ci95Ns)
  })

  it('names what it shows, whatever time and unit the view has', () => {
    assert.equal(
      titleOf({}),
      'Overhead of a put and a get next to the noise floor, in service time per record',
    )
    assert.equal(titleOf({ time: 'responseTime', unit: 'call' }), titleOf({}))
    assert.match(titleOf({ operations: ['get'] }), /^Overhead of a get next/)
  })

  it('calls an overhead clear of the noise where both intervals are', () => {
    assert.match(said([101, 200], [-100, 90]), /the overhead is clear of the noise\.$/)
    assert.match(said([100, 200], [-100, 90]), /the interval of the overhead reaches into the noise\.$/)
    assert.match(said([-200, -101], [-100, 90]), /the overhead is clear of the noise\.$/)
    assert.match(said([-99, 99], [-100, 90]), /the noise would explain the overhead\.$/)
    assert.match(said(null, [-100, 90]), /too few samples/)
    assert.match(said([101, 200], null), /too few samples/)
  })

  it('says where two plain arms differ with a steady sign, and how much that is of the overhead', () => {
    const bias =
      / Two plain arms differ .* 0: put p50 150 ns \(.+\), 100 % of the overhead there\. By chance /

    assert.match(said([101, 200], [-90, -1]), bias)
    assert.match(said([101, 200], [1, 90]), bias)
    assert.doesNotMatch(said([101, 200], [-90, 0]), / clear of 0/)
    assert.doesNotMatch(said([101, 200], [0, 90]), / clear of 0/)
    assert.doesNotMatch(said([101, 200], null), / clear of 0/)
  })

  it('tells of a steady sign where the overhead is nothing, and only of what is shown', () => {
    assert.match(said([-1, 1], [1, 90], 0), / put p50 0 ns \([^)]+\)\. By chance /)
    assert.doesNotMatch(said([101, 200], [1, 90], 150, [90]), / clear of 0/)
  })

  it('speaks of the first chosen percentile, and has the chosen ones in its table', () => {
    const [chart] = chartsOf({ operations: ['put'], percentiles: [90, 99.9] })

    assert.match(chart!.finding, / at p90 sealing adds /)
    assert.deepEqual(
      chart!.table.rows.map((cells) => cells[1]),
      ['p90', 'p99.9', 'mean'],
    )
    assert.match(chartsOf({ percentiles: [99.99] })[0]!.finding, / on average sealing adds /)
  })

  it('heeds operations and percentiles, and always shows the mean', () => {
    const rows = chartsOf({ operations: ['get'], percentiles: [99.9] })[0]!.data

    assert.deepEqual(new Set(rows.map(({ operation }) => operation)), new Set(['get']))
    assert.deepEqual(new Set(rows.map(({ statistic }) => statistic)), new Set(['p99.9', 'mean']))
  })
})

function titleOf(changes: Partial<View>): string {
  return chartsOf(changes)[0]!.title
}

/** Of medians with these intervals. */
function said(
  overhead: Interval,
  noise: Interval,
  estimateNs = 150,
  percentiles: View['percentiles'] = firstView.percentiles,
): string {
  const { put } = run.cells[0]!
  const p50 = (ci95Ns: Interval) => ({ estimateNs, ci95Ns })
  const focus = {
    ...run.cells[0]!,
    put: {
      ...put,
      overhead: { ...put.overhead, mean: p50(null), p50: p50(overhead) },
      noiseFloor: { ...put.noiseFloor, mean: p50(null), p50: p50(noise) },
    },
  }
  return noiseChart(chartInput(run, { focus, view: { ...firstView, operations: ['put'], percentiles } }))[0]!
    .finding
}

type Interval = [number, number] | null

function chartsOf(changes: Partial<View>) {
  return noiseChart(chartInput(run, { view: { ...firstView, ...changes } }))
}
