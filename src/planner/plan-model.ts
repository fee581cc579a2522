/**
 * What a plan is made for, as plain numbers: a fleet and its load on many
 * streams alike, who asks KMS and how, and what goes wrong when. Theory and both
 * simulations work from this alone, so that they can be set side by side.
 *
 * Times in seconds from the beginning of the plan; years are no problem to
 * them, as they are to whole nanoseconds.
 *
 * @module
 */
import { thirtyDaysS } from '../units/units.ts'
import type { FleetModel } from './fleet-model.ts'

/** Calls per second of one stream, changing evenly from `from` to `to`. */
export interface LoadSegment {
  /** Infinity: for ever. */
  readonly lengthS: number
  readonly from: number
  readonly to: number
}

/** The SDK's own rules: `standard` as since 2026-11-10 (`@smithy/core` 3.40), `legacy` as before; `none`: one attempt. */
export const retryRules = ['standard', 'legacy', 'none'] as const
export type RetryRules = (typeof retryRules)[number]

/** Holds in [fromS, toS). */
export type Disturbance =
  /** Every attempt is answered with an error that is retried. */
  | { readonly kind: 'outage'; readonly fromS: number; readonly toS: number }
  /** A share of the attempts is. In (0, 1]. */
  | { readonly kind: 'brown-out'; readonly fromS: number; readonly toS: number; readonly share: number }
  /** Answers take longer. */
  | { readonly kind: 'slow'; readonly fromS: number; readonly toS: number; readonly delayS: number }
  /** The quota is another one, as other users of the account take from it, or another region has less. */
  | { readonly kind: 'quota'; readonly fromS: number; readonly toS: number; readonly perSecond: number }
  /** Every cache of both sides is emptied at once, as a deployment or a failover does. */
  | { readonly kind: 'restart'; readonly atS: number }

export interface PlanModel {
  /** Of one stream; its `arrivals`, `callsPerSecond` (the mean) and `durationNs` are those of `load` and `horizonS`. */
  readonly fleet: FleetModel
  /** Streams alike: key material is never shared between them, the quota is. */
  readonly streams: number
  readonly horizonS: number
  /** One after the other, again from the first where the plan goes on. Poisson arrivals of this rate. */
  readonly load: readonly LoadSegment[]
  /** `cold`: all caches are empty at 0. `steady`: as if the fleet had run for ever. */
  readonly start: 'cold' | 'steady'
  /** How long a credential is good for, as each AssumeRole makes another; Infinity: it never changes. */
  readonly credentialLifetimeS: number
  readonly retries: RetryRules
  /** Of a call, the first one included. */
  readonly maxAttempts: number
  /** In order of time. */
  readonly disturbances: readonly Disturbance[]
  /** Consumers get records pushed (enhanced fan-out), and so need no poll to find them. */
  readonly isFanOutEnhanced: boolean
  /** Consumers begin so far behind, and read so many times as fast as records come; null: at the tip. */
  readonly catchUp: { readonly backlogS: number; readonly speed: number } | null
}

/** Sums of one simulated run over the whole horizon and all streams, for both simulations. */
export interface FleetTally {
  /** Calls as the caches make them; retries are not calls. */
  readonly calls: { readonly GenerateDataKey: number; readonly Decrypt: number }
  /** What reached KMS: each try of each call. */
  readonly attempts: number
  /** Attempts that the quota turned away. */
  readonly throttled: number
  /** Calls that failed after their last attempt. */
  readonly failedCalls: number
  /** Records that arrived. */
  readonly records: number
  /** Records that waited for KMS on put, and for how long in all (in s). */
  readonly waited: number
  readonly waitedS: number
  /** Records that were not stored, as the fill that they waited for failed. */
  readonly lost: number
  /** Most attempts in one second. */
  readonly busiestSecond: number
}

/** `fleet` on one stream from a cold start, with its load all the time and nothing going wrong, but for `change`. */
export function undisturbedPlan(fleet: FleetModel, change: Partial<PlanModel> = {}): PlanModel {
  return {
    fleet,
    streams: 1,
    horizonS: thirtyDaysS,
    load: [{ lengthS: Infinity, from: fleet.callsPerSecond, to: fleet.callsPerSecond }],
    start: 'cold',
    credentialLifetimeS: Infinity,
    retries: 'standard',
    maxAttempts: 3,
    disturbances: [],
    isFanOutEnhanced: false,
    catchUp: null,
    ...change,
  }
}
