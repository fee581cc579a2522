/**
 * Plans at random over the whole range of settings, small enough for either
 * simulation to run one in a millisecond.
 *
 * @module
 */
import { randomStream, type Random } from '../../random.ts'
import type { Distribution } from '../../statistics/distributions.ts'
import type { FleetModel } from '../fleet-model.ts'
import { retryRules, type Disturbance, type LoadSegment, type PlanModel } from '../plan-model.ts'

/** The same `seed` gives the same plan. */
export function randomPlan(seed: number): PlanModel {
  const draw = new Draw(randomStream(seed, 'random plans'))
  const horizonS = draw.between(15, 60)
  const fleet = randomFleet(draw, horizonS)
  const start = draw.isHit(0.25) ? 'steady' : 'cold'
  const load = start === 'steady' ? steady(fleet.callsPerSecond) : randomLoad(draw, fleet.callsPerSecond)
  return {
    fleet,
    streams: draw.isHit(0.3) ? draw.whole(2, 3) : 1,
    horizonS,
    load,
    start,
    credentialLifetimeS: draw.isHit(0.3) ? draw.between(4, 40) : Infinity,
    retries: draw.of(retryRules),
    maxAttempts: draw.whole(1, 4),
    disturbances: randomDisturbances(draw, horizonS),
    isFanOutEnhanced: draw.isHit(0.2),
    catchUp: draw.isHit(0.1) ? { backlogS: draw.between(2, 20), speed: draw.between(1.5, 8) } : null,
  }
}

function randomFleet(draw: Draw, horizonS: number): FleetModel {
  const rotation = draw.between(2, 20)
  const ttl = draw.isHit(0.08) ? 0 : draw.isHit(0.5) ? rotation : rotation * draw.between(0.15, 1)
  const singleFlight = draw.isHit(0.75)
  const hasPolicies = singleFlight && ttl > 0
  const callsPerSecond = draw.between(0.5, ttl === 0 ? 2 : 8)
  return {
    frontEnds: draw.whole(1, 5),
    consumers: draw.whole(0, 2),
    principals: draw.isHit(0.25) ? 2 : 1,
    shards: 1,
    arrivals: 'poisson',
    callsPerSecond,
    batch: draw.isHit(0.25) ? draw.whole(2, 4) : 1,
    durationNs: horizonS * 1e9,
    ttlNs: ns(ttl),
    rotationNs: ns(rotation),
    singleFlight,
    jitter: draw.isHit(0.4) ? draw.between(0.05, 1) : 0,
    refreshAheadNs: hasPolicies && draw.isHit(0.25) ? ns(ttl * draw.between(0.05, 0.6)) : 0,
    xfetchBeta: hasPolicies && draw.isHit(0.15) ? draw.between(0.5, 3) : 0,
    sharedBy: draw.isHit(0.2) ? 2 : 1,
    ...(draw.isHit(0.12) && { branchKeyTtlNs: ns(draw.between(3, 30)) }),
    maxRecords: draw.isHit(0.2) ? draw.whole(1, 30) : 2 ** 32,
    maxBytes: draw.isHit(0.08) ? draw.between(3000, 30_000) : 2 ** 50,
    meanRecordBytes: 1000,
    kmsLatency: randomLatency(draw),
    quotaPerSecond: draw.isHit(0.35) ? draw.of([0.5, 1, 1.7, 2, 3, 5, 8]) : 10_000,
    reader: {
      ttlNs: draw.isHit(0.05) ? 0 : ns(rotation * draw.between(0.2, 3)),
      capacity: 1000,
      pollIntervalNs: ns(draw.between(0.2, 2)),
    },
  }
}

function randomLatency(draw: Draw): Distribution {
  const median = draw.between(0.01, 0.6)
  return draw.of<Distribution>([
    { distribution: 'constant', value: ns(median) },
    { distribution: 'uniform', min: ns(median / 2), max: ns(median * 2) },
    { distribution: 'lognormal', median: ns(median), p99: ns(median * 4) },
  ])
}

const steady = (rate: number): readonly LoadSegment[] => [{ lengthS: Infinity, from: rate, to: rate }]

function randomLoad(draw: Draw, rate: number): readonly LoadSegment[] {
  const lengthS = draw.between(3, 30)
  return draw.of([
    steady(rate),
    steady(rate),
    [
      { lengthS, from: 2 * rate, to: 2 * rate },
      { lengthS, from: 0, to: 0 },
    ],
    [
      { lengthS, from: 0, to: 2 * rate },
      { lengthS: lengthS / 2, from: 2 * rate, to: 0 },
    ],
  ])
}

function randomDisturbances(draw: Draw, horizonS: number): readonly Disturbance[] {
  const spell = (longest: number) => {
    const fromS = draw.between(0, horizonS)
    return { fromS, toS: fromS + draw.between(0.5, longest) }
  }
  const all: readonly Disturbance[] = [
    { kind: 'outage', ...spell(8) },
    { kind: 'brown-out', ...spell(20), share: draw.between(0.1, 1) },
    { kind: 'slow', ...spell(20), delayS: draw.between(0.1, 2) },
    { kind: 'quota', ...spell(20), perSecond: draw.of([0, 1, 2, 4]) },
    { kind: 'restart', atS: draw.between(0, horizonS) },
  ]
  const chosen = all.filter(() => draw.isHit(0.15))
  return chosen.toSorted((one, other) => beginOf(one) - beginOf(other))
}

function beginOf(one: Disturbance): number {
  return one.kind === 'restart' ? one.atS : one.fromS
}

function ns(seconds: number): number {
  return Math.round(seconds * 1e9)
}

class Draw {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** Each order of magnitude as likely where both are above 0. */
  between(low: number, high: number): number {
    const share = this.#random.uniform()
    return low > 0 ? low * (high / low) ** share : low + share * (high - low)
  }

  whole(low: number, high: number): number {
    return low + this.#random.below(high - low + 1)
  }

  isHit(share: number): boolean {
    return this.#random.uniform() < share
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)]!
  }
}
