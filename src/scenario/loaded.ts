/**
 * A scenario that was read, checked and expanded into cells: what `run`,
 * `explain` and the judge work from.
 *
 * @module
 */
import type { Nanoseconds } from '../units/units.ts'
import type { Bound } from './bound.ts'
import type { Metric } from './metrics.ts'
import type { Scenario } from './schema.ts'

/** One point of the sweep. */
export interface PlannedCell {
  /** Stable and safe as a file name: `c01`, `c02` … in the order of the sweep. */
  readonly id: string
  /** Swept parameters as they stand in the scenario: `{ 'keyCache.ttl': '5 min' }`. */
  readonly params: Readonly<Record<string, unknown>>
  /** The whole scenario with this cell's values put in; its own sweep, claims and thresholds are empty. */
  readonly scenario: Scenario
}

export interface PlannedClaim {
  readonly id: string
  readonly statement: string
  readonly source: string | undefined
  readonly metric: Metric
  /** Null where the metric is one value. */
  readonly statistic: string | null
  readonly unit: 'record' | 'call' | null
  readonly bound: Bound
  /** The cells that it speaks of, at least one. */
  readonly cellIds: readonly string[]
  /** Rotation interval by cell; cells without a cache, which asks KMS for every record, are left out. */
  readonly rotations: ReadonlyMap<string, Nanoseconds>
}

export interface PlannedThreshold {
  readonly expression: string
  readonly metric: Metric
  readonly statistic: string | null
  readonly bound: Bound
  readonly cellIds: readonly string[]
}

export interface LoadedScenario {
  /** The file it came from; trace and record files are resolved against its folder. */
  readonly path: string
  /** Checked, with file paths made absolute. */
  readonly scenario: Scenario
  /** As it is stored: every default filled in, quantities as text with units; loads again to the same. */
  readonly resolved: Readonly<Record<string, unknown>>
  readonly cells: readonly PlannedCell[]
  readonly claims: readonly PlannedClaim[]
  readonly thresholds: readonly PlannedThreshold[]
}
