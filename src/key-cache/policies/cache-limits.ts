/**
 * What a scenario says about how long, and for how much, key material is used:
 * the settings that the cache policies are made from.
 *
 * @module
 */
import type { Bytes, Nanoseconds } from '../../units/units.ts'

/** Key material is retired by whichever limit it meets first. */
export interface KeyCacheLimits {
  /** Longest time in memory, counted from KMS's answer. 0: no cache, KMS for every record. */
  readonly ttl: Nanoseconds
  /** Longest time that it seals new records, counted from the answer to its `GenerateDataKey`. */
  readonly rotation: Nanoseconds
  /** Most records sealed. */
  readonly maxRecords: number
  /** Most plaintext sealed. */
  readonly maxBytes: Bytes
  /** Share of TTL and rotation, 0 to 1, that chance may take off; 0 if left out. */
  readonly jitter?: number | undefined
  /** How long before its end the next key material is fetched in the background; 0: never, as if left out. */
  readonly refreshAhead?: Nanoseconds | undefined
  /** Eagerness of XFetch, 0 or more: 0: never early, as if left out; 1 is its authors' choice. */
  readonly xfetch?: number | undefined
}
