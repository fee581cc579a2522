/**
 * The long-run rates of one cache of the sealing side: of its KMS calls, and of
 * the EDKs that it brings into the stream.
 *
 * @module
 */
import { cacheArrivalsOf, type CacheArrivals } from '../cache-arrivals.ts'
import { callsOfCache } from '../cache-calls.ts'
import { fillOf, type Fill } from '../fill.ts'
import { betaOf, graceNsOf, type FleetModel } from '../fleet-model.ts'
import { generationCycle } from '../generation-cycle.ts'
import type { Latency } from '../latency.ts'
import { neverRepeated } from '../reader-calls.ts'
import type { Count } from '../renewals.ts'
import { callsPerKeyOf, usesOfKey } from '../sealing-calls.ts'
import { batchedOf, lifeOf, limitedRefills, timesOf, type OneCache } from './limited-rates.ts'
import { limitedWithin } from './limited-within.ts'
import { fewer, rotationOf } from './refills.ts'

export interface SealingCache {
  readonly fleet: FleetModel
  readonly latency: Latency
  /** Calls per second at this cache. */
  readonly rate: number
  /** In s; Infinity: it never changes. */
  readonly credentialS: number
}

/** Per second, unless the name says so. */
export interface SealingRates {
  readonly fill: Fill
  /** Fills, of one KMS call each or of more without single flight. */
  readonly generations: number
  readonly refills: number
  /** Part of `generations` that there would not be if the credential never changed. */
  readonly renewals: number
  /** Share of the generated EDKs under which a record is stored. */
  readonly usedShare: number
  /** How long one EDK seals, in s. */
  readonly spanS: number
  /** Whether key material is used up before it is too old. */
  readonly isLimited: boolean
  /** What of its call one generation seals, in calls, by the fills of that call up to it. */
  readonly sealedAtDepth: readonly number[]
  /** Share of the generations that come as use has ended key material, and not age. */
  readonly usedUpShare: number
}

/** `rate` is above 0. */
export function sealingRates(cache: SealingCache): SealingRates {
  const { fleet, latency, rate, credentialS } = cache
  const single = { ...fleet, frontEnds: 1, principals: 1, sharedBy: 1 }
  const arrivals = cacheArrivalsOf({ ...single, arrivals: 'poisson', callsPerSecond: rate })
  // Without a cache nothing is shared, so that calls are made independently.
  const fill = fillOf(arrivals, latency, fleet.singleFlight && fleet.ttlNs > 0)
  const one: OneCache = { fleet, arrivals, fill, uses: usesOf(fleet, arrivals) }
  const most = (rate * fleet.batch) / fill.calls.mean
  const lasting = atMostOnePerRecord(ratesForEver(one), most)
  const rates =
    credentialS === Infinity
      ? lasting
      : atMostOnePerRecord(ratesPerCredential(one, lasting, credentialS), most)
  return {
    fill,
    ...rates,
    renewals: Math.max(0, rates.generations - lasting.generations),
    usedShare: usedShareOf(fleet, rate),
    spanS: spanOf(one, rates.generations, credentialS),
    isLimited: one.uses !== undefined,
    ...askersOf(one),
  }
}

function askersOf(one: OneCache): Pick<SealingRates, 'sealedAtDepth' | 'usedUpShare'> {
  if (one.uses === undefined) return { sealedAtDepth: [1], usedUpShare: 0 }
  const { sealedAtDepth, usedUpShare } = batchedOf(one, one.uses)
  return { sealedAtDepth, usedUpShare }
}

/** A call of more records than one key seals meets the limit, however rare it is. */
function usesOf(fleet: FleetModel, arrivals: CacheArrivals): Count | undefined {
  const uses = usesOfKey(fleet)
  return uses.mean < 1 ? uses : callsPerKeyOf(fleet, arrivals)
}

/** Where use ends key material within the latency of KMS, fills overlap, and theory counts calls of both. */
function atMostOnePerRecord({ generations, refills }: FillRates, most: number): FillRates {
  const first = Math.min(generations, most)
  return { generations: first, refills: Math.min(refills, most - first) }
}

interface FillRates {
  readonly generations: number
  readonly refills: number
}

/** Values that stand for the latency where it decides how early a use refreshes. */
const latencyNodes = 24

function ratesForEver(one: OneCache): FillRates {
  const { fleet, arrivals, fill, uses } = one
  const { ttl, rotation } = timesOf(fleet)
  if (uses !== undefined) return limitedRates(one, uses)
  if (ttl >= rotation) {
    const answer = { ...fill.answer, values: fewer(fill.answer.values, latencyNodes) }
    const cycle = generationCycle(fleet, arrivals, answer)
    return { generations: 1 / (cycle.pause.mean + (cycle.isPauseWhole ? 0 : 1 / arrivals.rate)), refills: 0 }
  }
  const { refills, cycleS } = rotationOf({
    rate: arrivals.rate,
    ttl,
    rotation,
    grace: graceNsOf(fleet) / 1e9,
    jitter: fleet.jitter ?? 0,
    beta: betaOf(fleet),
    answer: fill.answer,
  })
  return { generations: 1 / cycleS, refills: refills / cycleS }
}

