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

  it('heeds operations and percentiles, and always shows the mean', () => {
    const rows = chartsOf({ operations: ['get'], percentiles: [99.9] })[0]!.data

    assert.deepEqual(new Set(rows.map(({ operation }) => operation)), new Set(['get']))
    assert.deepEqual(new Set(rows.map(({ statistic }) => statistic)), new Set(['p99.9', 'mean']))
  })
})

function chartsOf(changes: Partial<View>) {
  return noiseChart(chartInput(run, { view: { ...firstView, ...changes } }))
}
