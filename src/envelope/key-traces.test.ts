import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { asHmacKey, cachedOf, keyMaterial, type Secret } from './cached-secrets.fixture.ts'
import { context, saltOf } from './envelope.fixture.ts'
import { masked, whyNoSearch } from './memory-search.fixture.ts'
import { recordSecretsOf } from './second-implementation.fixture.ts'
import { suites, type SuiteName } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

const child = fileURLToPath(new URL('key-traces.fixture.ts', import.meta.url))

interface Traces {
  readonly whileCached: readonly number[]
  readonly afterWipe: readonly number[]
  readonly whilePlanted: readonly number[]
}

/** None is left when its record is done. */
function recordSecrets(suite: Suite): readonly Secret[] {
  if (!suite.derivesRecordKeys) return []
  const { key } = recordSecretsOf(suite.id, saltOf(suite), { keyMaterial, context: context.serialized })
  const bytes = Buffer.from(key)
  const recordKey = { what: 'record key', bytes: bytes.subarray(0, 32), copies: 0 }
  return bytes.length <= 32 ? [recordKey] : [recordKey, ...asHmacKey('MAC key', bytes.subarray(32), 0)]
}

function tracesOf(suite: Suite, secrets: readonly Secret[]): Traces {
  const patterns = secrets.map(({ bytes }) => masked(bytes))
  return JSON.parse(
    execFileSync(process.execPath, [child, suite.name, ...patterns], { encoding: 'utf8' }),
  ) as Traces
}

describe(
  'the memory of a process that sealed and opened records, and failed to',
  { skip: whyNoSearch() },
  () => {
    for (const suite of suites as readonly Suite[]) {
      const { name, unavailable } = suite
      const title = `holds no key of ${name} after the key was wiped, and no record key before`

      it(title, { skip: unavailable ?? false }, () => {
        const secrets = [...cachedOf[name as SuiteName](suite), ...recordSecrets(suite)]
        const told = (copies: readonly number[]) => secrets.map(({ what }, index) => [what, copies[index]])

        const { whileCached, afterWipe, whilePlanted } = tracesOf(suite, secrets)

        assert.deepEqual(told(whileCached), told(secrets.map(({ copies }) => copies)))
        assert.deepEqual(told(afterWipe), told(secrets.map(() => 0)))
        assert.deepEqual(told(whilePlanted), told(secrets.map(() => 1)), 'the search must find what is there')
      })
    }
  },
)
