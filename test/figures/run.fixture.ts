/**
 * A stored run of which no two figures are alike by construction, so that one
 * that stands in the place of another is seen: calls take other times than
 * records, response other times than service.
 *
 * @module
 */
import type { LatencyLog, Operation, SeriesName } from '../../src/measure/series.ts'
import { storedRun, type StoredRun } from '../../src/report/run.fixture.ts'
import type {
  CellResult,
  Estimate,
  LatencySummary,
  OperationResult,
  Overhead,
  Run,
} from '../../src/run-store/run-format.ts'
import type { Buckets } from '../../src/statistics/buckets.ts'
import { ranked, samplesIn, type Samples } from './samples.fixture.ts'

const both = ['put', 'get'] as const

export function tellingRun(options: Parameters<typeof storedRun>[0]): StoredRun {
  const { run, logOf } = storedRun(options)
  const logs = new Map(run.cells.map(({ id }) => [id, withOtherTimes(logOf(id))]))
  const cells = run.cells.map((cell, index) => cellOf(cell, logs.get(cell.id)!, index))
  return { run: { ...run, cells, ...judged(run, cells) }, logOf: (id) => logs.get(id) ?? new Map() }
}

/** Plain records wait too, and a call holds two records or three. */
function withOtherTimes(log: LatencyLog): LatencyLog {
  const more = both.flatMap((operation): [SeriesName, readonly Buckets[]][] => [
    [`${operation}.plain.responseTime`, scaled(log.get(`${operation}.plain.serviceTime`) ?? [], 1.25, 1)],
    ...(['plain', 'sealed', 'delta'] as const).map((arm): [SeriesName, readonly Buckets[]] => [
      `${operation}.${arm}.callTime`,
      scaled(log.get(`${operation}.${arm}.serviceTime`) ?? [], 2.7, 2),
    ]),
  ])
  return new Map([...log, ...more])
}

function scaled(segments: readonly Buckets[], times: number, fewer: number): readonly Buckets[] {
  return segments.map(({ values, counts }) => ({
    values: values.map((value) => value * times),
    counts: counts.map((one) => Math.ceil(one / fewer)),
  }))
}

function cellOf(cell: CellResult, log: LatencyLog, index: number): CellResult {
  const { kms } = cell
  const { GenerateDataKey, Decrypt } = kms.calls
  const { timeline } = kms
  const part = (share: number) => timeline.Decrypt.map((calls) => Math.floor(calls * share))
  return {
    ...cell,
    storedBytes: cell.storedBytes + 1000 * index * cell.records,
    put: operationOf(cell.put, log, 'put', index),
    get: operationOf(cell.get, log, 'get', index),
    kms: {
      ...kms,
      recordsDelayed: { put: 130 + index, get: 80 + 10 * index },
      waitedNs: 4.1e9 * (1 + index),
      expectedCalls: { GenerateDataKey: GenerateDataKey + 0.25, Decrypt: Decrypt * 1.01 },
      oracle: { ...kms.oracle, verdict: index === 1 ? 'disagrees' : 'agrees' },
      timeline: {
        ...timeline,
        byPrincipal: [
          { principal: 'app-a', calls: part(0.6) },
          { principal: null, calls: part(0.3) },
        ],
      },
    },
  }
}

function operationOf(
  { overhead, noiseFloor }: OperationResult,
  log: LatencyLog,
  operation: Operation,
  index: number,
): OperationResult {
  const summary = (kind: `${'plain' | 'sealed' | 'delta'}.${'serviceTime' | 'responseTime' | 'callTime'}`) =>
    summaryOf(samplesIn(log.get(`${operation}.${kind}`)))
  const arm = (name: 'plain' | 'sealed' | 'delta') => ({
    serviceTime: summary(`${name}.serviceTime`),
    responseTime: summary(`${name}.responseTime`),
  })
  const [plain, sealed, delta] = [arm('plain'), arm('sealed'), arm('delta')]
  const calls = {
    plain: summary('plain.callTime'),
    sealed: summary('sealed.callTime'),
    delta: summary('delta.callTime'),
  }
  return {
    plain,
    sealed,
    delta,
    overhead: between(plain.serviceTime, sealed.serviceTime, overhead, index),
    perCall: { ...calls, overhead: between(calls.plain, calls.sealed, overhead, index) },
    noiseFloor,
  }
}

/** Intervals are as wide as those of `like`, and lopsided; that of p99.9 is withheld in every other cell. */
function between(plain: LatencySummary, sealed: LatencySummary, like: Overhead, index: number): Overhead {
  const estimate = (name: keyof Overhead): Estimate => {
    const estimateNs = sealed[name] - plain[name]
    const half = like[name].ci95Ns === null ? estimateNs / 3 : like[name].ci95Ns[1] - like[name].estimateNs
    return {
      estimateNs,
      ci95Ns: name === 'p999' && index % 2 === 0 ? null : [estimateNs - half, estimateNs + 1.3 * half],
      standardErrorNs: half / 2,
      detectableNs: half * 1.4,
      effectiveSamples: 1234.5 + 1000 * index,
    }
  }
  return {
    p50: estimate('p50'),
    p90: estimate('p90'),
    p99: estimate('p99'),
    p999: estimate('p999'),
    mean: estimate('mean'),
  }
}

function summaryOf(samples: Samples): LatencySummary {
  const at = (percent: number) => (samples.count === 0 ? 0 : ranked(samples, percent))
  const sum = samples.entries.reduce((total, [value, count]) => total + value * count, 0)
  return {
    count: samples.count,
    min: at(0),
    mean: samples.count === 0 ? 0 : sum / samples.count,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    p9999: at(99.99),
    max: at(100),
  }
}

/** Claims and thresholds of each outcome. */
function judged(
  { claims, thresholds }: Run,
  cells: readonly CellResult[],
): Pick<Run, 'claims' | 'thresholds'> {
  const last = cells.at(-1)!
  return {
    claims: claims.map((claim, index) => {
      const of = cells.find(({ id }) => id === claim.cellId)!
      const [operation, metric] = claim.metric.split('.') as ['put', string]
      if (metric !== 'overhead') return claim
      const { estimateNs, ci95Ns } = of[operation].overhead[claim.statistic as 'p50']
      const tested = ci95Ns !== null && {
        pAdjusted: 0.0234 * 10 ** (-2 * index),
        detectable: claim.bound.value / (3 + index),
      }
      return { ...claim, estimate: estimateNs, ci95: ci95Ns, ...tested }
    }),
    thresholds: [
      ...thresholds.map((threshold) => ({
        ...threshold,
        actual: cells.find(({ id }) => id === threshold.cellId)!.put.sealed.serviceTime.p99,
      })),
      {
        expression: 'kms.calls < 40',
        cellId: last.id,
        passed: false,
        actual: last.kms.calls.GenerateDataKey + last.kms.calls.Decrypt,
        bound: 40,
        reason: 'not within the bound',
      },
      {
        expression: 'kms.usdPer30Days < 2 USD',
        cellId: last.id,
        passed: true,
        actual: last.kms.usdPer30Days,
        bound: 2,
        reason: 'within the bound',
      },
      {
        expression: 'get.delta.serviceTime.p99 < 1 ms',
        cellId: last.id,
        passed: false,
        actual: null,
        bound: 1e6,
        reason: 'nothing was measured',
      },
    ],
  }
}
