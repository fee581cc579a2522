import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Chart } from '../../charts/chart.ts'
import { nothing } from '../../figures.ts'
import { firstIndexView } from '../index-view.ts'
import { indexOf, runsOfDays } from '../run-index.fixture.ts'
import { updatesOf } from '../run-news.ts'
import { indexCharts } from './registry.ts'

describe('indexCharts of runs of which some are not shown', () => {
  it('keeps the rule and the words of a version that came with a run that is not shown', () => {
    const { index, shown } = withOneHidden(['0.1.0', '0.2.0', '0.2.0'])

    const charts = indexCharts(index, shown)

    const claims = charts.find(({ id }) => id === 'claim-trends')!
    assert.deepEqual(rulesIn(claims), { dashed: 0, dotted: 1, lines: 1 })
    assert.equal(charts[0]!.table.rows[0]!.at(-1), 'sealbench: 0.1.0 against 0.2.0')
  })

  it('draws no rule for a version that came and went with runs that are not shown', () => {
    const { index, shown } = withOneHidden(['0.1.0', '0.2.0', '0.1.0'])

    const claims = indexCharts(index, shown).find(({ id }) => id === 'claim-trends')!

    assert.deepEqual(rulesIn(claims), { dashed: 0, dotted: 0, lines: 1 })
  })

  it('parts runs that may not be compared, and says since which one that is not shown', () => {
    const { index, shown } = withOneHidden(['0.1.0', '0.1.0', '0.1.0'], [1, 2, 2])

    const charts = indexCharts(index, shown)

    const claims = charts.find(({ id }) => id === 'claim-trends')!
    assert.deepEqual(rulesIn(claims), { dashed: 1, dotted: 0, lines: 2 })
    assert.equal(charts[0]!.table.rows[0]!.at(-1), `seed: 1 against 2 (since ${index.runs[1]!.id})`)
  })

  it('joins runs that may be compared, whatever lies between them and is not shown', () => {
    const { index, shown } = withOneHidden(['0.1.0', '0.1.0', '0.1.0'], [1, 2, 1])

    const charts = indexCharts(index, shown)

    const claims = charts.find(({ id }) => id === 'claim-trends')!
    assert.deepEqual(rulesIn(claims), { dashed: 0, dotted: 0, lines: 1 })
    assert.equal(charts[0]!.table.rows[0]!.at(-1), nothing)
  })

  it('tells what stands out by all runs, drawn or not', () => {
    const slow = indexOf(runsOfDays([{}, {}, {}, {}, {}, {}, { factor: 1.5 }]))

    const [chart] = indexCharts(slow, {
      ...firstIndexView,
      figures: ['claims'],
      newest: 20,
      since: '2026-11-28',
    })

    assert.match(chart!.finding, new RegExp(`put-overhead in ${slow.runs[6]!.id}`))
  })
})

/** Three runs of these versions and seeds, and the view that leaves the second one out. */
function withOneHidden(versions: readonly string[], seeds: readonly number[] = [1, 1, 1]) {
  const runs = runsOfDays([{}, { changes: { verdict: 'inconclusive' } }, {}])
  const index = indexOf(
    runs.map((run, place) => ({
      ...run,
      environment: { ...run.environment, sealbench: versions[place]! },
    })),
  )
  const placed = index.runs.map((run, place) => {
    const [seed, before] = [seeds[place]!, seeds[place - 1]]
    const isOther = before !== undefined && before !== seed
    return {
      ...run,
      family: seed,
      differences: isOther ? [`seed: ${before} against ${seed}`] : [],
      updates: place === 0 ? [] : updatesOf(index.runs[place - 1]!, run),
    }
  })
  const verdicts = [runs[0]!.verdict]
  return { index: { ...index, runs: placed }, shown: { ...firstIndexView, verdicts } }
}

/** Of the first panel: its rules, and the lines by which it joins points. */
function rulesIn(chart: Chart) {
  const { concat } = chart.spec(900) as unknown as {
    readonly concat: readonly {
      readonly data: { readonly values: readonly { readonly stretch: number }[] }
      readonly layer: readonly { readonly data: { readonly values: readonly unknown[] } }[]
    }[]
  }
  const { data, layer } = concat[0]!
  return {
    dashed: layer[0]!.data.values.length,
    dotted: layer[1]!.data.values.length,
    lines: new Set(data.values.map(({ stretch }) => stretch)).size,
  }
}
