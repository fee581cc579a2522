/**
 * What a workload is made from. Structurally the `load` and `records` parts of
 * a scenario, written down here because this layer lies below the scenario.
 *
 * @module
 */
import type { Distribution } from '../statistics/distributions.ts'
import type { Nanoseconds, PerSecond } from '../units/units.ts'

export interface WorkloadSpec {
  readonly seed: number
  readonly frontEnds: number
  readonly principals: number
  /** Records that each call brings. */
  readonly batch: number
  readonly load: LoadSpec
  readonly records: RecordsSpec
}

/** `rate` counts records per second of the whole stream; calls arrive at `rate / batch`. */
export type LoadSpec =
  | { readonly arrivals: 'constant'; readonly rate: PerSecond; readonly duration: Nanoseconds }
  | { readonly arrivals: 'poisson'; readonly rate: PerSecond; readonly duration: Nanoseconds }
  | {
      readonly arrivals: 'bursts'
      /** Mean over bursts and pauses. */
      readonly rate: PerSecond
      readonly duration: Nanoseconds
      readonly burst: { readonly every: Nanoseconds; readonly length: Nanoseconds }
    }
  | {
      readonly arrivals: 'ramp'
      readonly from: PerSecond
      readonly to: PerSecond
      readonly duration: Nanoseconds
      readonly spacing: Spacing
    }
  | {
      readonly arrivals: 'steps'
      readonly steps: readonly { readonly rate: PerSecond; readonly duration: Nanoseconds }[]
      /** Ends the steps earlier. */
      readonly duration?: Nanoseconds | undefined
      readonly spacing: Spacing
    }
  | {
      readonly arrivals: 'trace'
      /** One call per row of `file`; `speed` 2 replays twice as fast. */
      readonly trace: { readonly file: string; readonly time: string; readonly speed: number }
      readonly duration?: Nanoseconds | undefined
    }
  | {
      readonly arrivals: 'closed'
      readonly clients: number
      readonly thinkTime: Nanoseconds
      readonly duration: Nanoseconds
    }

/** Of calls whose rate changes: at random, or each after as much of the load as the one before. */
export type Spacing = 'poisson' | 'constant'

export type ArrivalName = LoadSpec['arrivals']

/** The load spec of one arrival process. */
export type LoadOf<Name extends ArrivalName> = Extract<LoadSpec, { readonly arrivals: Name }>

export type RecordsSpec = GeneratedRecordsSpec | FileRecordsSpec

export interface GeneratedRecordsSpec {
  /** Payload bytes, at most `payloadBytesMax`. */
  readonly size: Distribution
  readonly partitionKeys: PartitionKeysSpec
}

export type PartitionKeysSpec =
  | { readonly distribution: 'uniform'; readonly count: number }
  | { readonly distribution: 'zipf'; readonly count: number; readonly exponent: number }

export interface FileRecordsSpec {
  readonly source: FileSource
}

export interface FileSource {
  readonly file: string
  /** Field that holds the partition key; dots lead into nested fields. */
  readonly partitionKey: string
  /** Field that holds the payload, or `whole-line`. */
  readonly payload: string
}

/** Largest payload that is offered, 10 MiB: the most that a Kinesis stream can be set to take. */
export const payloadBytesMax = 10 * 2 ** 20
