/**
 * The policies of a key cache: one file and one line each. Limits come first,
 * then what shortens them, then what looks at their end.
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import type { CachePolicy } from './cache-policy.ts'
import { jitter } from './jitter.ts'
import { maxBytes } from './max-bytes.ts'
import { maxRecords } from './max-records.ts'
import { refreshAhead } from './refresh-ahead.ts'
import { rotation } from './rotation.ts'
import { ttl } from './ttl.ts'
import { xfetch } from './xfetch.ts'

/** Each makes its policy from the scenario's settings, or none where they do not ask for it. */
const makers: readonly ((limits: KeyCacheLimits) => CachePolicy | undefined)[] = [
  ttl,
  rotation,
  maxRecords,
  maxBytes,
  jitter,
  refreshAhead,
  xfetch,
]

/** The policies that `limits` ask for, in the order in which they have their turn. */
export function policiesOf(limits: KeyCacheLimits): readonly CachePolicy[] {
  return makers.flatMap((make) => make(limits) ?? [])
}
