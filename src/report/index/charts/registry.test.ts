import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assertMarksAreData, describedMarks } from '../../charts/described-marks.fixture.ts'
import type { Run } from '../../../run-store/run-format.ts'
import { chartView } from '../../vega.ts'
import { firstIndexView, type IndexView } from '../index-view.ts'
import { indexOf, runsOfDays } from '../run-index.fixture.ts'
import { indexCharts } from './registry.ts'

const runsDrawn = firstIndexView.newest

const week = indexOf(runsOfDays([{}, {}, {}, {}, {}, { factor: 1.5 }, {}]), {
  3: 'node: Node: v26.10.0 against v26.11.0',
})

describe('indexCharts', () => {
  it('draws nothing of fewer than two runs', () => {
    assert.deepEqual(indexCharts(indexOf([])), [])
    assert.deepEqual(indexCharts(indexOf(runsOfDays([{}]))), [])
    assert.notDeepEqual(indexCharts(indexOf(runsOfDays([{}, {}]))), [])
  })

  it('draws verdicts, claims in order and over time, thresholds, overheads and calls', () => {
    assert.deepEqual(
      indexCharts(week).map(({ id }) => id),
      [
        'run-history',
        'claim-trends',
        'claims-over-time',
        'threshold-trends',
        'overhead-trends-put',
        'overhead-trends-get',
        'kms-call-trends',
      ],
    )
  })

  for (const chart of indexCharts(week))
    it(`has a described mark for each row of data: ${chart.id}`, async () => {
      await assertMarksAreData(chart)
    })

  it('has for each mark the folder of its run, so that a copy leads to its own report', () => {
    const runs = week.runs.map((run) => ({ ...run, folder: `copy of ${run.id}` }))

    for (const { id, data } of indexCharts({ ...week, runs }))
      for (const row of data) assert.equal(row['folder'], `copy of ${row['run']}`, id)
  })

  it('says in each mark the run, the figure and what is new with the run', async () => {
    const chart = indexCharts(week).find(({ id }) => id === 'claim-trends')!

    const marks = await describedMarks(chart)

    const { id } = week.runs[3]!
    const said = marks.find((text) => text.includes(id) && text.startsWith('put-overhead'))
    assert.match(
      said ?? '',
      /^put-overhead, run \S+: \S+ us; 95 % interval \S+ to \S+ us; holds; claimed &lt;= 0\.2 ms; sealbench \S+ at \w{10}; not as in the run before: node: Node: v26\.10\.0 against v26\.11\.0$/,
    )
  })

  it('tells of points that stand out, and of none where none does', () => {
    const steady = indexOf(runsOfDays(Array.from({ length: 9 }, () => ({}))))
    const slow = indexOf(runsOfDays([{}, {}, {}, {}, {}, {}, { factor: 1.5 }]))

    const [ofSteady, ofSlow] = [steady, slow].map(
      (index) => indexCharts(index).find(({ id }) => id === 'claim-trends')!.finding,
    )

    assert.equal(ofSteady, 'No point stands out from the runs before it.')
    assert.match(ofSlow!, new RegExp(`newest first: .*put-overhead in ${slow.runs[6]!.id}\\.$`))
  })

  it('is never wider than its room, however long names are, and keeps their ends', async () => {
    const runs = runsOfDays([{}, {}]).map((run) => ({
      ...run,
      claims: run.claims.map((claim) => ({ ...claim, id: long(claim.id, 'the-end') })),
      cells: run.cells.map((cell) => ({ ...cell, params: { ...cell.params, comment: long('x', cell.id) } })),
    }))

    for (const chart of indexCharts(indexOf(runs)))
      for (const width of [320, 620]) {
        const svg = await chartView(chart.spec(width)).toSVG()
        const [, took] = /viewBox="0 0 ([\d.]+) /.exec(svg)!
        assert.ok(Number(took) <= width, `${chart.id}: ${took} at ${width}`)
        assert.match(
          svg,
          chart.id.includes('claim') || chart.id === 'run-history' ? /…[\w-]*the-end</ : /…[^<]*-c0\d\)</,
        )
      }
  })

  it('draws over time the runs that have one, and says how many have none', async () => {
    const days = ['-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', 'nonsense', '1999-12-31T23:59:59Z']
    const runs = runsOfDays([{}, {}, {}, ...days.map(() => ({}))]).map((run, at) =>
      at < 3 ? run : { ...run, environment: { ...run.environment, startedAt: days[at - 3]! } },
    )

    const own = indexCharts(indexOf(runs)).find(({ id }) => id === 'claims-over-time')!
    const all = indexCharts(indexOf(runs), { ...firstIndexView, axis: 'time' })

    for (const { finding } of [own, ...all])
      assert.match(finding, / 4 runs say no time that can be, and are not drawn over time\.$/)
    const svg = await chartView(own.spec(800)).toSVG()
    assert.doesNotMatch(svg, /NaN/)
    for (const chart of [own, ...all]) await assertMarksAreData(chart)
  })

  it(`draws the newest ${runsDrawn} of more runs`, () => {
    const many = indexOf(runsOfDays(Array.from({ length: runsDrawn + 5 }, () => ({}))))

    const [history] = indexCharts(many)

    assert.equal(history!.table.rows.length, runsDrawn)
    assert.equal(history!.table.rows[0]![0], many.runs.at(-1)!.id)
  })

  it('leaves out what only one run has, and says so, but for what fails', () => {
    const [first, ...others] = runsOfDays([{}, {}, {}]).map((run): Run => {
      const [threshold] = run.thresholds
      return { ...run, thresholds: ['c01', 'c02'].map((cellId) => ({ ...threshold!, cellId })) }
    })
    const few = others.map((run) => ({
      ...run,
      cells: run.cells.slice(0, 1),
      thresholds: run.thresholds.filter(({ cellId }) => cellId === 'c01'),
    }))
    const charts = (whole: Run) =>
      new Map(indexCharts(indexOf([whole, ...few])).map((chart) => [chart.id, chart]))
    const failing = {
      ...first!,
      thresholds: first!.thresholds.map((of) => ({ ...of, passed: of.cellId === 'c01' })),
    }

    const calls = charts(first!).get('kms-call-trends')!
    assert.deepEqual(new Set(calls.data.map(({ cell }) => cell)), new Set(['c01']))
    assert.match(
      calls.finding,
      / shows 1 of 2 cells, .*; cells with a figure in one run alone are left out\.$/,
    )
    const thresholds = charts(first!).get('threshold-trends')!
    assert.deepEqual(new Set(thresholds.data.map(({ cell }) => cell)), new Set(['c01']))
    assert.match(
      thresholds.finding,
      / leaves out 1 threshold of 2, 1 of them with a figure in one run alone\.$/,
    )
    const { data, finding } = charts(failing).get('threshold-trends')!
    assert.deepEqual(new Set(data.map(({ cell }) => cell)), new Set(['c01', 'c02']))
    assert.doesNotMatch(finding, /leaves out/)
  })

  it('sets the panels of a row and their titles at one height', async () => {
    const { spec } = indexCharts(week).find(({ id }) => id === 'claim-trends')!

    const svg = await chartView(spec(1100)).toSVG()

    const groups = [
      ...svg.matchAll(/role-scope concat_\d+_group"[^>]*><g transform="translate\([\d.]+,([\d.]+)\)/g),
    ]
    const titles = [...svg.matchAll(/role-title[^>]*><g[^>]*transform="translate\(0,([-\d.]+)\)/g)]
    assert.deepEqual([groups.length, new Set(groups.map(([, y]) => y)).size], [5, 2])
    assert.deepEqual([titles.length, new Set(titles.map(([, y]) => y)).size], [5, 1])
  })

  it('draws the cells that are chosen', () => {
    const view = { ...firstIndexView, cells: ['c02'], operations: ['put' as const] }

    const charts = indexCharts(week, view)

    const cells = charts.slice(1).flatMap(({ data }) => data.map(({ cell }) => cell))
    assert.deepEqual([...new Set(cells)], ['c02'])
    assert.ok(charts.every(({ id }) => id !== 'overhead-trends-get'))
  })

  const choices: readonly (readonly [what: string, view: Partial<IndexView>, ids: readonly string[]])[] = [
    ['verdicts alone', { figures: ['verdicts'] }, ['run-history']],
    ['KMS calls alone', { figures: ['kms'] }, ['kms-call-trends']],
    ['one operation', { figures: ['latency'], operations: ['get'] }, ['overhead-trends-get']],
    ['claims at their time', { figures: ['claims'], axis: 'time' }, ['claim-trends']],
    ['nothing where one run is chosen', { since: '2026-11-29' }, []],
  ]
  for (const [what, view, ids] of choices)
    it(`draws ${what}, where that is chosen`, () => {
      const charts = indexCharts(week, { ...firstIndexView, ...view })

      assert.deepEqual(
        charts.map(({ id }) => id),
        ids,
      )
    })

  it('has a described mark for each row at whatever is chosen: arms, percentiles, time', async () => {
    const view = {
      ...firstIndexView,
      axis: 'time',
      arms: ['plain', 'sealed'],
      statistics: ['p90', 'p999'],
      verdicts: ['refuted'],
    } as const

    const charts = indexCharts(week, view)

    for (const chart of charts) await assertMarksAreData(chart)
    const put = charts.find(({ id }) => id === 'overhead-trends-put')!
    const figures = new Set(put.data.map(({ figure }) => figure))
    assert.deepEqual(
      [...figures],
      ['p90 of put.plain', 'p99.9 of put.plain', 'p90 of put.sealed', 'p99.9 of put.sealed'],
    )
    const [{ id, cells }] = week.runs as [(typeof week.runs)[number]]
    const row = put.data.find(({ run, figure }) => run === id && figure === 'p99.9 of put.sealed')
    assert.equal(row?.['value'], cells[0]!.put!.sealed.p999.estimate)
  })

  const findings: readonly (readonly [what: string, view: Partial<IndexView>, finding: RegExp])[] = [
    [
      'the newest, where all are shown',
      {},
      /^The newest run, \S+-0003: refuted; so are the last 2 runs shown; before that, \S+-0001: holds\.$/,
    ],
    [
      'the newest of those shown, where others are not',
      { until: '2026-11-25' },
      /^The newest of the runs shown, \S+-0002: refuted; so is not the one before it; before that, \S+-0001: holds\.$/,
    ],
    [
      'no sameness of verdicts, where runs are chosen by them',
      { verdicts: ['refuted'] },
      /^The newest of the runs shown, \S+-0003: refuted\.$/,
    ],
  ]
  for (const [what, view, finding] of findings)
    it(`says the verdict of ${what}`, () => {
      const verdicts = ['refuted', 'holds', 'refuted', 'refuted'] as const
      const index = indexOf(runsOfDays(verdicts.map((verdict) => ({ changes: { verdict } }))))

      const [history] = indexCharts(index, { ...firstIndexView, figures: ['verdicts'], ...view })

      assert.match(history!.finding, finding)
    })

  it('draws runs whose time is none in their order alone', () => {
    const timeless = runsOfDays([{}, {}]).map((run) => ({
      ...run,
      environment: { ...run.environment, startedAt: 'some day' },
    }))

    const charts = indexCharts(indexOf(timeless))

    assert.ok(charts.every(({ id }) => id !== 'claims-over-time'))
    assert.equal(charts[0]!.table.rows[0]![1], 'some day')
  })
})

function long(text: string, end: string): string {
  return `${text}-${'of-a-long-name-'.repeat(12)}${end}`
}
