/**
 * A stored run with seeded, plausible numbers, for tests and for looking at
 * pictures: what a real run would have left, without an hour of running.
 *
 * @module
 */
import type { LatencyLog, Operation, SeriesName } from '../measure/series.ts'
import { randomStream, type Random } from '../random.ts'
import type {
  CellResult,
  Estimate,
  LatencySummary,
  OperationResult,
  Overhead,
  Run,
} from '../run-store/run-format.ts'
import type { Buckets } from '../statistics/buckets.ts'
import { exposureFixture } from './exposure.fixture.ts'
import { tailFixture } from './tail.fixture.ts'
import { wholeRun } from './whole-run.fixture.ts'

export interface FixtureOptions {
  readonly sweep?: Readonly<Record<string, readonly string[]>>
  readonly recordsPerCell?: number
  readonly hasConsumers?: boolean
}

export interface StoredRun {
  readonly run: Run
  readonly logOf: (cellId: string) => LatencyLog
}

const defaultSweep = {
  'keyCache.ttl': ['0 s', '1 min', '5 min', '15 min', '1 h'],
  'keyCache.rotation': ['5 min', '1 h'],
}

/** Ten cells, TTL by rotation, with four claims of which one is refuted and one inconclusive. */
export function storedRun(options: FixtureOptions = {}): StoredRun {
  const { sweep = defaultSweep, recordsPerCell = 20_000, hasConsumers = true } = options
  const points = crossProduct(sweep)
  const logs = new Map<string, LatencyLog>()
  const cells = points.map((params, index) => {
    const id = `c${String(index + 1).padStart(2, '0')}`
    const random = randomStream(20170701, id)
    const log: [SeriesName, Buckets[]][] = []
    const put = operation('put', recordsPerCell, random, log)
    const get = operation('get', hasConsumers ? recordsPerCell : 0, random, log)
    logs.set(id, new Map(log))
    return cell(id, params, { put, get, records: recordsPerCell, random })
  })
  const run = wholeRun(cells, { sweep, hasConsumers })
  return { run, logOf: (id) => logs.get(id) ?? new Map() }
}

function crossProduct(sweep: Readonly<Record<string, readonly string[]>>): Record<string, string>[] {
  return Object.entries(sweep).reduce<Record<string, string>[]>(
    (points, [name, values]) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  )
}

function operation(
  name: Operation,
  records: number,
  random: Random,
  log: [SeriesName, Buckets[]][],
): OperationResult {
  const base = name === 'put' ? 9_000 : 6_500
  const plain = Array.from({ length: records }, () => sample(base, random))
  const again = Array.from({ length: records }, () => sample(base, random))
  const delta = Array.from({ length: records }, () => sample(14_000, random) - sample(900, random) * 3)
  const sealed = plain.map((value, index) => value + delta[index]!)
  const waited = sealed.map((value) => value + (random.uniform() < 0.004 ? sample(10_000_000, random) : 0))
  log.push(
    [`${name}.plain.serviceTime`, segments(plain)],
    [`${name}.plain.responseTime`, segments(plain)],
    [`${name}.sealed.serviceTime`, segments(sealed)],
    [`${name}.sealed.responseTime`, segments(waited)],
    [`${name}.delta.serviceTime`, segments(delta)],
    [`${name}.delta.responseTime`, segments(waited.map((value, index) => value - plain[index]!))],
    [`${name}.again.serviceTime`, segments(again)],
    [`${name}.noise.serviceTime`, segments(again.map((value, index) => value - plain[index]!))],
  )
  const arm = (values: number[]) => ({ serviceTime: summary(values), responseTime: summary(values) })
  const overhead = difference(plain, sealed)
  return {
    plain: arm(plain),
    sealed: { serviceTime: summary(sealed), responseTime: summary(waited) },
    delta: arm(delta),
    overhead,
    perCall: { plain: summary(plain), sealed: summary(sealed), delta: summary(delta), overhead },
    noiseFloor: difference(plain, again),
  }
}

/** Lognormal with a rare long tail, as garbage collection makes it. */
function sample(median: number, random: Random): number {
  const tail = random.uniform() < 0.0008 ? 20 + 60 * random.uniform() : 1
  return Math.round(median * Math.exp(0.18 * random.normal()) * tail)
}

function segments(values: readonly number[]): Buckets[] {
  const size = Math.ceil(values.length / 8)
  return values.length === 0
    ? []
    : Array.from({ length: 8 }, (_, index) => buckets(values.slice(index * size, (index + 1) * size)))
}

/** Of the segments of one hour. */
function endsOf({ sealed }: OperationResult): number[] {
  return sealed.responseTime.count === 0 ? [] : Array.from({ length: 8 }, (_, index) => (index + 1) * 450e9)
}

