/**
 * What pages leave out of vega is needed by no picture: what their part of it
 * draws is what the whole draws.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { bundleOf } from '../scripts/bundle-page.ts'
import type { Chart } from '../src/report/charts/chart.ts'
import { chartIds, chartsOf } from '../src/report/charts/registry.ts'
import { comparisonCharts } from '../src/report/comparison/comparison-charts.ts'
import { firstComparisonView } from '../src/report/comparison/comparison-view.ts'
import { comparisonOf } from '../src/report/comparison/comparison.fixture.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import { firstView, type View } from '../src/report/data/view.ts'
import { drawSvg } from '../src/report/draw-svg.ts'
import { indexCharts } from '../src/report/index/charts/registry.ts'
import { indexOf, runsOfDays } from '../src/report/index/run-index.fixture.ts'
import { wholePlan } from '../src/report/plan/arbitrary-plan.fixture.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { temporaryFolder } from './command-line.fixture.ts'

const sweeps = [
  { 'keyCache.ttl': ['0 s', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
  { 'envelope.suite': ['aes-256-gcm-siv', 'xaes-256-gcm'], 'records.size': ['1 KiB', '64 KiB', '1 MiB'] },
]
const linear: View = { ...firstView, cells: ['c01'], time: 'responseTime', unit: 'call', scale: 'linear' }

const runs = sweeps.map((sweep) => {
  const { run, logOf } = storedRun({ recordsPerCell: 500, sweep })
  return reportDataOf(run, logOf)
})
/** Each picture once, and those that have another form in another view. */
const runCharts = [
  ...new Map(runs.flatMap((data) => chartsOf(data)).map((chart) => [chart.id, chart])).values(),
  ...chartsOf(runs[0]!, linear).filter(({ id }) =>
    /^(?:percentiles-put|waiting-put|differences-put|sweep)/.test(id),
  ),
]
const charts: Readonly<Record<string, readonly Chart[]>> = {
  'a run': runCharts,
  'a plan': planCharts(wholePlan()),
  'a comparison': [
    ...comparisonCharts(comparisonOf()),
    ...comparisonCharts(comparisonOf(), { ...firstComparisonView, change: 'amount', scale: 'linear' }),
  ],
  'an index': indexCharts(indexOf(runsOfDays([{}, {}, { factor: 1.5 }, {}]))),
}

describe('the vega of pages', () => {
  const folder = temporaryFolder()
  let onPage: { drawSvg: typeof drawSvg }

  before(async () => {
    const { text } = await bundleOf('src/report/draw-svg.ts', 'esm')
    onPage = (await import(pathToFileURL(folder.write('vega.mjs', text)).href)) as typeof onPage
  })
  after(() => folder[Symbol.dispose]())

  it('is tried with each picture of a run', () => {
    assert.deepEqual(new Set(runCharts.map(({ id }) => id)), new Set(chartIds))
  })

  for (const [whole, pictures] of Object.entries(charts))
    it(`draws every picture of ${whole} as the whole of vega does`, async () => {
      assert.ok(pictures.length > 1)
      for (const { id, title, spec } of pictures) {
        const drawing = { id, title, spec: spec(920) }
        assert.equal(await onPage.drawSvg(drawing), await drawSvg(drawing), id)
      }
    })
})
