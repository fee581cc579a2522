/**
 * Numbers of calls, and the time of the n-th, by chance: what stands for calls
 * that need not be drawn one by one.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import { logGamma } from '../../statistics/special-functions.ts'

/** Beyond this mean the normal distribution differs by less than any count shows (skewness 3e-5). */
const normalFrom = 1e9

/**
 * Poisson with `mean` >= 0. Below 10 by the product of uniforms (Knuth, TAOCP 2,
 * 3.4.1), else by transformed rejection: PTRS of W. Hormann, Insurance:
 * Mathematics and Economics 12, 1993.
 */
export function poisson(mean: number, random: Random): number {
  if (mean <= 0) return 0
  if (mean >= normalFrom) return Math.round(mean + Math.sqrt(mean) * random.normal())
  if (mean >= 10) return poissonByRejection(mean, random)
  const limit = Math.exp(-mean)
  let product = random.uniform()
  let count = 0
  while (product > limit) {
    product *= random.uniform()
    count += 1
  }
  return count
}

function poissonByRejection(mean: number, random: Random): number {
  const root = Math.sqrt(mean)
  const b = 0.931 + 2.53 * root
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const vr = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const us = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= vr) return count
    if (count < 0 || (us < 0.013 && v > us)) continue
    const bound = -mean + count * Math.log(mean) - logGamma(count + 1)
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= bound) return count
  }
}

/** Successes of `count` trials: one by one, and beyond 1,000 by the normal distribution. */
export function binomial(count: number, probability: number, random: Random): number {
  if (count > 1000) {
    const expected = count * probability
    const drawn = expected + Math.sqrt(expected * (1 - probability)) * random.normal()
    return Math.max(0, Math.min(count, Math.round(drawn)))
  }
  let successes = 0
  for (let trial = 0; trial < count; trial += 1) if (random.uniform() < probability) successes += 1
  return successes
}

/** Gamma with `shape` >= 1 and scale 1: Marsaglia & Tsang, ACM TOMS 26(3), 2000. */
function gamma(shape: number, random: Random): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** The `rank`-th smallest of `count` uniforms in [0, 1): Beta(rank, count - rank + 1). `rank` from 1. */
export function orderStatistic(rank: number, count: number, random: Random): number {
  const below = gamma(rank, random)
  return below / (below + gamma(count - rank + 1, random))
}
