/**
 * What some runs foretell of the next one. Pages compute it too, and so it
 * does without the functions that need Node.
 *
 * @module
 */

/** With fewer earlier runs nothing is foretold. */
export const runsNeeded = 4
/** Earlier runs count no longer: what was usual changes. */
export const runsRemembered = 20
/** One run in a hundred lies outside by chance alone. */
export const predictionLevel = 0.99

/** Student's t at (1 + `predictionLevel`) / 2, from `runsNeeded` - 1 to `runsRemembered` - 1 degrees of freedom. */
export const studentT: readonly number[] = [
  5.8409, 4.6041, 4.0321, 3.7074, 3.4995, 3.3554, 3.2498, 3.1693, 3.1058, 3.0545, 3.0123, 2.9768, 2.9467,
  2.9208, 2.8982, 2.8784, 2.8609,
]

/**
 * The interval that holds the next figure with probability `predictionLevel`, where it is one more of the same normal
 * kind as `values`: mean ± t s √(1 + 1/n) (Hahn and Meeker, Statistical Intervals, 1991, 4.7).
 *
 * @throws {RangeError} on fewer than `runsNeeded` values, or more than `runsRemembered`.
 */
export function predictionInterval(values: readonly number[]): readonly [low: number, high: number] {
  const t = studentT[values.length - runsNeeded]
  if (t === undefined) throw new RangeError('so many values foretell nothing')
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const reach = t * Math.sqrt(variance * (1 + 1 / values.length))
  return [mean - reach, mean + reach]
}
