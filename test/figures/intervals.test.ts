/**
 * What pages are made of beyond run.json, worked out a second time: intervals
 * of one arm and bins to the last digit, intervals of two arms as near as
 * their draws allow.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'

import type { LatencyLog, SeriesName } from '../../src/measure/series.ts'
import { randomStream } from '../../src/random.ts'
import { comparedTimes, type Band } from '../../src/report/data/cell-detail.ts'
import { detailOfLog } from '../../src/report/data/detail-of-log.ts'
import { percentileGrid, toldPercentiles } from '../../src/report/data/percentile-grid.ts'
import type { Buckets } from '../../src/statistics/buckets.ts'
import { binEdges } from './bins.fixture.ts'
import { overheadReaches, risingIntervals, type Reach } from './intervals.fixture.ts'
import { tellingRun } from './run.fixture.ts'
import { ranked, samplesIn } from './samples.fixture.ts'

const { run, logOf } = tellingRun({ sweep: { 'keyCache.ttl': ['1 min'] }, recordsPerCell: 3000 })
const cell = run.cells[0]!
/** Few segments, as cells of few records have, and many that drift and depend on those before. */
const details = Object.entries({ 'of 8 segments': logOf(cell.id), 'of 24 segments': driftingLog(24) }).map(
  ([name, log]) => ({ name, log, detail: detailOfLog(log, { cell, seed: 1, intervalsAt: 'told' }) }),
)

const toldPercents = toldPercentiles.map((q) => 100 * q)

describe('the intervals of one arm', () => {
  for (const { name, log, detail } of details)
    it(`are those of their definition at each percentile, with edges that rise: ${name}`, () => {
      let compared = 0
      for (const [series, curve] of Object.entries(detail.curves)) {
        const segments = log.get(series as SeriesName)!
        const points = pointsOf(curve)
        const expected = risingIntervals(segments, toldPercents)
        for (const { percents, range } of points) {
          assert.deepEqual(range, expected[toldPercents.indexOf(percents)], `${series} ${percents}`)
          compared += 1
        }
      }
      assert.ok(compared > 50)
    })

  it('reach, between those that are told, as far as their definition and 5 % further at most', () => {
    const { log } = details[1]!
    const { curves } = detailOfLog(log, { cell, seed: 1, intervalsAt: 'grid' })
    const series: SeriesName = 'put.sealed.serviceTime'
    const points = pointsOf(curves[series]!)
    const gridPercents = percentileGrid.filter((q) => q > 0).map((q) => 100 * q)
    const expected = risingIntervals(log.get(series)!, gridPercents)
    const [told, between] = [true, false].map((isTold) =>
      points.filter(({ percents }) => toldPercents.includes(percents) === isTold),
    ) as [typeof points, typeof points]

    assert.ok(told.length > 5)
    for (const { percents, range } of told)
      assert.deepEqual(range, expected[gridPercents.indexOf(percents)], `${percents}`)
    assert.ok(between.length > 30)
    assert.ok(
      gridPercents.some(
        (of, at) => !isDeepStrictEqual(risingIntervals(log.get(series)!, [of]), [expected[at]]),
      ),
      'an edge would have fallen',
    )
    for (const { percents, range } of between)
      for (const end of [0, 1] as const) {
        // The furthest of its own end and of those that it must not fall behind, each in steps of its own curve.
        const beyond = gridPercents.flatMap((of, at) =>
          (end === 0 ? of >= percents : of <= percents) && expected[at] !== null
            ? [{ value: ranked(samplesIn(log.get(series)), of), exact: expected[at]![end] }]
            : [],
        )
        const furthest = (ends: readonly number[]) => (end === 0 ? Math.min(...ends) : Math.max(...ends))
        const sign = end === 0 ? -1 : 1
        const most = furthest(beyond.map(({ value, exact }) => value + 1.06 * (exact - value) + sign))
        const exact = expected[gridPercents.indexOf(percents)]![end]
        // What the definition is rounded to here is one digit more than a step.
        const digit = 0.001 * Math.abs(exact)
        assert.ok(
          sign * (range[end] - exact) >= -digit && sign * (range[end] - most) <= 0,
          `${percents}: ${range[end]}, not ${exact} to ${most}`,
        )
      }
  })

  it('are withheld where the definition withholds them', () => {
    const tally = { given: 0, withheld: 0 }
    for (const { log, detail } of details)
      for (const [series, { low = [], values }] of Object.entries(detail.curves))
        for (const percents of [50, 90, 99, 99.9]) {
          const at = percentileGrid.indexOf(percents / 100)
          if (at >= values.length) continue
          const [interval] = risingIntervals(log.get(series as SeriesName)!, [percents])
          assert.equal(low[at] ?? null, interval && low[at], `${series} ${percents}`)
          tally[interval === null ? 'withheld' : 'given'] += 1
        }
    assert.ok(tally.withheld > 0 && tally.given > 20, JSON.stringify(tally))
  })
})

/**
 * Pages draw 200 times where many cells are, and an end of an interval is the 6th draw from its
 * side over the spread of all: other draws would place it elsewhere. How far,
 * is seen where the whole method is done again with other draws, 12 times.
 * Each end has to lie within five standard deviations of these, and all lower
 * ends together, over six seeds of a page, within 10 % of them, as all upper.
 */
