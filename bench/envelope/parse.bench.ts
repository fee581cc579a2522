/**
 * Question: what does it cost to find the fields of a sealed record, and to refuse one that is damaged?
 *
 * @module
 */
import assert from 'node:assert/strict'

import { EnvelopeError } from '../../src/envelope/envelope-error.ts'
import type { KeyReference } from '../../src/envelope/layout.ts'
import { parseEnvelope } from '../../src/envelope/parse.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { repeated, timeInterleaved, type Operation } from '../interleaved.ts'
import { availableSuites, freshKey, payloadOf, sealedUnder } from './sample-record.ts'

const calls = 100
const keyReferences: readonly KeyReference[] = [
  { kind: 'inline' },
  { kind: 'edk-id' },
  { kind: 'batch-index', index: 1 },
]

const options = benchOptions(20)
const report = new BenchReport(
  import.meta.filename,
  'What does it cost to find the fields of a sealed record, and to refuse one that is damaged?',
  options,
)
const [defaultSuite] = availableSuites()
const key = freshKey(defaultSuite!)
const payload = payloadOf(1024)
const operations = [...keyReferences.map(parse), refuse()]
report.add('1 KiB', timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: calls }))
report.write()

function parse(keyReference: KeyReference): Operation {
  const sealed = sealedUnder(key, payload, keyReference)
  const parsed = parseEnvelope(sealed)
  assert.equal(parsed.keyReference.kind, keyReference.kind)
  assert.equal(parsed.tagAt + key.suite.tagLength, sealed.length)
  return repeated(`key reference ${keyReference.kind}`, calls, () => parseEnvelope(sealed))
}

function refuse(): Operation {
  const sealed = sealedUnder(key, payload).subarray(0, -1)
  const run = (): unknown => {
    try {
      return parseEnvelope(sealed)
    } catch (error) {
      return error
    }
  }
  const refusal = run()
  assert.ok(refusal instanceof EnvelopeError && refusal.reason === 'TRAILING_OR_TRUNCATED')
  return { name: 'one byte missing', run }
}
