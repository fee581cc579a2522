/**
 * p-values corrected for asking many questions at once, so that a sweep of many
 * cells calls none of them changed by chance more often than one cell would.
 *
 * Holm's step-down method keeps the probability of even one false rejection of
 * the family below the level, whatever the dependence of the questions (S. Holm,
 * A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6,
 * 1979). It is never weaker than Bonferroni's.
 *
 * @module
 */
import assert from 'node:assert/strict'

/**
 * The adjusted p-values of a family, in the order given: a question is answered
 * at the level α of the family where its adjusted value is at most α.
 *
 * `pValues` in [0, 1]. NaN stands for a question that was not tested; it stays
 * NaN and does not count among the family.
 */
export function holm(pValues: readonly number[]): number[] {
  assert(
    pValues.every((p) => Number.isNaN(p) || (p >= 0 && p <= 1)),
    'a p-value lies between 0 and 1',
  )
  const ascending = pValues
    .map((p, index) => ({ p, index }))
    .filter(({ p }) => !Number.isNaN(p))
    .toSorted((left, right) => left.p - right.p)
  const adjusted = pValues.map(() => Number.NaN)
  let largest = 0
  ascending.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, (ascending.length - rank) * p))
    adjusted[index] = largest
  })
  return adjusted
}
