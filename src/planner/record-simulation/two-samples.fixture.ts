/**
 * Whether two samples may come from one distribution, and how many of many
 * such tests may say no by chance.
 *
 * @module
 */
import { betaCdf } from '../../statistics/special-functions.ts'

/**
 * p-value of the two-sample Kolmogorov-Smirnov test: the share of all orders of
 * the pooled sample whose largest distance is at least that of this one. Exact
 * with ties too, hence right for counts (G. Schröer and D. Trenkler, Exact and
 * randomization distributions of Kolmogorov-Smirnov tests two or three samples,
 * Comput. Stat. Data Anal. 20, 1995).
 */
export function kolmogorovSmirnov(one: readonly number[], other: readonly number[]): number {
  const pooled = [
    ...one.map((value) => ({ value, isOne: true })),
    ...other.map((value) => ({ value, isOne: false })),
  ]
  pooled.sort((a, b) => a.value - b.value)
  const isLastOfTie = pooled.map(({ value }, index) => pooled[index + 1]?.value !== value)
  let [ones, others, distance] = [0, 0, 0]
  const distanceAt = (i: number, j: number) => Math.abs(i * other.length - j * one.length)
  for (const [index, { isOne }] of pooled.entries()) {
    if (isOne) ones += 1
    else others += 1
    if (isLastOfTie[index]) distance = Math.max(distance, distanceAt(ones, others))
  }
  // Share of the orders that lead to i of the one after so many, and have not been as far apart before.
  let closer = new Float64Array(one.length + 1)
  closer[0] = 1
  for (const [index] of pooled.entries()) {
    const next = new Float64Array(one.length + 1)
    for (let i = Math.max(0, index + 1 - other.length); i <= Math.min(index + 1, one.length); i += 1) {
      const left = pooled.length - index
      const fromOne = i > 0 ? closer[i - 1]! * ((one.length - i + 1) / left) : 0
      const fromOther = i <= index ? closer[i]! * ((other.length - (index - i)) / left) : 0
      const isFar = isLastOfTie[index] && distanceAt(i, index + 1 - i) >= distance
      next[i] = isFar ? 0 : fromOne + fromOther
    }
    closer = next
  }
  return distance === 0 ? 1 : Math.min(1, Math.max(0, 1 - closer[one.length]!))
}

/** The most of `count` independent events of this `probability` each that chance explains: more happen once in 10,000 times. */
export function mostByChance(count: number, probability: number): number {
  let most = 0
  // P(X > most) of a binomial X, by the incomplete beta function.
  while (most < count && betaCdf(most + 1, count - most, probability) > 1e-4) most += 1
  return most
}
