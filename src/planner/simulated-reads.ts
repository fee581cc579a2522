/**
 * How many `Decrypt` calls consumers make where they may ask for one EDK again,
 * by simulation: how late a poll looks an EDK up depends on what it misses
 * before, and no formula follows that.
 *
 * @module
 */
import { randomStream, type Random } from '../random.ts'
import { samplerOf } from '../statistics/distributions.ts'
import { stepsBefore, type CacheArrivals } from './cache-arrivals.ts'
import { drawKeys, type NextCall, type SealingSide } from './drawn-keys.ts'
import { DrawnRecords } from './drawn-records.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'
import { SimulatedConsumer } from './simulated-consumer.ts'

export interface SimulatedReads {
  /** `Decrypt` of all consumers together for EDKs that they have decrypted before. */
  readonly repeated: Count
  /** Of all `Decrypt` calls of consumers; whatever varies in them. */
  readonly variance: number
  /** Runs that were simulated. */
  readonly runs: number
}

/** `thorough` to judge a run by; `quick`, some 20 ms, to plan one. */
export type Effort = 'thorough' | 'quick'

/** Fewer runs do not tell how much counts vary. */
const runsMinAt = { thorough: 16, quick: 2 }
const runsMax = 400
/** What one run may draw and look up, so that all that are needed take some 150 ms. */
const workPerRunMax = 125e3
/** Calls of one cache between two polls beyond which their number makes no difference. */
const callsPerPollMax = 48
const seed = 1

/** Undefined where simulation would take too long. `callsPerKey` where a limit by use is met. */
export function simulateReads(
  model: FleetModel,
  arrivals: CacheArrivals,
  callsPerKey: Count | undefined,
  effort: Effort,
): SimulatedReads | undefined {
  const run = runOf(model, arrivals, callsPerKey)
  const totals: number[] = []
  const repeats: number[] = []
  const runsMin = runsMinAt[effort]
  let work = 0
  let runs = runsMax
  for (let done = 0; done < runs; done += 1) {
    const drawn = run(workPerRunMax)
    if (drawn === undefined) return undefined
    totals.push(drawn.decrypts)
    repeats.push(drawn.decrypts - model.consumers * drawn.edks)
    work += drawn.work
    runs = Math.max(runsMin, Math.min(runsMax, Math.floor((runsMin * workPerRunMax * (done + 1)) / work)))
  }
  return { repeated: countOf(repeats), variance: countOf(totals).variance, runs }
}

interface Run {
  readonly decrypts: number
  readonly edks: number
  readonly work: number
}

/** A function that simulates one run after the other; undefined where one costs more than `workLeft`. */
function runOf(model: FleetModel, arrivals: CacheArrivals, callsPerKey: Count | undefined) {
  const random = randomStream(seed, 'oracle/calls')
  const latency = samplerOf(model.kmsLatency, randomStream(seed, 'oracle/latency'))
  const { consumers, shards, batch, reader } = model
  const { pollIntervalNs, ttlNs } = reader
  const nextCall = nextCallOf(model, random)
  const wait = { mean: arrivals.wait.mean * 1e9, variance: arrivals.wait.variance * 1e18 }
  const side: SealingSide = { model, random, latency, nextCall, wait, callsPerKey }

  const perPoll = (arrivals.rate * pollIntervalNs) / 1e9
  const read =
    perPoll > callsPerPollMax * shards
      ? poissonCalls(pollIntervalNs / (callsPerPollMax * shards), random)
      : nextCall
  const sliceNs = pollIntervalNs * Math.max(1, Math.ceil(4 / perPoll))
  return (workLeft: number): Run | undefined => {
    if (spansOf(model, arrivals) * spanWork > workLeft) return undefined
    const keys = drawKeys(side)
    const records = new DrawnRecords({ keys, nextCall: read, random, shards, batch, sliceNs })
    let work = keys.firstStoredAt.length * spanWork
    let decrypts = 0
    for (let index = 0; index < consumers; index += 1) {
      const consumer = new SimulatedConsumer({ keys, records, latency, shards, ttlNs, pollIntervalNs })
      while (consumer.advance()) if (work + consumer.work + records.work > workLeft) return undefined
      work += consumer.work
      decrypts += consumer.decrypts
    }
    return { decrypts, edks: keys.firstStoredAt.length, work: work + records.work }
  }
}

const spanWork = 16

/** Fills of all caches, at most about. */
function spansOf(model: FleetModel, arrivals: CacheArrivals): number {
  const { ttlNs, rotationNs, durationNs } = model
  const life = Math.min(ttlNs === 0 ? Infinity : ttlNs, rotationNs)
  return cachesOf(model) * Math.min((arrivals.rate * durationNs) / 1e9, durationNs / life + 1)
}

function nextCallOf(model: FleetModel, random: Random): NextCall {
  const gap = 1e9 / model.callsPerSecond
  const caches = cachesOf(model)
  return model.arrivals === 'constant'
    ? thinnedCalls(gap, 1 / caches, random)
    : poissonCalls(gap * caches, random)
}

function poissonCalls(gap: number, random: Random): NextCall {
  return (time) => time + gap * random.exponential()
}

/** Of calls at multiples of `gap`, those that come to one cache with probability `share`. */
function thinnedCalls(gap: number, share: number, random: Random): NextCall {
  const others = Math.log1p(-share)
  return (time) => {
    const skipped = share === 1 ? 0 : Math.floor(-random.exponential() / others)
    let call = stepsBefore(time / gap)
    while (Math.round(call * gap) < time) call += 1
    return Math.round((call + skipped) * gap)
  }
}

function countOf(values: readonly number[]): Count {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance }
}