describe('the intervals of what sealing adds', () => {
  for (const { name, log } of details)
    it(`are those of their definition, as far as draws tell: ${name}`, () => {
      const ratios = drawn.flatMap(([operation, time]) => {
        const names = (['sealed', 'plain'] as const).map((arm): SeriesName => `${operation}.${arm}.${time}`)
        const arms = names.map((series) => log.get(series)!)
        const points = [1, 2, 3, 4, 5, 6].map((seed) => {
          const { overheads } = detailOfLog(new Map(names.map((series, at) => [series, arms[at]!])), {
            cell,
            seed,
            intervalsAt: 'told',
          })
          return pointsOf(overheads[`${operation}.${time}`]!).filter(
            ({ percents }) => !isStored(percents, time),
          )
        })
        const asked = points[0]!.map(({ percents }) => percents)
        const again = repeatedReaches(arms, asked)
        return points.flat().map(({ percents, range: [low, high] }) => {
          const [treated, control] = arms.map((arm) => ranked(samplesIn(arm), percents)) as [number, number]
          const reaches = again.map((all) => all[asked.indexOf(percents)]!)
          const text = `${operation} ${time} p${percents}`
          const down = reaches.map((reach) => reach.down)
          const up = reaches.map((reach) => reach.up)
          return {
            down: ratioOf(treated - control - low, down, `${text}, down`),
            up: ratioOf(high - (treated - control), up, `${text}, up`),
          }
        })
      })
      assert.ok(ratios.length > 50)
      for (const end of ['down', 'up'] as const) {
        const { mean } = momentsOf(ratios.map((ratio) => ratio[end]))
        assert.ok(Math.abs(mean - 1) < 0.1, `${end}: ${mean}`)
      }
    })
})

/** Some of those that run.json does not have, as each takes its time. */
const drawn = [
  ['put', 'responseTime'],
  ['get', 'callTime'],
] as const

/** `shown` over the mean of `again`, near which it has to be; what is rounded away from the estimate is longer. */
function ratioOf(shown: number, again: readonly number[], text: string): number {
  const { mean, deviation } = momentsOf(again)
  assert.ok(mean > 0, text)
  const near = 5 * deviation + 0.02 * mean
  assert.ok(Math.abs(shown - mean) <= near, `${text}: ${shown}, drawn again ${mean} ± ${deviation}`)
  return shown / mean
}

describe('the bins of differences', () => {
  for (const { name, log, detail } of details)
    it(`are those of their definition: ${name}`, () => {
      for (const operation of ['put', 'get'] as const)
        for (const time of comparedTimes) {
          const names = (['delta', 'noise'] as const)
            .map((kind) => `${operation}.${kind}.${time}` as SeriesName)
            .filter((series) => (log.get(series) ?? []).length > 0 && series in detail.densities)

          const edges = binEdges(names.map((series) => samplesIn(log.get(series))))

          assert.ok(names.length > 0)
          for (const series of names) assert.deepEqual(detail.densities[series]!.edges, edges, series)
        }
    })
})

function pointsOf({ low = [], high = [] }: Partial<Band>) {
  return low.flatMap((from, at) =>
    from === null ? [] : [{ percents: 100 * percentileGrid[at]!, range: [from, high[at]!] as const }],
  )
}

/** Whether run.json has the interval itself. */
function isStored(percents: number, time: 'responseTime' | 'callTime'): boolean {
  return time === 'callTime' && [50, 90, 99, 99.9].some((own) => Math.abs(own - percents) < 1e-9)
}

function repeatedReaches(
  arms: readonly (readonly Buckets[])[],
  percents: readonly number[],
): readonly (readonly Reach[])[] {
  const random = randomStream(20261126, 'figures')
  return Array.from({ length: 12 }, () => overheadReaches(arms, percents, { resamples: 200, random }))
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) }
}

/** Segments of 150 records or 600, each near the one before it. */
function driftingLog(segments: number): LatencyLog {
  const random = randomStream(20170701, 'drift')
  let phase = 0
  const phases = Array.from({ length: segments }, () => (phase = 0.8 * phase + 0.05 * random.normal()))
  const series = (median: number, records = 150): Buckets[] =>
    phases.map((own) =>
      bucketsOf(
        Array.from(
          { length: records },
          () => median * Math.exp(own + 0.3 * random.normal()) * (random.uniform() < 0.01 ? 9 : 1),
        ),
      ),
    )
  return new Map(
    (['put', 'get'] as const).flatMap((operation): [SeriesName, Buckets[]][] =>
      comparedTimes.flatMap((time): [SeriesName, Buckets[]][] => [
        [`${operation}.plain.${time}`, series(9000)],
        [`${operation}.sealed.${time}`, series(21_000)],
        [`${operation}.delta.${time}`, series(12_000, 600)],
        ...(time === 'callTime'
          ? []
          : ([[`${operation}.noise.${time}`, series(-40)]] satisfies [SeriesName, Buckets[]][])),
      ]),
    ),
  )
}

/** To three digits, as histograms have them. */
function bucketsOf(values: readonly number[]): Buckets {
  const counts = new Map<number, number>()
  for (const value of values.map((one) => Number(one.toPrecision(3))))
    counts.set(value, (counts.get(value) ?? 0) + 1)
  const sorted = [...counts].toSorted(([one], [other]) => one - other)
  return {
    values: Float64Array.from(sorted, ([value]) => value),
    counts: Float64Array.from(sorted, ([, count]) => count),
  }
}
