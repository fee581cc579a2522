/**
 * What a bill depends on besides the fleet: choices of whoever pays.
 *
 * @module
 */

/** Capacity modes of Kinesis: shards; per stream and GB; per GB alone, with a minimum. */
export const streamModes = ['provisioned', 'on-demand', 'advantage'] as const
export type StreamMode = (typeof streamModes)[number]

export interface CostSettings {
  /** Customer-managed keys, of all streams together; 0: those that AWS manages, such as aws/kinesis, are free. */
  readonly keys: number
  /** That each key has had so far. */
  readonly rotations: number
  /** Whether this fleet alone uses up the account's free requests. */
  readonly freeTier: boolean
  /** Beyond the first copy of management events, which is free: further trails that KMS is not excluded from. */
  readonly cloudTrailCopies: number
  readonly stream: StreamMode
  /** From 24 h to 365 d. */
  readonly retentionS: number
}

export const hourS = 3600
export const dayS = 24 * hourS

const retentionMinS = dayS

export const defaultCosts: CostSettings = {
  keys: 1,
  rotations: 0,
  freeTier: false,
  cloudTrailCopies: 0,
  stream: 'provisioned',
  retentionS: retentionMinS,
}
