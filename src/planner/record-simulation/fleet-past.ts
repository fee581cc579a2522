/**
 * How far back a simulated fleet must begin to be, at 0, as if it had run for
 * ever. Caches begin one by one, so that those whose life has a fixed length
 * are not in step.
 *
 * @module
 */
import { meanOf } from '../../statistics/distributions.ts'
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'

export interface FleetPast {
  /** The fleet has been whole for so long at 0, in s. */
  readonly settledS: number
  /** Over which its caches begin before, in s. */
  readonly spreadS: number
}

/** In lives of key material: enough for the mean of random phases to be off by less than 1 %. */
const settledLives = 3
const spreadLives = 8

export function pastOf(model: PlanModel): FleetPast {
  const { fleet, start, catchUp, credentialLifetimeS } = model
  if (start === 'cold' && catchUp === null) return { settledS: 0, spreadS: 0 }
  const { rotationNs, branchKeyTtlNs = 0, callsPerSecond, kmsLatency, reader } = fleet
  const gapS = callsPerSecond > 0 ? cachesOf(fleet) / callsPerSecond : 0
  const longest = Math.max(rotationNs, branchKeyTtlNs) + meanOf(kmsLatency)
  const life = Math.min(credentialLifetimeS, longest / 1e9 + gapS)
  return {
    settledS: settledLives * life + (2 * reader.pollIntervalNs) / 1e9 + (catchUp?.backlogS ?? 0),
    spreadS: spreadLives * life,
  }
}
