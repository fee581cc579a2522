/**
 * Rates of KMS calls in the long run, as published: for plans, and as a check
 * of the oracle, which also knows that runs begin and end.
 *
 * Rates in calls per second, times in seconds; `rate` is that of one cache.
 *
 * @module
 */
import { poissonTail } from '../statistics/special-functions.ts'

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
