import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assertMarksAreData, describedMarks } from '../../charts/described-marks.fixture.ts'
import { firstView } from '../../data/view.ts'
import { indexOf, runsOfDays } from '../run-index.fixture.ts'
import { indexCharts, runsDrawn } from './registry.ts'

const week = indexOf(runsOfDays([{}, {}, {}, {}, {}, { factor: 1.5 }, {}]), {
  3: 'node: Node: v26.10.0 against v26.11.0',
})

describe('indexCharts', () => {
  it('draws nothing of fewer than two runs', () => {
    assert.deepEqual(indexCharts(indexOf([])), [])
    assert.deepEqual(indexCharts(indexOf(runsOfDays([{}]))), [])
    assert.notDeepEqual(indexCharts(indexOf(runsOfDays([{}, {}]))), [])
  })

  it('draws verdicts, claims in order and over time, overheads and calls', () => {
    assert.deepEqual(
      indexCharts(week).map(({ id }) => id),
      [
        'run-history',
        'claim-trends',
        'claims-over-time',
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

  it('says in each mark the run, the figure and what is new with the run', async () => {
    const chart = indexCharts(week).find(({ id }) => id === 'claim-trends')!

    const marks = await describedMarks(chart)

    const { id } = week.runs[3]!
    const said = marks.find((text) => text.includes(id) && text.startsWith('put-overhead'))
    assert.match(
      said ?? '',
      /^put-overhead, run \S+: \S+ us; 95 % interval \S+ to \S+ us; holds; claimed &lt;= 0\.2 ms; new with this run: node: Node: v26\.10\.0 against v26\.11\.0$/,
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

  it(`draws the newest ${runsDrawn} of more runs`, () => {
    const many = indexOf(runsOfDays(Array.from({ length: runsDrawn + 5 }, () => ({}))))

    const [history] = indexCharts(many)

    assert.equal(history!.table.rows.length, runsDrawn)
    assert.equal(history!.table.rows[0]![0], many.runs.at(-1)!.id)
  })

  it('draws the cells that are chosen', () => {
    const view = { ...firstView, cells: ['c02'], operations: ['put' as const] }

    const charts = indexCharts(week, view)

    const cells = charts.slice(3).flatMap(({ data }) => data.map(({ cell }) => cell))
    assert.deepEqual([...new Set(cells)], ['c02'])
    assert.ok(charts.every(({ id }) => id !== 'overhead-trends-get'))
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
