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
  ClaimResult,
  Estimate,
  LatencySummary,
  OperationResult,
  Overhead,
  Run,
} from '../run-store/run-format.ts'
import type { Buckets } from '../statistics/buckets.ts'

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
    [`${name}.again.serviceTime`, segments(again)],
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
    generatorLag: lag,
    memory: { rssBytes: 190 * 2 ** 20, rssGrowthBytes: 3 * 2 ** 20 },
    histograms: `histograms/${id}.hlog`,
  }
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

function wholeRun(
  cells: readonly CellResult[],
  {
    sweep,
    hasConsumers,
  }: { readonly sweep: Readonly<Record<string, readonly string[]>>; readonly hasConsumers: boolean },
): Run {
  const focus =
    cells.find(
      ({ params }) => params['keyCache.ttl'] === '5 min' && params['keyCache.rotation'] === '5 min',
    ) ?? cells[0]!
  return {
    schemaVersion: 1,
    id: '20261123T124500Z-20170701',
    status: 'complete',
    scenario: {
      name: 'kinesis-defaults',
      question: 'Does sealing a record cost 0.2 ms or less, and how often is KMS called?',
      seed: 20170701,
      clock: 'virtual',
      fleet: { frontEnds: 4, consumers: hasConsumers ? 2 : 0, principals: 1 },
      load: { arrivals: 'poisson', rate: '100 /s', duration: '1 h' },
      kms: { backend: 'simulated', region: 'us-east-1' },
      sweep,
    },
    seed: 20170701,
    recordStreamHash: 'a'.repeat(64),
    environment: {
      sealbench: '0.1.0',
      startedAt: '2026-11-23T12:45:00.000Z',
      node: 'v26.10.0',
      v8: '14.6.202.33',
      openssl: '3.5.6',
      platform: 'linux x64 6.8.0',
      cpuModel: 'AMD EPYC 7B13',
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      loadAverage1Min: 0.4,
      gitCommit: '28bb52f0c0ffee',
      packages: { 'hdr-histogram-js': '3.0.1', piscina: '5.3.2' },
    },
    calibration: { timerNs: 62, recorderNs: 45, nullRecordNs: 310 },
    noiseFloor: { put: focus.put.noiseFloor, get: focus.get.noiseFloor },
    cells: [...cells],
    cellsPlanned: cells.length,
    claims: claims(focus, hasConsumers),
    thresholds: [
      {
        expression: 'put.sealed.serviceTime.p99 < 1 ms',
        cellId: focus.id,
        passed: true,
        actual: focus.put.sealed.serviceTime.p99,
        bound: 1e6,
        reason: 'within the bound',
      },
    ],
    verdict: 'refuted',
    reasons: ['claim money-per-month is refuted'],
    exitCode: 5,
    elapsedNs: 61e9,
  }
}

function claims(
  { id, put, get, kms: { calls, usdPer30Days } }: CellResult,
  hasConsumers: boolean,
): ClaimResult[] {
  const callsPer5Min = (calls.GenerateDataKey + calls.Decrypt) / 12
  const common = {
    cellId: id,
    source: 'AWS Big Data Blog, 2017',
    unit: null,
    statistic: null,
    holdsUpToPercentile: null,
  }
  const overhead = (operationName: Operation, result: OperationResult): ClaimResult => ({
    ...common,
    id: `${operationName}-overhead`,
    statement: `Sealing adds 0.2 ms or less to a ${operationName}, typically`,
    metric: `${operationName}.overhead`,
    statistic: 'p50',
    verdict: 'holds',
    estimate: result.overhead.p50.estimateNs,
    ci95: result.overhead.p50.ci95Ns,
    bound: { text: '<= 0.2 ms', op: '<=', value: 200_000 },
    unit: 'record',
    holdsUpToPercentile: 99.93,
    reason: 'below 0.2 ms, up to p99.93',
  })
  const all = [
    overhead('put', put),
    ...(hasConsumers ? [overhead('get', get)] : []),
    {
      ...overhead('put', put),
      id: 'put-tail',
      statement: 'Even the slowest record in a thousand pays 0.5 ms or less',
      statistic: 'p999',
      verdict: 'inconclusive' as const,
      estimate: put.overhead.p999.estimateNs,
      ci95: null,
      bound: { text: '<= 0.5 ms', op: '<=', value: 500_000 },
      reason: 'the interval is withheld: 20 samples lie beyond p99.9',
    },
    {
      ...common,
      id: 'calls-per-5-min',
      statement: 'KMS is called about 12 times every five minutes',
      metric: 'kms.callsPer5Min',
      verdict: 'holds' as const,
      estimate: callsPer5Min,
      ci95: [callsPer5Min, callsPer5Min] as [number, number],
      bound: { text: '<= 12', op: '<=', value: 12 },
      reason: '12 calls per 5 minutes, as counted',
    },
    {
      ...common,
      id: 'money-per-month',
      statement: 'A month of KMS calls and the key costs a dollar at most',
      metric: 'kms.usdPer30Days',
      verdict: 'refuted' as const,
      estimate: usdPer30Days,
      ci95: [usdPer30Days, usdPer30Days] as [number, number],
      bound: { text: '<= 1 USD', op: '<=', value: 1 },
      reason: 'more than 1 USD',
    },
  ]
  return all
}
