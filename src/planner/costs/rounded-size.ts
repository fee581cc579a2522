/**
 * How many units a record is billed as, where each record is rounded up: more
 * than its size over that of a unit, by half a unit on average for large ones.
 *
 * @module
 */
import { normalCdf } from '../../statistics/special-functions.ts'

/** Kinesis takes no larger record. */
const recordBytesMax = 10 * 2 ** 20

export interface RecordSize {
  /** In bytes, above 0. */
  readonly mean: number
  readonly sd: number
}

/**
 * The mean of ceil(S / unit), the sum over k >= 0 of P[S > k unit]. Where sizes
 * differ, S is taken as lognormal, of which mean and deviation are known.
 */
export function meanUnits({ mean, sd }: RecordSize, unit: number): number {
  if (sd === 0) return Math.max(1, Math.ceil(mean / unit))
  const variance = Math.log1p((sd / mean) ** 2)
  const location = Math.log(mean) - variance / 2
  let units = 1
  for (let size = unit; size < recordBytesMax; size += unit) {
    const share = normalCdf((location - Math.log(size)) / Math.sqrt(variance))
    units += share
    if (share < 1e-9) break
  }
  return units
}
