import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LatencyLog, SeriesName } from '../../measure/series.ts'
import { bootstrap } from '../../statistics/bootstrap.ts'
import { mergeBuckets, quantile, type Buckets } from '../../statistics/buckets.ts'
import { noises, noisyRun, trueQuantile, type Noise } from '../../statistics/noise.fixture.ts'
import { storedRun } from '../run.fixture.ts'
import type { Band, Curve } from './cell-detail.ts'
import { detailOfLog } from './detail-of-log.ts'
import { packedDetail } from './packed-detail.ts'
import { gridIndexOf, isToldAt, percentileGrid, toldPercentiles } from './percentile-grid.ts'

const { run, logOf } = storedRun({ recordsPerCell: 20_000, sweep: {} })
const cell = run.cells[0]!
const options = { cell, seed: run.seed, intervalsAt: 'grid' } as const
const detail = detailOfLog(logOf(cell.id), options)
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

  it('holds each value inside its interval, all along each curve but for where samples are few', () => {
    for (const curve of curves) {
      const known = intervalsOf(curve)

      assert.ok(known.length > 0.8 * curve.values.length)
      for (const { low: from, value, high: to, q } of known)
        assert.ok(from <= value && value <= to, `${from} to ${to} without ${value} at ${q}`)
    }
  })

  it('has the intervals of bootstrap, outwards to four digits where they are told and by 5 % of their reach between', () => {
    const [treated, control] = (['sealed', 'plain'] as const).map((arm) =>
      logOf(cell.id).get(`put.${arm}.responseTime`)!,
    ) as [readonly Buckets[], readonly Buckets[]]
    const { quantiles } = bootstrap({ treated, control, quantiles: percentileGrid, seed: run.seed })
    const { low, high } = detail.overheads['put.responseTime']!

    const reaches = low.flatMap((from, at) => {
      const { estimate, ci95 } = quantiles[at]!
      const to = high[at]!
      if (from === null || to === null || ci95 === null) return []
      const exact = [estimate - ci95[0], ci95[1] - estimate]
      return [estimate - from, to - estimate].map((reach, end) => ({
        at,
        reach,
        exact: exact[end]!,
        digit: 0.001 * Math.abs(ci95[end]!),
      }))
    })

    assert.ok(reaches.length > 60)
    for (const { at, reach, exact, digit } of reaches) {
      const most = toldPercentiles.includes(percentileGrid[at]!) ? exact + digit : Math.max(1, 1.06 * exact)
      assert.ok(reach > exact - 1e-6 && reach <= most, `${reach} for ${exact} at ${percentileGrid[at]}`)
    }
  })

  it('has intervals at told percentiles alone where no others are asked for', () => {
    const told = detailOfLog(logOf(cell.id), { ...options, intervalsAt: 'told' })

    const { low } = detail.curves['put.sealed.serviceTime']!
    assert.deepEqual(
      told.curves['put.sealed.serviceTime']!.low,
      low!.map((end, at) => (isToldAt(at) ? end : null)),
    )
    assert.ok(told.overheads['put.responseTime']!.low.every((end, at) => end === null || isToldAt(at)))
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

    const repeated = detailOfLog(logOf(cell.id), { ...options, cell: { ...cell, repetitions } })

    assert.equal(repeated.curves['put.sealed.serviceTime']!.low, undefined)
    const { low } = repeated.overheads['put.serviceTime']!
    assert.equal(low[gridIndexOf(0.5)], cell.put.overhead.p50.ci95Ns![0])
    assert.equal(low.filter((end) => end !== null).length, 3)
    assert.deepEqual(
      repeated.curves['put.delta.serviceTime']!.values,
      detail.curves['put.delta.serviceTime']!.values,
    )
  })

  it('has no interval where there are too few segments, and nothing of what was not measured', () => {
    const log: LatencyLog = new Map([
      ['put.plain.serviceTime', logOf(cell.id).get('put.plain.serviceTime')!.slice(0, 7)],
    ])

    const short = detailOfLog(log, options)

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
    assert.ok(JSON.stringify(packedDetail(detail)).length < 25_000)
  })

  for (const kind of ['white', 'busy'] as const) {
    it(`covers the truth about 95 times in 100 along both curves in ${kind} noise`, () => {
      const runs = 100
      const noise = noises(2000)[kind]

      const covered = coverageIn(noise, runs)

      // Three standard deviations of a binomial share of 95 %, and the point that few samples may cost.
      const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / runs) - 0.01
      assert.ok(covered.size >= 30, `${covered.size}`)
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
    // Without the other arm nothing is resampled, and the whole grid costs little.
    const { curves: found } = detailOfLog(logWith([], sealed), { cell, seed, intervalsAt: 'grid' })
    const { overheads } = detailOfLog(logWith(plain, sealed), { cell, seed, intervalsAt: 'told' })
    for (const q of percentileGrid.slice(1)) {
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
