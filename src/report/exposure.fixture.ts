/**
 * What the cells of the stored run for tests give away: caches that are full
 * soon after the start, with a branch key above them.
 *
 * @module
 */
import type { Held, ToldExposure } from '../run-store/exposure-format.ts'

const slices = 60
const frontEnds = 4

export interface ExposureShape {
  readonly ttlSeconds: number
  readonly records: number
  readonly hasConsumers: boolean
}

/** Of one hour, four front ends and two consumers. Without a TTL no key is kept. */
export function exposureFixture({ ttlSeconds, records, hasConsumers }: ExposureShape): ToldExposure {
  const put = ttlSeconds === 0 ? 0 : frontEnds
  const get = hasConsumers ? 4 * put : 0
  const branch = put === 0 ? 0 : frontEnds + (hasConsumers ? 2 : 0)
  const spanNsMax = ttlSeconds * 1e9
  const use = { keys: 48, recordsMax: Math.ceil(records / 48), bytesMax: 1400 * Math.ceil(records / 48) }
  return {
    recordKey: { recordsMax: Math.min(1, records), bytesMax: 1400 },
    keyMaterial: { ...use, spanNsMax },
    branchKey: { keys: 1, recordsMax: records, bytesMax: 1400 * records, spanNsMax: 3600e9 },
    revocationDelayNs: { put: spanNsMax, get: 2 * spanNsMax },
    held: {
      sealing: heldOf(put, spanNsMax),
      reading: heldOf(get, 2 * spanNsMax),
      branchKeys: heldOf(branch, 1200e9),
    },
    timeline: {
      sliceNs: 60e9,
      sealing: filling(put, 1),
      reading: filling(get, 10),
      branchKeys: filling(branch, 1),
    },
  }
}

function heldOf(max: number, longestNs: number): Held {
  return { mean: 0.96 * max, max, taken: 12 * max, longestNs: max === 0 ? 0 : longestNs }
}

/** Rises to `max` within so many slices. */
function filling(max: number, rising: number): number[] {
  return Array.from({ length: slices }, (_, slice) => max * Math.min(1, (slice + 0.9) / rising))
}
