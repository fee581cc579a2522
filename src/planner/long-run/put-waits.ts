/**
 * How long records wait for KMS on put: most not at all, one for each fill all
 * of its latency, and those who come during a fill what is left of it.
 *
 * @module
 */
import { betaOf, graceNsOf, isHierarchical } from '../fleet-model.ts'
import { timeOfRefresh, type Refresh } from '../generation-cycle.ts'
import { latencyWithTailOf } from '../latency.ts'
import type { Waits } from '../outlook-document.ts'
import type { StreamModel, StreamRates } from './fleet-rates.ts'
import { fewer } from './refills.ts'
import { summedWaits, type SummedWaits } from './summed-latency.ts'

/** Of the calls of one stream, or of more weighed together. */
export interface PutWaits {
  readonly callsPerSecond: number
  /** Calls per second that wait longer than `waitS`. */
  longerThan(waitS: number): number
  /** Seconds that calls wait, per second. */
  readonly waitedPerSecond: number
}

/** `fillsScale`: what the rates of fills are multiplied by, as load changes. */
export function putWaitsOf(stream: StreamModel, rates: StreamRates, fillsScale: number): PutWaits {
  const { fleet, callsPerSecond, caches, latency } = stream
  const { values } = latency
  const tail = tailOf(latencyWithTailOf(fleet.kmsLatency).values)
  const summed = (atDepth: readonly number[]): SummedWaits =>
    summedWaits(latency, (waitS) => tail.share(waitS), atDepth)
  if (fleet.ttlNs === 0 && !isHierarchical(fleet))
    // Each record is a call of its own, and the next is made when it is answered.
    return {
      callsPerSecond,
      ...summed(Array.from({ length: fleet.batch }, () => callsPerSecond / fleet.batch)),
    }
  const rate = callsPerSecond / caches
  const { atDepth, late, early, leads } = fillsOf(stream, rates, rate)
  const scale = (perSecond: number): number => perSecond * fillsScale
  const askers = summed(atDepth.map(scale))
  const others = fleet.singleFlight || isHierarchical(fleet) ? rate : 0
  const during = aheadOfTime(values, tail, scale(late) * others, [0])
  const after = aheadOfTime(values, tail, scale(early) * others, leads)
  return {
    callsPerSecond,
    longerThan: (waitS) => askers.longerThan(waitS) + during.longerThan(waitS) + after.longerThan(waitS),
    waitedPerSecond: askers.waitedPerSecond + during.waitedPerSecond + after.waitedPerSecond,
  }
}

interface WaitedFor {
  /** Calls per second that ask and wait, by how many fills of theirs come one after the other. */
  readonly atDepth: readonly number[]
  /** Fills per second that a call asks for which waits, and those that one asks for ahead of time. */
  readonly late: number
  readonly early: number
  /** How far ahead, in s; equally likely. */
  readonly leads: readonly number[]
}

/** Fills of all caches. What use has ended nobody has asked for in time. */
function fillsOf(stream: StreamModel, rates: StreamRates, rate: number): WaitedFor {
  const { fleet, caches } = stream
  if (isHierarchical(fleet))
    return { atDepth: [rates.branchKeysPerSecond], late: rates.branchKeysPerSecond, early: 0, leads: [] }
  const { generations, refills, fill, sealedAtDepth, usedUpShare } = rates.sealing
  const { lateShare, leads } = leadsOf(stream, rates, rate)
  const times = caches * fill.calls.mean
  const usedUp = generations * usedUpShare
  const aged = generations - usedUp + refills
  const lateGenerations = usedUp + (generations - usedUp) * lateShare
  const atDepth = sealedAtDepth.map((sealed) => times * lateGenerations * sealed)
  atDepth[0]! += times * refills * lateShare
  return {
    atDepth,
    late: times * (usedUp + aged * lateShare),
    early: times * aged * (1 - lateShare),
    leads,
  }
}

/** All of several loads; records wait as their calls do. */
export function summarise(waits: readonly PutWaits[]): Waits {
  const calls = sumOf(waits, ({ callsPerSecond }) => callsPerSecond)
  if (calls === 0) return { share: 0, meanS: 0, p50S: 0, p99S: 0, p999S: 0 }
  const longerThan = (waitS: number): number => sumOf(waits, (each) => each.longerThan(waitS)) / calls
  const quantile = (share: number): number => quantileOf(longerThan, 1 - share)
  return {
    share: Math.min(1, longerThan(0)),
    meanS: sumOf(waits, ({ waitedPerSecond }) => waitedPerSecond) / calls,
    p50S: quantile(0.5),
    p99S: quantile(0.99),
    p999S: quantile(0.999),
  }
}

