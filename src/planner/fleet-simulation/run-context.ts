/**
 * What the parts of one simulated run share.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { EventQueue } from './event-queue.ts'
import type { FleetSettings } from './fleet-settings.ts'
import type { KmsCalls } from './kms-calls.ts'
import type { LoadCurve } from './load-curve.ts'
import type { PutTally } from './put-tally.ts'
import type { SimulatedKms } from './simulated-kms.ts'

export interface RunContext {
  readonly settings: FleetSettings
  readonly queue: EventQueue
  readonly kms: SimulatedKms
  readonly calls: KmsCalls
  /** Calls that one cache sees. */
  readonly load: LoadCurve
  readonly random: Random
  readonly put: PutTally
  /** Of each stream, records that were stored by calls that were drawn, since consumers last asked for each. */
  readonly storedRecords: Float64Array
}
