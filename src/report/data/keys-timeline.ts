/**
 * Keys held over time in no more slices than pictures draw, so that a page
 * does not carry more than it shows.
 *
 * @module
 */
import type { ToldExposure } from '../../run-store/exposure-format.ts'

export type KeysTimeline = ToldExposure['timeline']

/** More bars say no more, and make a page large. */
export const keySlicesMax = 30

/** At most `keySlicesMax` slices, each the mean of those put together, to a thousandth of a key; the last may reach beyond the end. */
export function drawnKeys(timeline: KeysTimeline): KeysTimeline {
  const perSlice = Math.ceil(lengthOf(timeline) / keySlicesMax)
  if (perSlice <= 1) return timeline
  const { sliceNs, sealing, reading, branchKeys } = timeline
  return {
    sliceNs: perSlice * sliceNs,
    sealing: means(sealing, perSlice),
    reading: means(reading, perSlice),
    branchKeys: means(branchKeys, perSlice),
  }
}

function lengthOf({ sealing, reading, branchKeys }: KeysTimeline): number {
  return Math.max(sealing.length, reading.length, branchKeys.length)
}

function means(keys: readonly number[], perSlice: number): number[] {
  return Array.from({ length: Math.ceil(keys.length / perSlice) }, (_, at) => {
    const own = keys.slice(at * perSlice, (at + 1) * perSlice)
    return Number((own.reduce((sum, count) => sum + count, 0) / own.length).toFixed(3))
  })
}
