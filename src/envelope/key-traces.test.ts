import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { context, saltOf } from './envelope.fixture.ts'
import { suites } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

// The known answers' 00 01 02 … stands in many tables.
const keyMaterial = createHash('sha256').update('key material to look for').digest()
const child = fileURLToPath(new URL('key-traces.fixture.ts', import.meta.url))

interface Traces {
  readonly whileCached: readonly number[]
  readonly afterWipe: readonly number[]
  readonly whilePlanted: readonly number[]
}

/** Key material, what is cached of it under both paddings, and the record key, by a derivation of its own. */
function secretsOf(suite: Suite): readonly Buffer[] {
  if (suite.commitmentLength === 0) return [keyMaterial]
  const prk = createHmac('sha512', 'KSE1/extract/v1').update(keyMaterial).digest()
  const okm = createHmac('sha512', prk)
    .update('KSE1')
    .update(Buffer.of(suite.id >> 8, suite.id & 0xff))
    .update(context.hash)
    .update(saltOf(suite))
    .update(Buffer.of(1))
    .digest()
  const padded = (byte: number): Buffer => Buffer.from(prk.map((one) => one ^ byte))
  return [keyMaterial, okm.subarray(0, 32), prk, padded(0x36), padded(0x5c)]
}

function tracesOf(suite: Suite): Traces {
  const masked = secretsOf(suite).map((secret) =>
    Buffer.from(secret.map((byte) => byte ^ 0x5a)).toString('hex'),
  )
  return JSON.parse(
    execFileSync(process.execPath, [child, suite.name, ...masked], { encoding: 'utf8' }),
  ) as Traces
}

function whyNot(): string | false {
  if (process.platform !== 'linux') return 'memory can be searched on Linux alone'
  try {
    closeSync(openSync('/proc/self/mem', 'r'))
    return false
  } catch (error) {
    return `this system does not let a process read its own memory: ${String(error)}`
  }
}

describe('the memory of a process that sealed and opened records', { skip: whyNot() }, () => {
  for (const suite of suites) {
    it(`holds no key of ${suite.name} after the key was wiped, and no record key before`, () => {
      const { whileCached, afterWipe, whilePlanted } = tracesOf(suite)

      const none = afterWipe.map(() => 0)
      // Only what is cached may be there: two paddings, or key material where nothing is derived.
      assert.deepEqual(whileCached, suite.commitmentLength === 0 ? [1] : [0, 0, 0, 1, 1])
      assert.deepEqual(afterWipe, none)
      assert.deepEqual(
        whilePlanted,
        none.map(() => 1),
        'the search must find what is there',
      )
    })
  }
})
