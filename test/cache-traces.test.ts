/**
 * The caches of both sides leave nothing of a key material in memory: neither
 * where it expires, whether or not records still come, nor where they end.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, it } from 'node:test'

import { cachedOf } from '../src/envelope/cached-secrets.fixture.ts'
import { masked, whyNoSearch } from '../src/envelope/memory-search.fixture.ts'
import { suiteNamed, type SuiteName } from '../src/envelope/suites/registry.ts'

/** One whose secrets are derived, one that OpenSSL holds, and one that is cached as it is. */
const suiteNames: readonly SuiteName[] = [
  'aes-256-gcm+hkdf-sha512',
  'xaes-256-gcm',
  'aes-256-gcm+random-nonce',
]
const child = path.join(import.meta.dirname, 'cache-traces.fixture.ts')

describe('the memory of a process with caches', { skip: whyNoSearch() }, () => {
  for (const name of suiteNames) {
    it(`holds nothing of ${name} once they expired or ended`, () => {
      const secrets = cachedOf[name](suiteNamed(name))
      const patterns = secrets.map(({ bytes }) => masked(bytes))

      const traces = JSON.parse(
        execFileSync(process.execPath, [child, name, ...patterns], { encoding: 'utf8' }),
      ) as object

      const none = secrets.map(() => 0)
      // One of the front end's and one of the consumer's.
      const cached = secrets.map(({ copies }) => 2 * copies)
      assert.deepEqual(traces, {
        whileCached: cached,
        afterExpiry: none,
        whileCachedAgain: cached,
        afterEnd: none,
      })
    })
  }
})
