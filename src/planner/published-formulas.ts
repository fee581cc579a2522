/**
 * Rates of KMS calls in the long run, as published: for plans, and as a check
 * of the oracle, which also knows that runs begin and end.
 *
 * Rates in calls per second, times in seconds; `rate` is that of one cache.
 *
 * @module
 */
import {
  entireExponentialIntegral,
  poissonTail,
  scaledExponentialIntegral,
} from '../statistics/special-functions.ts'

/** One cache with TTL alone: lambda / (1 + lambda T). Jung, Berger & Balakrishnan, INFOCOM 2003. */
export function fillRate(rate: number, ttl: number): number {
  return rate / (1 + rate * ttl)
}

/** The same with KMS latency and single flight: 1 / (T + d + 1/lambda). */
export function fillRateSingleFlight(rate: number, ttl: number, latency: number): number {
  return 1 / (ttl + latency + 1 / rate)
}

/** Without single flight every call that comes during a fill makes its own: (1 + lambda d) times as many. */
export function fillRateIndependent(rate: number, ttl: number, latency: number): number {
  return (1 + rate * latency) * fillRateSingleFlight(rate, ttl, latency)
}

/** Share of the records that wait for KMS under single flight: (1 + lambda d) / (1 + lambda (T + d)). */
export function delayedShare(rate: number, ttl: number, latency: number): number {
  return (1 + rate * latency) / (1 + rate * (ttl + latency))
}

/**
 * With at most `maxRecords` uses: lambda / (1 + sum over j < R of P[Poisson(lambda T) >= j]),
 * the mean number of records that one key material seals in the denominator.
 */
export function fillRateLimited(rate: number, ttl: number, maxRecords: number): number {
  let uses = 1
  for (let use = 1; use < maxRecords; use += 1) {
    const probability = poissonTail(use, rate * ttl)
    if (probability < 1e-15) break
    uses += probability
  }
  return rate / uses
}

/** N front ends that share a stream of `rate`: lambda / (1 + lambda T / N), at most N / T. */
export function fillRateOfFleet(rate: number, ttl: number, frontEnds: number): number {
  return frontEnds * fillRate(rate / frontEnds, ttl)
}

/** Busy front ends and M consumers at the tip: N (1 + M) calls per T. AWS's 12 per 5 min is N = 4, M = 2. */
export function callRateOfBusyFleet(frontEnds: number, consumers: number, ttl: number): number {
  return (frontEnds * (1 + consumers)) / ttl
}

/** Caches that up to `sharedBy` front ends share, each cache once: `frontEnds` / `sharedBy`, rounded up. */
export function cachesOfFleet(frontEnds: number, sharedBy: number): number {
  return Math.ceil(frontEnds / sharedBy)
}

/** TTLs shortened to T (1 - j U), U uniform in [0, 1): 1 / (T (1 - j / 2) + 1/lambda), by renewal theory. */
export function fillRateJittered(rate: number, ttl: number, jitter: number): number {
  return fillRate(rate, ttl * (1 - jitter / 2))
}

/**
 * With refresh ahead, from the first use within `grace` of expiry on: 1 / (T - g + 1/lambda + d), whether
 * that use comes in time or not. Stale-while-revalidate of RFC 5861, but that nothing stale is used.
 */
export function fillRateRefreshAhead(rate: number, ttl: number, grace: number, latency: number): number {
  return fillRateSingleFlight(rate, Math.max(0, ttl - grace), latency)
}

/** Records that wait for KMS per fill, if the grace is longer than `latency`: e^(-lambda g) (1 + lambda d). */
export function delayedPerRefresh(rate: number, grace: number, latency: number): number {
  return Math.exp(-rate * grace) * (1 + rate * latency)
}

/**
 * Mean time from fill to fill under XFetch, where each use refreshes early if -delta beta ln U is at least the
 * time left (Vattani, Chierichetti & Lowenstein, VLDB 2015, algorithm 2), and delta is `latency`. Uses are a
 * Poisson process, so that the time of the first such use has the hazard lambda e^(-(T - t) / (delta beta)):
 * its survival function integrated up to T, what is left at T times 1/lambda, and d.
 */
export function cycleOfXFetch(rate: number, ttl: number, latency: number, beta: number): number {
  const scale = latency * beta
  if (scale === 0) return ttl + latency + 1 / rate
  const late = rate * scale
  const early = late * Math.exp(-ttl / scale)
  return timeInTime(ttl, scale, early, late) + Math.exp(early - late) / rate + latency
}

/** The integral, scale e^x (E1(x) - E1(y)) for x = `early` and y = `late` = x e^(T / scale). */
function timeInTime(ttl: number, scale: number, early: number, late: number): number {
  // Each form is exact where the other one cancels.
  return early < 1
    ? Math.exp(early) * (ttl - scale * (entireExponentialIntegral(late) - entireExponentialIntegral(early)))
    : scale * (scaledExponentialIntegral(early) - Math.exp(early - late) * scaledExponentialIntegral(late))
}

/**
 * Misses per second of an LRU cache that `edks` equally busy EDKs share: lambda (1 - C / N). Under independent
 * references (King, IFIP 1971; Che, Tung & Wang, IEEE JSAC 2002) all orders of the N are equally likely.
 */
export function missRateLru(rate: number, edks: number, capacity: number): number {
  return rate * Math.max(0, 1 - capacity / edks)
}

/** Hierarchical keys: each owner fills its branch key at the first need, of `needRate`, after its TTL. */
export function callRateOfBranchKeys(
  owners: number,
  branchTtl: number,
  latency: number,
  needRate: number,
): number {
  return owners * fillRateSingleFlight(needRate, branchTtl, latency)
}

/**
 * Negative caching: KMS is asked about one denied key at the first of `rate` that needs it after a negative
 * TTL, of which `jitter` is taken off as in `fillRateJittered`.
 */
export function deniedCallRate(rate: number, negativeTtl: number, jitter: number, latency: number): number {
  return fillRateSingleFlight(rate, negativeTtl * (1 - jitter / 2), latency)
}

export interface QueueUse {
  /** B and D: what is paid for at a time, and how long a data key is used. In s. */
  readonly billingPeriod: number
  readonly reusePeriod: number
  /** P and C: who sends and who receives. */
  readonly producers: number
  readonly consumers: number
}

/**
 * KMS calls of a queue of Amazon SQS: R = B / D (2 P + C), as who sends generates each data key and
 * decrypts it to check (AWS, SQS Developer Guide, Key management). A topic of Amazon SNS has no C.
 */
export function callsOfQueue({ billingPeriod, reusePeriod, producers, consumers }: QueueUse): number {
  return (billingPeriod / reusePeriod) * (2 * producers + consumers)
}

/**
 * Share of the calls that a key for many objects saves, where `requests` come within its life: the first
 * fetches it. 99 % where it is 100, as AWS says of S3 Bucket Keys ("up to 99 percent").
 */
export function savedBySharedKey(requests: number): number {
  return 1 - 1 / requests
}
