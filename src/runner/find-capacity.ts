/**
 * Searches the highest rate at which a claim holds. Every rate is run as any
 * scenario is, stored and judged from its interval; where nobody can tell the
 * rate is tried again for longer.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { CapacitySearch, type CapacityRange, type Finding } from '../planner/capacity-search.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { RunProgress } from './progress-meter.ts'
import { rateFinding, type RateFinding } from './rate-finding.ts'
import { runScenario } from './run-scenario.ts'

export interface CapacityQuestion {
  /** Rates per second. */
  readonly range: CapacityRange
  /** The scenario of one cell and one claim at `rate`, whose load lasts `length` times as long as it is written. */
  readonly scenarioAt: (rate: number, length: number) => LoadedScenario
}

export interface CapacityOptions {
  readonly reports: string
  /** No rate is begun after this much time on the wall. */
  readonly maxTime: Nanoseconds
  readonly signal: AbortSignal
  readonly onProgress: (progress: RunProgress) => void
  readonly onTry: (tried: CapacityTry) => void
}

export interface CapacityTry extends RateFinding {
  /** Per second. */
  readonly rate: number
  readonly records: number
  readonly durationNs: number
  /** Of the stored run. */
  readonly folder: string
}

export interface Capacity {
  /** The highest rate that surely keeps the bound, per second; null where none does. */
  readonly meetsUpTo: number | null
  /** The lowest rate that surely breaks it; null where none does. */
  readonly breaksFrom: number | null
  readonly tries: readonly CapacityTry[]
  readonly end: 'found' | 'time-spent' | 'interrupted'
}

/** A rate of which nobody can tell is tried again so many times as long. */
const lengths = [1, 2, 4]

/** @throws what `runScenario` throws. */
export async function findCapacity(question: CapacityQuestion, options: CapacityOptions): Promise<Capacity> {
  const startedAt = monotonicNow()
  const search = new CapacitySearch(question.range)
  const tries: CapacityTry[] = []
  const answer = (end: Capacity['end']): Capacity => ({
    meetsUpTo: search.meetsUpTo ?? null,
    breaksFrom: search.breaksFrom ?? null,
    tries,
    end,
  })
  // What one rate needed, its neighbours need too.
  let first = 0
  for (let rate = search.next(); rate !== undefined; rate = search.next()) {
    let finding: Finding = 'unclear'
    for (const [index, length] of lengths.entries()) {
      if (index < first) continue
      if (monotonicNow() - startedAt > options.maxTime) return answer('time-spent')
      const tried = await tryRate(question, rate, length, options)
      if (options.signal.aborted) return answer('interrupted')
      tries.push(tried)
      options.onTry(tried)
      finding = tried.finding
      first = index
      if (finding !== 'unclear') break
    }
    search.learn(rate, finding)
  }
  return answer('found')
}

async function tryRate(
  { scenarioAt }: CapacityQuestion,
  rate: number,
  length: number,
  { reports, signal, onProgress }: CapacityOptions,
): Promise<CapacityTry> {
  const loaded = scenarioAt(rate, length)
  const { run, folder } = await runScenario(loaded, { reports, signal, onProgress, isDrawn: false })
  const [cell] = run.cells
  const [claim] = run.claims
  const found = rateFinding(loaded.claims[0]!.bound, lengths.length, cell, claim)
  return { ...found, rate, folder, records: cell?.records ?? 0, durationNs: cell?.scenarioTimeNs ?? 0 }
}
