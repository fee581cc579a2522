import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LatencyLog, SeriesName } from '../../measure/series.ts'
import { mergeBuckets, quantile, type Buckets } from '../../statistics/buckets.ts'
import { noises, noisyRun, trueQuantile, type Noise } from '../../statistics/noise.fixture.ts'
import { storedRun } from '../run.fixture.ts'
import type { Band, Curve } from './cell-detail.ts'
import { detailOfLog } from './detail-of-log.ts'
import { gridIndexOf, percentileGrid, toldPercentiles } from './percentile-grid.ts'

const { run, logOf } = storedRun({ recordsPerCell: 20_000, sweep: {} })
const cell = run.cells[0]!
const detail = detailOfLog(logOf(cell.id), cell, run.seed)
const curves = Object.values(detail.curves)

describe('detailOfLog', () => {
  it('has the quantiles of the histograms exactly', () => {
    const name = 'put.sealed.serviceTime'
    const all = mergeBuckets(logOf(cell.id).get(name)!)

    for (const q of [0.5, 0.9, 0.99, 0.999])
      assert.equal(detail.curves[name]!.values[gridIndexOf(q)], quantile(all, q))
    assert.equal(detail.curves[name]!.count, cell.put.sealed.serviceTime.count)
  })

  it('ascends along each curve', () => {
    for (const { values, min, max } of curves) {
      assert.ok(values.every((value, index) => value >= (values[index - 1] ?? min)))
      assert.ok(values.at(-1)! <= max)
    }
  })

  it('holds each value inside its interval, which stands at told percentiles alone', () => {
    const intervals = curves.flatMap((curve) => intervalsOf(curve))

    assert.ok(intervals.length > 60)
    for (const { low, value, high, q } of intervals) {
      assert.ok(low <= value && value <= high, `${low} to ${high} without ${value} at ${q}`)
      assert.ok(toldPercentiles.includes(q))
    }
  })

  it('takes the intervals of the overhead from the run where it has them, withheld ones too', () => {
    const { low, high } = detail.overheads['put.serviceTime']!
    const { p50, p99, p999 } = cell.put.overhead

    assert.deepEqual([low[gridIndexOf(0.5)], high[gridIndexOf(0.5)]], p50.ci95Ns)
    assert.deepEqual([low[gridIndexOf(0.99)], high[gridIndexOf(0.99)]], p99.ci95Ns)
    assert.equal(p999.ci95Ns, null)
    assert.equal(low[gridIndexOf(0.999)], null)
    assert.notEqual(low[gridIndexOf(0.95)], null)
  })

  it('keeps of repeated runs the intervals of the run alone', () => {
    const spread = { p50: figure, p90: figure, p99: figure }
    const operation = { sealed: spread, overhead: spread }
    const repetitions = { runs: ['a', 'b', 'c'], leftOut: [], put: operation, get: operation }

    const repeated = detailOfLog(logOf(cell.id), { ...cell, repetitions }, run.seed)

    assert.equal(repeated.curves['put.sealed.serviceTime']!.low, undefined)
    const { low } = repeated.overheads['put.serviceTime']!
    assert.equal(low[gridIndexOf(0.5)], cell.put.overhead.p50.ci95Ns![0])
    assert.equal(low[gridIndexOf(0.95)], null)
    assert.deepEqual(
      repeated.curves['put.delta.serviceTime']!.values,
      detail.curves['put.delta.serviceTime']!.values,
    )
  })

  it('has no interval where there are too few segments, and nothing of what was not measured', () => {
    const log: LatencyLog = new Map([
      ['put.plain.serviceTime', logOf(cell.id).get('put.plain.serviceTime')!.slice(0, 7)],
    ])

    const short = detailOfLog(log, cell, run.seed)

    assert.deepEqual(Object.keys(short.curves), ['put.plain.serviceTime'])
    assert.equal(short.curves['put.plain.serviceTime']!.low, undefined)
    assert.deepEqual(short.overheads, {})
    assert.deepEqual(short.densities, {})
  })

  it('lays A/B and A/A differences on the same edges', () => {
    const delta = detail.densities['put.delta.serviceTime']!
    const noise = detail.densities['put.noise.serviceTime']!

    assert.deepEqual(delta.edges, noise.edges)
    assert.equal(
      delta.counts.reduce((sum, count) => sum + count, 0),
      cell.put.delta.serviceTime.count,
    )
  })

  it('is small beside a page', () => {
    assert.ok(JSON.stringify(detail).length < 25_000)
  })

  for (const kind of ['white', 'busy'] as const) {
    it(`covers the truth about 95 times in 100 along both curves in ${kind} noise`, () => {
      const runs = 100
      const noise = noises(2000)[kind]

      const covered = coverageIn(noise, runs)

      // Three standard deviations of a binomial share of 95 %, and the point that few samples may cost.
      const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / runs) - 0.01
      assert.ok(covered.size >= 10)
      for (const [what, share] of covered) assert.ok(share >= least, `${what} covered in ${share}`)
    })
  }
})

const figure = { valuesNs: [1, 2, 3], runToRunNs: 1, withinRunNs: 1 }
const factor = 1.3

/** Share of the intervals that hold the truth, by curve and percentile, where most runs have one. */
function coverageIn(noise: Noise, runs: number): ReadonlyMap<string, number> {
  const tally = new Map<string, { given: number; covered: number }>()
  for (let seed = 0; seed < runs; seed += 1) {
    const { plain, sealed } = noisyRun({ noise, records: 2000, segments: 40, factor, seed })
    const { curves: found, overheads } = detailOfLog(logWith(plain, sealed), cell, seed)
    for (const q of toldPercentiles) {
      const truth = trueQuantile(noise, q, factor)
      countIn(tally, `sealed ${q}`, found['put.sealed.responseTime']!, q, truth)
      countIn(tally, `overhead ${q}`, overheads['put.responseTime']!, q, truth - trueQuantile(noise, q))
    }
  }
  return new Map(
    [...tally]
      .filter(([, { given }]) => given >= runs / 2)
      .map(([what, { given, covered }]) => [what, covered / given]),
  )
}

function countIn(
  tally: Map<string, { given: number; covered: number }>,
  what: string,
  { low, high }: Partial<Band>,
  q: number,
  truth: number,
): void {
  const [from, to] = [low?.[gridIndexOf(q)], high?.[gridIndexOf(q)]]
  if (from === null || from === undefined || to === null || to === undefined) return
  const { given, covered } = tally.get(what) ?? { given: 0, covered: 0 }
  tally.set(what, { given: given + 1, covered: covered + Number(from <= truth && truth <= to) })
}

/** Under the name of response time, of which the run has no interval of the overhead. */
function logWith(plain: readonly Buckets[], sealed: readonly Buckets[]): LatencyLog {
  return new Map<SeriesName, readonly Buckets[]>([
    ['put.plain.responseTime', plain],
    ['put.sealed.responseTime', sealed],
  ])
}

function intervalsOf({ values, low, high }: Curve) {
  return values.flatMap((value, index) => {
    const [from, to] = [low?.[index], high?.[index]]
    return from === null || from === undefined || to === null || to === undefined
      ? []
      : [{ low: from, value, high: to, q: percentileGrid[index]! }]
  })
}
