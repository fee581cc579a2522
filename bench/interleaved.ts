/**
 * Times operations side by side: in many short rounds of shuffled order, so
 * that a machine that drifts or shares its cores burdens all of them alike.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { Bench, hrtimeNow } from 'tinybench'

import { randomStream, shuffle } from '../src/random.ts'
import { median, timingOf, type Timing } from './timing.ts'

export interface Operation {
  readonly name: string
  /** Returns its result, so that it cannot be optimised away. */
  readonly run: () => unknown
  /** Whether `run` gives a promise, which is waited for. */
  readonly isAsync?: boolean
  /** How many calls `run` makes; 1 unless one is too short for the timer. */
  readonly calls?: number
}

export interface Rounds {
  readonly rounds: number
  /** For each operation in each round. */
  readonly roundMs: number
  /** Of the order within rounds. */
  readonly seed: number
}

/**
 * Times of each operation over all rounds but the first, which warms up, the
 * timer's own cost taken off. The first operation is the baseline; a ratio is
 * the median of those of single rounds, so that it spans no drift.
 */
export function timeInterleaved(operations: readonly Operation[], options: Rounds): readonly Timing[] {
  const random = randomStream(options.seed, 'order of operations')
  const rounds: Samples[] = []
  for (let round = 0; round <= options.rounds; round += 1) {
    const bench = benchOf(shuffle([...operations], random), options.roundMs)
    bench.runSync()
    if (round > 0) rounds.push(samplesOf(bench, operations))
  }
  return timingsOf(operations, rounds)
}

/** The same where some operations give promises. */
export async function timeInterleavedAsync(
  operations: readonly Operation[],
  options: Rounds,
): Promise<readonly Timing[]> {
  const random = randomStream(options.seed, 'order of operations')
  const rounds: Samples[] = []
  for (let round = 0; round <= options.rounds; round += 1) {
    const bench = benchOf(shuffle([...operations], random), options.roundMs)
    await bench.run()
    if (round > 0) rounds.push(samplesOf(bench, operations))
  }
  return timingsOf(operations, rounds)
}

/** ns a call, of each operation in one round. */
type Samples = readonly (readonly number[])[]

function timingsOf(operations: readonly Operation[], rounds: readonly Samples[]): readonly Timing[] {
  const medians = rounds.map((samples) => samples.map(median))
  return operations.map(({ name, calls: callsPerSample = 1 }, index) =>
    timingOf(
      name,
      rounds.flatMap((samples) => samples[index]!),
      { callsPerSample, ratio: median(medians.map((ofRound) => ofRound[index]! / ofRound[0]!)) },
    ),
  )
}

function benchOf(order: readonly Operation[], roundMs: number): Bench {
  const bench = new Bench({
    now: hrtimeNow,
    retainSamples: true,
    subtractTimerOverhead: true,
    throws: true,
    time: roundMs,
    warmup: false,
  })
  for (const { name, run, isAsync = false } of order) bench.add(name, run, { async: isAsync })
  return bench
}

function samplesOf(bench: Bench, operations: readonly Operation[]): Samples {
  return operations.map(({ name, calls = 1 }) => {
    const result = bench.getTask(name)?.result
    if (result?.state !== 'completed') throw new Error(`${name} was not measured: ${result?.state}`)
    const samples = (result.latency.samples ?? []).map((ms) => (ms * 1e6) / calls)
    assert(median(samples) > 0, `${name} is too short for the timer; let it make more calls`)
    return samples
  })
}

/** An operation of `calls` calls, for those that are too short for the timer. */
export function repeated(name: string, calls: number, call: (index: number) => unknown): Operation {
  const run = () => {
    let result: unknown
    for (let index = 0; index < calls; index += 1) result = call(index)
    return result
  }
  return { name, run, calls }
}
