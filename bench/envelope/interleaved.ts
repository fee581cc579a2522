/**
 * Times operations side by side: in many short rounds of shuffled order, so
 * that a machine that drifts or shares its cores burdens all of them alike.
 *
 * @module
 */
import { Bench, hrtimeNow } from 'tinybench'

import { randomStream, shuffle } from '../../src/random.ts'

export interface Operation {
  readonly name: string
  /** Returns its result, so that it cannot be optimised away. */
  readonly run: () => unknown
}

export interface Timing {
  readonly name: string
  readonly samples: number
  /** Of one operation, the timer's own cost taken off. */
  readonly p50Ns: number
  readonly p99Ns: number
}

export interface Rounds {
  readonly rounds: number
  readonly roundMs: number
  /** Of the order within rounds. */
  readonly seed: number
}

/** Times of each operation over all rounds but the first, which warms up. */
export function timeInterleaved(operations: readonly Operation[], options: Rounds): readonly Timing[] {
  const random = randomStream(options.seed, 'order of operations')
  const samples = new Map(operations.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= options.rounds; round += 1) {
    const bench = new Bench({
      now: hrtimeNow,
      retainSamples: true,
      subtractTimerOverhead: true,
      throws: true,
      time: options.roundMs,
      warmup: false,
    })
    for (const { name, run } of shuffle([...operations], random)) bench.add(name, run, { async: false })
    for (const { name, result } of bench.runSync()) {
      if (round === 0) continue
      if (result.state !== 'completed') throw new Error(`${name} was not measured: ${result.state}`)
      for (const sample of result.latency.samples ?? []) samples.get(name)?.push(sample * 1e6)
    }
  }
  return operations.map(({ name }) => timingOf(name, samples.get(name) ?? []))
}

function timingOf(name: string, samples: readonly number[]): Timing {
  const sorted = Float64Array.from(samples).toSorted()
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
  return { name, samples: sorted.length, p50Ns: quantile(0.5), p99Ns: quantile(0.99) }
}