/** Three significant digits, as the histograms keep. */
function buckets(values: readonly number[]): Buckets {
  const counts = new Map<number, number>()
  for (const value of values) {
    const rounded = Number(value.toPrecision(3))
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1)
  }
  const entries = [...counts].toSorted(([one], [other]) => one - other)
  return {
    values: Float64Array.from(entries, ([value]) => value),
    counts: Float64Array.from(entries, ([, count]) => count),
  }
}

function summary(values: readonly number[]): LatencySummary {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
  return {
    count: sorted.length,
    min: at(0),
    mean: sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    p9999: at(0.9999),
    max: at(1),
  }
}

function difference(from: readonly number[], to: readonly number[]): Overhead {
  const [one, other] = [summary(from), summary(to)]
  const estimate = (statistic: 'p50' | 'p90' | 'p99' | 'p999' | 'mean', spread: number): Estimate => {
    const estimateNs = other[statistic] - one[statistic]
    const half = one[statistic] * spread
    return { estimateNs, ci95Ns: one.count < 100 / spread ? null : [estimateNs - half, estimateNs + half] }
  }
  return {
    p50: estimate('p50', 0.02),
    p90: estimate('p90', 0.03),
    p99: estimate('p99', 0.06),
    p999: { ...estimate('p999', 0.3), ci95Ns: null },
    mean: estimate('mean', 0.03),
  }
}

function cell(
  id: string,
  params: Readonly<Record<string, string>>,
  parts: Pick<CellResult, 'put' | 'get' | 'records'> & { readonly random: Random },
): CellResult {
  const { put, get, records, random } = parts
  const lag = summary([])
  return {
    id,
    params,
    validity: { verdict: 'valid', reasons: [] },
    recordStreamHash: 'b'.repeat(64),
    records,
    bytes: records * 1400,
    storedBytes: records * 1700,
    failures: { put: {}, get: {} },
    scenarioTimeNs: 3600e9,
    elapsedNs: 4.2e9,
    put,
    get,
    kms: kms(params, records, random),
    exposure: exposureFixture({
      ttlSeconds: secondsOf[params['keyCache.ttl'] ?? '5 min'] ?? 300,
      records,
      hasConsumers: get.sealed.serviceTime.count > 0,
    }),
    segmentEnds: { put: endsOf(put), get: endsOf(get) },
    tail: { ...tailFixture('put', put), ...tailFixture('get', get) },
    generatorLag: lag,
    memory: { rssBytes: 190 * 2 ** 20, rssGrowthBytes: 3 * 2 ** 20 },
    histograms: `histograms/${id}.hlog`,
  }
}

/** A cell whose KMS seals. */
export function withEncrypt(sealing: CellResult): CellResult {
  return { ...sealing, kms: { ...sealing.kms, calls: { GenerateDataKey: 0, Decrypt: 14, Encrypt: 7 } } }
}

const secondsOf: Readonly<Record<string, number>> = {
  '0 s': 0,
  '1 min': 60,
  '5 min': 300,
  '15 min': 900,
  '1 h': 3600,
}

function kms(params: Readonly<Record<string, string>>, records: number, random: Random): CellResult['kms'] {
  const ttl = secondsOf[params['keyCache.ttl'] ?? '5 min'] ?? 300
  const rotation = secondsOf[params['keyCache.rotation'] ?? '5 min'] ?? 300
  const generated = 4 * Math.round(3600 / rotation)
  const fills = ttl === 0 ? records : 4 * Math.round(3600 / Math.min(ttl, rotation))
  const calls = { GenerateDataKey: generated, Decrypt: fills - generated + 2 * generated }
  const slices = 60
  const spread = (total: number) => {
    const counts: number[] = Array.from({ length: slices }, () => 0)
    for (let call = 0; call < total; call += 1) counts[random.below(slices)]! += 1
    return counts
  }
  return {
    calls,
    expectedCalls: calls,
    oracle: {
      verdict: 'agrees',
      sigma: { GenerateDataKey: 1, Decrypt: 2 },
      method: 'analytic',
      reason: 'renewal theory',
    },
    byPrincipal: { 'principal-0': calls },
    byFrontEnd: {},
    byOutcome: { ok: calls.GenerateDataKey + calls.Decrypt },
    throttled: 0,
    failed: 0,
    waitedNs: 4.1e9,
    recordsDelayed: { put: 130, get: 80 },
    usdPer30Days: 1 + (calls.GenerateDataKey + calls.Decrypt) * 720 * 0.000003,
    timeline: {
      sliceNs: 60e9,
      GenerateDataKey: spread(calls.GenerateDataKey),
      Decrypt: spread(calls.Decrypt),
    },
  }
}
