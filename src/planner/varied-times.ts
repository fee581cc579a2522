/**
 * A fleet with another TTL and another rotation, all else as it is but for what
 * goes along: what tables of theory around a plan look at.
 *
 * @module
 */
import type { FleetModel } from './fleet-model.ts'

/**
 * The TTL of the reading side goes along in proportion where it is at least as long as that of the sealing
 * side, as each EDK would be decrypted more than once. Undefined where refresh ahead would renew key material at
 * once, and where there is no cache that XFetch could renew: no scenario has that.
 */
export function withTimes(fleet: FleetModel, ttlNs: number, rotationNs: number): FleetModel | undefined {
  const { ttlNs: planned, reader, refreshAheadNs = 0, jitter = 0, xfetchBeta = 0 } = fleet
  if (ttlNs === planned && rotationNs === fleet.rotationNs) return fleet
  const isRenewedAtOnce =
    refreshAheadNs > 0 &&
    ttlNs > 0 &&
    refreshAheadNs >= Math.floor(Math.min(ttlNs, rotationNs) * (1 - jitter))
  if (isRenewedAtOnce || (ttlNs === 0 && xfetchBeta > 0)) return undefined
  const readerTtlNs =
    planned > 0 && reader.ttlNs >= planned ? Math.round((ttlNs * reader.ttlNs) / planned) : reader.ttlNs
  return { ...fleet, ttlNs, rotationNs, reader: { ...reader, ttlNs: readerTtlNs } }
}
