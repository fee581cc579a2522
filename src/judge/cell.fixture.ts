/**
 * Cells, latency logs and claims with known answers, for the tests of the judge.
 *
 * @module
 */
import type { LatencyLog, SeriesName } from '../measure/series.ts'
import { randomStream } from '../random.ts'
import type { CellResult, Overhead } from '../run-store/run-format.ts'
import type { PlannedClaim } from '../scenario/loaded.ts'
import type { Bound, Comparison } from '../scenario/bound.ts'
import { metricNamed } from '../scenario/metrics.ts'
import { bucketsOf } from '../statistics/samples.fixture.ts'
import { minutes } from '../units/units.ts'

export interface LogShape {
  readonly segments?: number
  readonly perSegment?: number
  /** What sealing adds to every record, ns. */
  readonly addedNs?: number
  /** What the second plain arm reads more than the first, ns. */
  readonly biasNs?: number
  readonly seed?: number
}

/** Put latencies around 10 us in all arms, sealed ones slower by `addedNs`. */
export function putLog({
  segments = 20,
  perSegment = 200,
  addedNs = 14_000,
  biasNs = 0,
  seed = 1,
}: LogShape = {}): LatencyLog {
  const arm = (name: string, offset: number) => {
    const random = randomStream(seed, name)
    return Array.from({ length: segments }, () =>
      bucketsOf(Array.from({ length: perSegment }, () => offset + 10_000 + Math.round(50 * random.normal()))),
    )
  }
  return new Map<SeriesName, ReturnType<typeof arm>>([
    ['put.plain.serviceTime', arm('plain', 0)],
    ['put.plain.responseTime', arm('plain', 500)],
    ['put.sealed.serviceTime', arm('sealed', addedNs)],
    ['put.sealed.responseTime', arm('sealed', addedNs + 500)],
    ['put.delta.serviceTime', arm('delta', addedNs - 10_000)],
    ['put.again.serviceTime', arm('again', biasNs)],
  ])
}

export interface CellShape {
  readonly id?: string
  readonly validity?: CellResult['validity']
  readonly calls?: CellResult['kms']['calls']
  readonly usdPer30Days?: number
  readonly oracle?: CellResult['kms']['oracle']
  readonly scenarioTimeNs?: number
}

/** A cell of one hour, unless told otherwise; its latency figures are empty, as the judge reads the log. */
export function cellOf({
  id = 'c01',
  validity = { verdict: 'valid', reasons: [] },
  calls = { GenerateDataKey: 48, Decrypt: 96 },
  usdPer30Days = 1.31,
  oracle = { verdict: 'agrees', sigma: { GenerateDataKey: 1, Decrypt: 2 }, method: 'analytic', reason: '' },
  scenarioTimeNs = 3600e9,
}: CellShape = {}): CellResult {
  const operation = {
    plain: arm,
    sealed: arm,
    delta: arm,
    overhead,
    perCall: { ...arms, overhead },
    noiseFloor: overhead,
  }
  return {
    id,
    params: {},
    validity,
    recordStreamHash: '',
    records: 4000,
    bytes: 4_096_000,
    storedBytes: 5_000_000,
    failures: { put: {}, get: {} },
    scenarioTimeNs,
    elapsedNs: 1e9,
    put: operation,
    get: operation,
    kms: {
      calls,
      expectedCalls: null,
      oracle,
      byPrincipal: {},
      byFrontEnd: {},
      byOutcome: {},
      throttled: 0,
      failed: 3,
      waitedNs: 0,
      recordsDelayed: { put: 0, get: 0 },
      usdPer30Days,
      timeline: { sliceNs: 1, GenerateDataKey: [], Decrypt: [] },
    },
    generatorLag: empty,
    memory: { rssBytes: 0, rssGrowthBytes: 0 },
    histograms: '',
  }
}

/** `claimOn('put.overhead', '<= 0.2 ms', 200_000)`. */
export function claimOn(
  metric: string,
  text: string,
  value: number,
  more: Partial<PlannedClaim> = {},
): PlannedClaim {
  const known = metricNamed(metric)
  if (known === undefined) throw new Error(`${metric} is no metric`)
  const isLatency = known.kind === 'distribution'
  return {
    id: 'claim',
    statement: 'What is claimed',
    source: undefined,
    metric: known,
    statistic: isLatency ? 'p50' : null,
    unit: isLatency ? 'record' : null,
    bound: boundOf(text, value),
    cellIds: ['c01'],
    rotations: new Map([['c01', minutes(5)]]),
    ...more,
  }
}

export function boundOf(text: string, value: number): Bound {
  return { text, op: text.split(' ')[0] as Comparison, value }
}

const empty = { count: 0, min: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, p9999: 0, max: 0 }
const arm = { serviceTime: empty, responseTime: empty }
const arms = { plain: empty, sealed: empty, delta: empty }
const unknown = { estimateNs: 0, ci95Ns: null }
const overhead: Overhead = { p50: unknown, p90: unknown, p99: unknown, p999: unknown, mean: unknown }
