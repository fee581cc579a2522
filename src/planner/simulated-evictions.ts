/**
 * How many `Decrypt` calls consumers make that cannot hold all EDKs they read,
 * by simulation of every record in order: each may miss, and what misses
 * decides what is evicted next.
 *
 * @module
 */
import type { CacheArrivals } from './cache-arrivals.ts'
import { drawKeys } from './drawn-keys.ts'
import type { FleetModel } from './fleet-model.ts'
import { average } from './latency.ts'
import type { Count } from './renewals.ts'
import type { SealingSide } from './sealing-side.ts'
import { consumerOf, everyRecordOf, type SimulatedReads } from './simulated-reads.ts'
import { countOf, sealingSideOf, spansOf, spanWork, type Effort } from './simulated-run.ts'

/** Steps in all, some 60 ns each. */
const workMax = { thorough: 6e6, quick: 2.5e6 }
const runsMax = 16
/** What one record costs, in steps. */
const recordWork = 12

/**
 * Undefined where simulation would take too long. All consumers read the same
 * records, so that one is simulated and counts for each.
 */
export function simulateEvictions(
  model: FleetModel,
  arrivals: CacheArrivals,
  callsPerKey: Count | undefined,
  effort: Effort,
): SimulatedReads | undefined {
  const work = workOf(model) + spansOf(model, arrivals, callsPerKey) * spanWork
  const runs = Math.min(runsMax, Math.floor(workMax[effort] / work))
  if (runs < 1) return undefined
  const side = sealingSideOf(model, arrivals, callsPerKey)
  const drawn: Run[] = []
  while (drawn.length < runs) {
    const run = runOnce(side, arrivals, (2 * workMax[effort]) / runs)
    if (run === undefined) return undefined
    drawn.push(run)
  }
  const { consumers } = model
  const repeats = drawn.map(({ decrypts, edks }) => decrypts.at(-1)! - edks)
  const { variance, degrees } = spreadOf(drawn.map(({ decrypts }) => decrypts))
  const repeated = { mean: consumers * average(repeats), variance: consumers ** 2 * variance }
  return { repeated, variance: repeated.variance, runs, degrees }
}

/** About what it takes to read one run. */
function workOf({ callsPerSecond, batch, durationNs, shards, reader, ...model }: FleetModel): number {
  const records = (callsPerSecond * batch * durationNs) / 1e9
  const polls = durationNs / reader.pollIntervalNs
  return records * recordWork + polls * (8 + 4 * shards + Math.min(model.frontEnds * model.principals, 64))
}

interface Run {
  /** By the end of each period, all together. */
  readonly decrypts: readonly number[]
  readonly edks: number
}

/**
 * Rotations are alike, but what happens within one is not: periods are
 * rotations, or the whole run if there are few. Undefined where it costs more
 * than `workLeft`, as where KMS is slow and polls wait for it long after the run.
 */
function runOnce(side: SealingSide, arrivals: CacheArrivals, workLeft: number): Run | undefined {
  const { model, latency } = side
  const { rotationNs, durationNs, reader } = model
  const periods = Math.max(1, Math.min(256, Math.floor(durationNs / rotationNs)))
  const keys = drawKeys(side)
  const records = everyRecordOf(side, arrivals, keys)
  const consumer = consumerOf(model, keys, records, latency, reader.capacity)
  const decrypts: number[] = []
  for (let period = 1; period <= periods; period += 1) {
    const until = period === periods ? Infinity : (period * durationNs) / periods
    while (consumer.now < until && consumer.advance())
      if (consumer.work + records.work > workLeft) return undefined
    decrypts.push(consumer.decrypts)
  }
  return { decrypts, edks: keys.firstStoredAt.length }
}

/** Variance of a whole run, from its periods, which hardly depend on one another. */
function spreadOf(runs: readonly (readonly number[])[]): { variance: number; degrees: number } {
  const counts = runs.flatMap((decrypts) =>
    decrypts.map((count, index) => count - (decrypts[index - 1] ?? 0)),
  )
  // One period tells nothing: each call may then be as random as a Poisson count.
  if (counts.length === 1) return { variance: counts[0]!, degrees: Infinity }
  return { variance: runs[0]!.length * countOf(counts).variance, degrees: counts.length - 1 }
}
