/**
 * One cache whose key material is used up before it is too old: how often it
 * generates and refills.
 *
 * @module
 */
import { gammaCdf, normalQuantile } from '../../statistics/special-functions.ts'
import type { CacheArrivals } from '../cache-arrivals.ts'
import type { Fill } from '../fill.ts'
import { graceNsOf, type FleetModel } from '../fleet-model.ts'
import { average } from '../latency.ts'
import { cycleOf } from '../limited-use.ts'
import type { Count } from '../renewals.ts'
import { batchedFills, type BatchedFills } from './limited-batches.ts'

export interface OneCache {
  readonly fleet: FleetModel
  readonly arrivals: CacheArrivals
  readonly fill: Fill
  /** Calls that one key material lasts for, where a limit by use is met. */
  readonly uses: Count | undefined
}

/** Equally likely values of what chance takes off a TTL and a rotation, and of a normal variable. */
const sharesTaken = [0.125, 0.375, 0.625, 0.875]
const normalNodes = [0.1, 0.3, 0.5, 0.7, 0.9].map(normalQuantile)
const refillsMax = 2000
const negligible = 1e-9

/** Without a cache the key material is still rotated by age. */
export function timesOf({ ttlNs, rotationNs }: FleetModel) {
  const rotation = rotationNs / 1e9
  return { ttl: ttlNs === 0 ? rotation : ttlNs / 1e9, rotation }
}

/** From the call for a `GenerateDataKey` to the end by age of what it brought, of which jitter has `taken` its share. */
export function lifeOf({ fleet, fill }: OneCache, taken = 0.5): number {
  const life = timesOf(fleet).rotation * (1 - (fleet.jitter ?? 0) * taken)
  return Math.max(0, life - graceNsOf(fleet) / 1e9) + fill.answer.mean
}

/** Averaged over what jitter takes off the life of a key: per key, not per second. */
export function batchedOf(one: OneCache, uses: Count, staysFor = 1): BatchedFills {
  const shares = (one.fleet.jitter ?? 0) === 0 ? [0.5] : sharesTaken
  const each = shares.map((taken) => batchedWithin(one, uses, lifeOf(one, taken), staysFor))
  const depth = Math.max(...each.map(({ sealedAtDepth }) => sealedAtDepth.length))
  return {
    generations: 1 / average(each.map(({ generations }) => 1 / generations)),
    sealedAtDepth: Array.from({ length: depth }, (_, at) =>
      average(each.map(({ sealedAtDepth }) => sealedAtDepth[at] ?? 0)),
    ),
    usedUpShare: average(each.map(({ usedUpShare }) => usedUpShare)),
  }
}

/** Bytes of records of many sizes fill a key in no whole number of records. */
function batchedWithin(
  { fleet, arrivals }: OneCache,
  uses: Count,
  life: number,
  staysFor: number,
): BatchedFills {
  const { rate } = arrivals
  const { batch } = fleet
  const recordsPerKey = Math.max(1, Math.round(uses.mean * batch))
  if (uses.variance > 0 && recordsPerKey > batch)
    return {
      generations: 1 / cycleOf(rate, life, uses).mean,
      sealedAtDepth: [(batch + 1) / 2 / batch],
      usedUpShare: gammaCdf(uses.mean, rate * life),
    }
  return batchedFills({ rate, batch, recordsPerKey, life, staysFor })
}

/**
 * `Decrypt` calls of one key material: the k-th is asked for after k TTLs and k
 * waits for a call, if neither rotation nor the last use has come. Calls that
 * wait and those that are served in between are independent of each other.
 * `lastsFor`: the chance that the credential goes on for so long, in s.
 */
export function limitedRefills(
  one: OneCache,
  uses: Count,
  lastsFor: (timeS: number) => number = () => 1,
): number {
  const { fleet, arrivals, fill } = one
  const { rate } = arrivals
  const { ttl, rotation } = timesOf(fleet)
  const { jitter = 0 } = fleet
  if (ttl >= rotation || uses.mean <= 1) return 0
  const answer = fill.answer.mean
  const grace = Math.min(graceNsOf(fleet) / 1e9, ttl)
  const refillsOf = (taken: number, node: number): number => {
    const end = rotation * (1 - jitter * taken)
    let refills = 0
    for (let ordinal = 1; ordinal < Math.min(uses.mean, refillsMax); ordinal += 1) {
      // The first TTL is shortened by the same draw as the rotation.
      const others = (ordinal - 1) * (1 - jitter / 2) + node * jitter * Math.sqrt((ordinal - 1) / 12)
      const served = ttl * (1 - jitter * taken + Math.max(0, others)) - ordinal * grace
      const left = end - served - (ordinal - 1) * answer
      const inTime = left <= 0 ? 0 : gammaCdf(ordinal, rate * left)
      const unused = 1 - gammaCdf(uses.mean - ordinal, rate * (served + (ordinal - 1) * answer))
      const chance = inTime * unused * lastsFor(served + (ordinal - 1) * answer + ordinal / rate)
      if (chance < negligible) break
      refills += chance
    }
    return refills
  }
  const taken = jitter === 0 ? [0] : sharesTaken
  const nodes = jitter === 0 ? [0] : normalNodes
  return average(taken.flatMap((share) => nodes.map((node) => refillsOf(share, node))))
}
