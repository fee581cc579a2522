/**
 * The caches of both sides leave nothing of a key material in memory, nor of the
 * branch key that it comes from: neither where they expire, whether or not
 * records still come, nor where they end.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, it } from 'node:test'

import { cachedOf, keyMaterial } from '../src/envelope/cached-secrets.fixture.ts'
import { masked, whyNoSearch } from '../src/envelope/memory-search.fixture.ts'
import { suites, type SuiteName } from '../src/envelope/suites/registry.ts'
import type { Suite } from '../src/envelope/suites/suite.ts'

function tracesOf(child: string, ...input: readonly string[]): object {
  const file = path.join(import.meta.dirname, child)
  return JSON.parse(execFileSync(process.execPath, [file, ...input], { encoding: 'utf8' })) as object
}

describe('the memory of a process with caches', { skip: whyNoSearch() }, () => {
  for (const suite of suites as readonly Suite[]) {
    const { name, unavailable } = suite

    it(`holds nothing of ${name} once they expired or ended`, { skip: unavailable ?? false }, () => {
      const secrets = cachedOf[name as SuiteName](suite)

      const traces = tracesOf('cache-traces.fixture.ts', name, ...secrets.map(({ bytes }) => masked(bytes)))

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

  it('holds neither branch key nor key material once they expired or ended, and never a wrapping key', () => {
    const traces = tracesOf('branch-key-traces.fixture.ts', masked(keyMaterial))

    const paddings = [0, 0]
    // One of the front end's and one of the consumer's; the wrapping key is of one EDK alone.
    const [held, gone] = [
      [2, 0],
      [0, 0],
    ]
    assert.deepEqual(traces, {
      whileCached: [2, ...paddings, ...held],
      afterExpiry: [0, ...paddings, ...gone],
      whileCachedAgain: [2, ...paddings, ...gone, ...held],
      afterEnd: [0, ...paddings, ...gone, ...gone],
      whilePlanted: [1, 1, 1, 1, 1, 1, 1],
    })
  })
})
