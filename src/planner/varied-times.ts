/**
 * A fleet with another TTL and another rotation, all else as it is: what tables
 * of theory around a plan look at, and what the options `--ttl` and
 * `--rotation` of a plan come to.
 *
 * @module
 */
import type { FleetModel } from './fleet-model.ts'

/**
 * Undefined where refresh ahead would renew key material at once, and where there is no cache that XFetch could
 * renew: no scenario has that.
 */
export function withTimes(fleet: FleetModel, ttlNs: number, rotationNs: number): FleetModel | undefined {
  const { refreshAheadNs = 0, jitter = 0, xfetchBeta = 0 } = fleet
  if (ttlNs === fleet.ttlNs && rotationNs === fleet.rotationNs) return fleet
  const isRenewedAtOnce =
    refreshAheadNs > 0 && refreshAheadNs >= Math.floor(Math.min(ttlNs, rotationNs) * (1 - jitter))
  if (isRenewedAtOnce || (ttlNs === 0 && xfetchBeta > 0)) return undefined
  return { ...fleet, ttlNs, rotationNs }
}
