import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Run } from '../../../run-store/run-format.ts'
import { chartView } from '../../vega.ts'
import { indexOf, runsOfDays } from '../run-index.fixture.ts'
import { indexCharts } from './registry.ts'

describe('the axes of indexCharts', () => {
  for (const [times, labels] of [
    [
      ['17:06:23', '17:08:04', '17:09:23'],
      ['17:06', '17:08', '17:09'],
    ],
    [
      ['17:06:23', '17:08:04', '17:08:23'],
      ['17:06:23', '17:08:04', '17:08:23'],
    ],
    [
      ['17:08:04', '17:08:04', '17:08:23'],
      ['run 1', 'run 2', 'run 3'],
    ],
  ] as const)
    it(`tells runs apart below the axis: ${labels.join(', ')}`, async () => {
      const runs = runsOfDays([{}, {}, {}]).map((run, at) => ({
        ...run,
        environment: { ...run.environment, startedAt: `2026-11-26T${times[at]}Z` },
      }))

      const svg = await chartView(indexCharts(indexOf(runs))[0]!.spec(800)).toSVG()

      for (const label of labels) assert.ok(svg.includes(`>${label}<`), label)
    })

  it('tells runs of one day apart, in their order and at their times', async () => {
    const runs = runsEvery(22_000)
    const [order, time] = await Promise.all(['claim-trends', 'claims-over-time'].map((id) => drawn(runs, id)))

    assert.match(order!, />11:09</)
    assert.match(time!, />11:09:00<.*>11:10:00</)
    for (const svg of [order!, time!]) {
      const places = [...svg.matchAll(/aria-label="put-overhead, run [^>]*translate\(([\d.]+),/g)].map(
        ([, x]) => Number(x),
      )
      assert.equal(places.length, runs.length)
      assert.ok(places[0]! > 3, places.join(', '))
      for (const [index, x] of places.slice(1).entries())
        assert.ok(x - places[index]! > 10, places.join(', '))
    }
  })

  it('writes times below runs of less than two days, and days alone below others', async () => {
    const [below, above] = [11.9, 12].map((hours) => runsEvery(hours * 3_600_000))

    assert.match(await drawn(below!, 'claims-over-time'), />11-27 00:00</)
    assert.match(await drawn(above!, 'claims-over-time'), />11-28</)
  })

  it('counts calls in whole numbers, however few', async () => {
    const few = runsOfDays([{}, {}]).map((run) => ({
      ...run,
      cells: run.cells.map((cell) => ({
        ...cell,
        kms: { ...cell.kms, calls: { GenerateDataKey: 1, Decrypt: 3 }, expectedCalls: null },
      })),
    }))

    const svg = await drawn(few, 'kms-call-trends')

    assert.deepEqual(
      [...new Set([...svg.matchAll(/>([\d.]+)<\/text>/g)].map(([, text]) => text))],
      ['3', '4', '5'],
    )
  })
})

/** Five runs, the first at 11:08:56. */
function runsEvery(ms: number): Run[] {
  return runsOfDays([{}, {}, {}, {}, {}]).map((run, index) => {
    const startedAt = new Date(Date.parse('2026-11-26T11:08:56Z') + index * ms).toISOString()
    return { ...run, environment: { ...run.environment, startedAt } }
  })
}

async function drawn(runs: readonly Run[], id: string): Promise<string> {
  const chart = indexCharts(indexOf(runs)).find((candidate) => candidate.id === id)!
  return await chartView(chart.spec(900)).toSVG()
}