function limitedRates(one: OneCache, uses: Count): FillRates {
  const { generations } = batchedOf(one, uses)
  return { generations, refills: generations * limitedRefills(one, uses) }
}

/** Calls in a lifetime, of which half is the relative error. */
const rareCalls = 1e-6

/** Every credential begins with an empty cache: mean fills within its lifetime, over that (renewal-reward theorem). */
function ratesPerCredential(one: OneCache, lasting: FillRates, lifetime: number): FillRates {
  const { fleet, arrivals, fill, uses } = one
  // Where a credential hardly sees a call, none sees two.
  if (arrivals.rate * lifetime < rareCalls)
    return {
      generations: arrivals.rate * (uses === undefined ? 1 : Math.max(1, Math.ceil(1 / uses.mean - 1e-9))),
      refills: 0,
    }
  if (uses !== undefined) {
    if (uses.mean <= 1)
      return { ...lasting, generations: batchedOf(one, uses, staysWithin(one, lifetime)).generations }
    const life = lifeOf(one)
    const count = limitedWithin({ rate: arrivals.rate, life, duration: lifetime, callsPerKey: uses })
    const firsts = -Math.expm1(-arrivals.rate * lifetime) / count
    // The first key has the whole credential before it, the others what is left at any time.
    const lastsFor = (timeS: number): number =>
      firsts * Number(timeS + 1 / arrivals.rate < lifetime) + (1 - firsts) * Math.max(0, 1 - timeS / lifetime)
    return {
      generations: count / lifetime,
      refills: (count / lifetime) * limitedRefills(one, uses, lastsFor),
    }
  }
  const { ttl, rotation } = timesOf(fleet)
  const isMoved = (fleet.jitter ?? 0) > 0 || graceNsOf(fleet) > 0 || betaOf(fleet) > 0
  if (ttl < rotation && isMoved) return movedPerCredential(one, lasting, lifetime)
  const calls = callsOfCache({
    arrivals,
    // Counted are fills here, not their calls.
    fill: { ...fill, calls: { mean: 1, variance: 0 } },
    ttl,
    rotation,
    duration: lifetime,
    repeated: neverRepeated,
    cycle: generationCycle(fleet, arrivals, {
      ...fill.answer,
      values: fewer(fill.answer.values, latencyNodes),
    }),
  })
  // Below what the oracle takes for nothing, there is still the first fill.
  const first = -Math.expm1(-arrivals.rate * lifetime)
  return {
    generations: Math.max(first, calls.generated.mean) / lifetime,
    refills: calls.refilled.mean / lifetime,
  }
}

/** Chance that no credential begins between two calls: the mean of 1 - X / L, and 0 beyond L, for exponential X. */
function staysWithin({ arrivals }: OneCache, lifetime: number): number {
  const calls = arrivals.rate * lifetime
  return 1 - -Math.expm1(-calls) / calls
}

/**
 * Rotation goes on whatever is refilled meanwhile. Fills of both kinds are those
 * of a cache that rotates at every TTL, but for entries that a rotation cuts short.
 */
function movedPerCredential(one: OneCache, lasting: FillRates, lifetime: number): FillRates {
  const { fleet } = one
  const within = (rotationNs: number): FillRates =>
    ratesPerCredential({ ...one, fleet: { ...fleet, ttlNs: rotationNs, rotationNs } }, lasting, lifetime)
  const uncut = ratesForEver({ ...one, fleet: { ...fleet, rotationNs: fleet.ttlNs } }).generations
  const first = -Math.expm1(-one.arrivals.rate * lifetime) / lifetime
  const { generations } = within(fleet.rotationNs)
  // The first fill is no entry's successor.
  const later = ((within(fleet.ttlNs).generations - first) * (lasting.generations + lasting.refills)) / uncut
  return { generations, refills: Math.max(0, first + later - generations) }
}

/** Key material that is fetched ahead is not used by any record where no call comes in its life. */
function usedShareOf(fleet: FleetModel, rate: number): number {
  const life = Math.min(timesOf(fleet).ttl, fleet.rotationNs / 1e9) * (1 - (fleet.jitter ?? 0) / 2)
  const grace = Math.min(graceNsOf(fleet) / 1e9, life)
  return 1 - -Math.expm1(-rate * grace) * Math.exp(-rate * life)
}

function spanOf({ fleet, arrivals, fill, uses }: OneCache, generations: number, credentialS: number): number {
  const { rate } = arrivals
  const rotation = (fleet.rotationNs / 1e9) * (1 - (fleet.jitter ?? 0) / 2)
  const cycle = 1 / generations
  if (uses !== undefined) return Math.max(0, Math.min(rotation, cycle - fill.answer.mean - 1 / rate))
  const early = Math.min(graceNsOf(fleet) / 1e9, rotation)
  // Fetched ahead, key material takes over when KMS has answered, and at the end of the old one at the latest.
  const left = Math.max(0, early - fill.answer.mean)
  const span = rotation - left + -Math.expm1(-rate * left) / rate
  if (credentialS === Infinity) return span
  return Math.max(
    0,
    Math.min(span, cycle - fill.answer.mean - (credentialS * generations > 1 ? 0 : 1 / rate)),
  )
}
