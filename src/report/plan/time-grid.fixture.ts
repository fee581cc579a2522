/**
 * A grid of TTL and rotation for the tests of its pictures, made up by simple
 * arithmetic.
 *
 * @module
 */
import type { GridPoint } from '../../planner/outlook-document.ts'

/** Three TTLs by three rotations; without a cache the quota of 1,000 is hit. */
export function timeGridOf(): GridPoint[] {
  const times = [0, 300, 3600]
  return times.flatMap((ttlS) =>
    times.map((time) => {
      const rotationS = Math.max(60, time)
      const life = Math.min(ttlS, rotationS)
      return {
        ttlS,
        rotationS,
        isPlanned: ttlS === 300 && rotationS === 300,
        callsPerSecond: ttlS === 0 ? 900 : 12_000 / (life + 10),
        busiestSecond: ttlS === 0 ? 1001 : 1000,
        busiestQuota: 1000,
        encryptionUsd: ttlS === 0 ? 23_328 : 93_312 / (life + 10),
        waits: {
          share: life === 0 ? 1 : 100 / life ** 2,
          meanS: 0.001,
          p50S: 0,
          p99S: life < 100 ? 0.04 : 0,
          p999S: 0.04,
        },
        exposure: {
          sealsForS: life,
          opensForS: ttlS,
          keySealsForS: rotationS,
          keyLivesForS: rotationS + ttlS,
          recordsPerKey: 1000 * rotationS,
        },
      }
    }),
  )
}
