/**
 * The seeded generator behind everything that must repeat: arrivals, sizes,
 * partition keys, simulated latencies, block orders. Never for keys, salts or
 * nonces, which come from the operating system.
 *
 * @module
 */
import { createHash } from 'node:crypto'

import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** One independent, repeatable stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number
  /** Uniform integer in [0, bound); `bound` is at most 2^53 - 1. */
  below(bound: number): number
  /** Exponential with mean 1. */
  exponential(): number
  /** Standard normal (Box-Muller, one of the pair). */
  normal(): number
}

/** The most that `exponential` draws: -ln of the smallest 1 - U, which is 2^-53 as U has 53 bits. */
export const exponentialMax: number = 53 * Math.LN2

/**
 * Makes the generator of `purpose` under `seed`. Streams of different purposes
 * are independent, so that drawing more from one does not shift another.
 */
export function randomStream(seed: number, purpose: string): Random {
  const digest = createHash('sha256').update(`sealbench/random/v1\0${seed}\0${purpose}`).digest()
  const words = [0, 4, 8, 12].map((offset) => digest.readInt32BE(offset))
  const generator = xoroshiro128plusFromState(words)

  const uniform = (): number => {
    const high = generator.next() >>> 5
    const low = generator.next() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }
  return {
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    exponential: () => -Math.log(1 - uniform()),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

/** Shuffles `items` in place (Fisher-Yates). */
export function shuffle<Item>(items: Item[], random: Random): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1)
    const moved = items[last] as Item
    items[last] = items[other] as Item
    items[other] = moved
  }
  return items
}
