/**
 * Scenarios whose response times theory knows exactly, with the theory.
 *
 * One front end, Poisson arrivals of rate l, KMS that takes D, and key material
 * that lives for T. The first record after its end asks KMS and waits D, and
 * those that arrive meanwhile wait for the rest of it. From one such record to
 * the next pass D + T + 1/l on average, in which 1 + l (D + T) records arrive;
 * 1 + l (D - x) of them wait longer than x, for any x in [0, D). So
 *
 *     P(response > x) = (1 + l (D - x)) / (1 + l (D + T)).
 *
 * @module
 */

/** A figure of a run, what theory says of it, and how it is read. */
export interface GroundTruth {
  readonly figure: string
  /** In ns, where a call of KMS takes `latency` ns. */
  readonly theoryNs: (latency: number) => number
  /** Of the response time of the sealed put, in [0, 1]. */
  readonly quantile: number
}

export interface GroundTruthScenario {
  readonly name: string
  readonly what: string
  /** That KMS is set to, in ns; undefined where it has no part in the figures. */
  readonly latencyNs: number | undefined
  readonly text: string
  readonly truths: readonly GroundTruth[]
}

/** In ns and per ns. */
export interface CachedFrontEnd {
  readonly latency: number
  readonly ttl: number
  readonly rate: number
}

/** How long at most a share `quantile` of all records responds in, in ns; defined where that is between 0 and D. */
export function delayedQuantileNs({ latency, ttl, rate }: CachedFrontEnd, quantile: number): number {
  const waiting = ((1 - quantile) * (1 + rate * (latency + ttl)) - 1) / rate
  return Math.min(latency, latency - waiting)
}

const latencyNs = 25e6
const cached = { ttl: 50e6, rate: 200 / 1e9 }
const stall = { length: 100e6, gap: 5e6, records: 1600 }

export const groundTruthScenarios: readonly GroundTruthScenario[] = [
  {
    name: 'no-cache',
    what: 'KMS takes 25 ms, no cache (TTL 0), 50 records a second: every record waits for its own answer',
    latencyNs,
    text: scenarioText('no-cache', {
      load: '{ arrivals: poisson, rate: 50 /s, duration: 10 s }',
      kms: '{ latency: 25 ms }',
      keyCache: '{ ttl: 0 s, rotation: 5 min }',
    }),
    truths: [0.1, 0.5, 0.9].map((quantile) => truth(quantile, (latency) => latency)),
  },
  {
    name: 'ttl',
    what: 'KMS takes 25 ms, TTL 50 ms, 200 records a second at random: a record waits for what is left of the fill',
    latencyNs,
    text: scenarioText('ttl', {
      load: '{ arrivals: poisson, rate: 200 /s, duration: 80 s }',
      kms: '{ latency: 25 ms }',
      keyCache: '{ ttl: 50 ms, rotation: 50 ms }',
    }),
    truths: [0.8, 0.85, 0.9, 0.95, 0.99].map((quantile) =>
      truth(quantile, (latency) => delayedQuantileNs({ ...cached, latency }, quantile)),
    ),
  },
  {
    name: 'stall',
    what: 'A planted stall of 100 ms, 200 records a second, evenly: record k that arrives meanwhile, from 0, waits 100 ms - k × 5 ms',
    latencyNs: undefined,
    text: scenarioText('stall', {
      load: '{ arrivals: constant, rate: 200 /s, duration: 8 s }',
      kms: '{ latency: 1 ms }',
      planted: '{ stall: { at: 5 s, length: 100 ms } }',
    }),
    truths: [0, 5, 10, 13].map((record) => ({
      figure: record === 0 ? 'longest response time' : `response time of rank ${record + 1}`,
      theoryNs: () => stall.length - record * stall.gap,
      quantile: 1 - record / stall.records,
    })),
  },
]

function truth(quantile: number, theoryNs: GroundTruth['theoryNs']): GroundTruth {
  return { figure: `p${Number((100 * quantile).toPrecision(4))} of response time`, theoryNs, quantile }
}

function scenarioText(name: string, keys: Readonly<Record<string, string>>): string {
  const lines = Object.entries(keys).map(([key, value]) => `${key}: ${value}`)
  return [
    `name: ground-truth-${name}`,
    'clock: real',
    'fleet: { frontEnds: 1, consumers: 0 }',
    ...lines,
    '',
  ].join('\n')
}