/** Fills begun `leads` before the entry's end: who comes after it waits for what is left of them. */
function aheadOfTime(values: readonly number[], tail: Tail, calls: number, leads: readonly number[]) {
  if (leads.length === 0 || calls === 0) return { longerThan: () => 0, waitedPerSecond: 0 }
  return {
    longerThan: (waitS: number) => calls * average(leads, (lead) => tail.excess(lead + waitS)),
    waitedPerSecond:
      calls * average(values, (value) => average(leads, (lead) => Math.max(0, value - lead) ** 2 / 2)),
  }
}

/** The share of the values above a limit, and the mean of what is above it. */
interface Tail {
  share(limit: number): number
  excess(limit: number): number
}

const tails = new WeakMap<readonly number[], Tail>()

/** Of equally likely `values`, ascending; worked out once for each array. */
function tailOf(values: readonly number[]): Tail {
  const known = tails.get(values) ?? workOutTail(values)
  tails.set(values, known)
  return known
}

function workOutTail(values: readonly number[]): Tail {
  const count = values.length
  const sums = new Float64Array(count + 1)
  for (let index = count - 1; index >= 0; index -= 1) sums[index] = sums[index + 1]! + values[index]!
  const firstAbove = (limit: number): number => {
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[middle]! > limit) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    share: (limit: number) => (count - firstAbove(limit)) / count,
    excess: (limit: number) => {
      const first = firstAbove(limit)
      return Math.max(0, sums[first]! - (count - first) * limit) / count
    },
  }
}

const leadNodes = 32
const latencyNodes = 8
const jitterNodes = [0.125, 0.375, 0.625, 0.875]

/** Share of the fills that no call has asked for ahead of time, and how far ahead the others are. */
function leadsOf(
  { fleet, latency, caches, credentialS, callsPerSecond }: StreamModel,
  { sealing }: StreamRates,
  rate: number,
) {
  const grace = graceNsOf(fleet) / 1e9
  const beta = betaOf(fleet)
  const { jitter = 0 } = fleet
  if (grace === 0 && beta === 0) return { lateShare: 1, leads: [] }
  // The first fill under a credential has nothing before it.
  const firsts =
    credentialS === Infinity
      ? 0
      : -Math.expm1((-callsPerSecond / caches) * credentialS) /
        credentialS /
        (sealing.generations + sealing.refills)
  const shares = jitter === 0 ? [1] : jitterNodes.map((node) => 1 - jitter * node)
  const values = fewer(latency.values, beta > 0 ? latencyNodes : 1)
  const parts = shares.flatMap((share) => {
    const expiry = (Math.min(fleet.ttlNs, fleet.rotationNs) / 1e9) * share
    return values.map((value) =>
      leadsWithin({ rate, expiry, grace: Math.min(grace, expiry), scale: value * beta }),
    )
  })
  const late = average(parts, (part) => part.late)
  return { lateShare: firsts + (1 - firsts) * late, leads: parts.flatMap(({ leads }) => leads) }
}

/** Of entries of one length: how likely no call asks ahead, and when one does how far ahead. */
function leadsWithin(refresh: Refresh) {
  const { rate, expiry, grace, scale } = refresh
  const byChance = scale === 0 ? 0 : rate * scale * (Math.exp(-grace / scale) - Math.exp(-expiry / scale))
  const late = Math.exp(-byChance - rate * grace)
  const ahead = -Math.expm1(-byChance - rate * grace)
  const leads = Array.from({ length: leadNodes }, (_, index) => {
    const chance = -Math.log1p(-((index + 0.5) / leadNodes) * ahead)
    return Math.min(expiry, Math.max(0, expiry - timeOfRefresh(refresh, chance)))
  })
  return { late, leads }
}

/** The least wait that no more than `share` of the calls exceed, in s. */
function quantileOf(longerThan: (waitS: number) => number, share: number): number {
  if (longerThan(0) <= share) return 0
  let low = 0
  let high = 1e-3
  while (longerThan(high) > share) {
    low = high
    high *= 2
  }
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2
    if (longerThan(middle) > share) low = middle
    else high = middle
  }
  return high
}

function average<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return sumOf(items, valueOf) / items.length
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0)
}
