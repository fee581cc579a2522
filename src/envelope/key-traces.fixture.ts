/**
 * Counts the copies of secrets that are left in memory while records are sealed
 * and opened and once the key was wiped. It runs as a process of its own, so
 * that what it finds is the envelope's doing. Suite and secrets, under their
 * mask, come in on the command line; the first is the key material.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { EnvelopeError } from './envelope-error.ts'
import { context, edk, saltOf } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { countCopies, unmasked } from './memory-search.fixture.ts'
import { openParsed } from './open.ts'
import { parseEnvelope } from './parse.ts'
import { sealedLength, sealInto } from './seal.ts'
import { suiteNamed, type SuiteName } from './suites/registry.ts'

const [suiteName, ...secrets] = process.argv.slice(2).map(String)
const patterns = secrets.map((secret) => Buffer.from(secret, 'hex'))

const suite = suiteNamed(suiteName as SuiteName)
const key = SealingKey.prepare(suite, unmasked(patterns[0] as Buffer), edk)
const record = sealAndOpen()
const whileCached = countCopies(patterns)
key.wipe()
const afterWipe = countCopies(patterns)
const planted = patterns.map(unmasked)
const whilePlanted = countCopies(patterns)
for (const bytes of planted) bytes.fill(0)
console.log(JSON.stringify({ whileCached, afterWipe, whilePlanted, recordLength: record.length }))

function sealAndOpen(): Buffer {
  const payload = Buffer.alloc(1024, 7)
  const sealed = Buffer.alloc(sealedLength(suite, { kind: 'inline' }, edk.length, 4, payload.length))
  for (let round = 0; round < 50; round += 1) {
    sealInto(sealed, 0, key, context, 'test', payload, { kind: 'inline' }, saltOf(suite))
    assert(openParsed(parseEnvelope(sealed), key, context).payload.equals(payload))
    for (const at of ['tagAt', 'commitmentAt'] as const) refuseDamagedAt(sealed, parseEnvelope(sealed)[at])
  }
  return sealed
}

/** Failing has to leave as little behind as opening. */
function refuseDamagedAt(sealed: Buffer, at: number): void {
  const damaged = Buffer.from(sealed)
  damaged.writeUInt8((damaged[at] as number) ^ 1, at)
  try {
    openParsed(parseEnvelope(damaged), key, context)
  } catch (error) {
    if (error instanceof EnvelopeError) return
  }
  throw new Error('a damaged record was opened')
}
