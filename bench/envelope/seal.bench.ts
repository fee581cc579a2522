/**
 * Question: how many times the cost of bare AES-256-GCM does sealing a record cost, in each suite?
 *
 * The bars at 1 KiB are told by `bench/contestants/seal.bench.ts`.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'

import { openParsed } from '../../src/envelope/open.ts'
import { parseEnvelope } from '../../src/envelope/parse.ts'
import { sealInto } from '../../src/envelope/seal.ts'
import type { Suite } from '../../src/envelope/suites/suite.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { timeInterleaved, type Operation } from '../interleaved.ts'
import {
  availableSuites,
  bareEncrypt,
  context,
  freshKey,
  inline,
  lengthUnder,
  partitionKey,
  payloadOf,
  sealedUnder,
  sizes,
} from './sample-record.ts'

const options = benchOptions(12)
const report = new BenchReport(
  import.meta.filename,
  'How many times the cost of bare AES-256-GCM does sealing a record cost, in each suite?',
  options,
)
for (const { name, bytes } of sizes) {
  const payload = payloadOf(bytes)
  const operations = [bare(payload), ...availableSuites().map((suite) => seal(suite, payload))]
  report.add(name, timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: bytes }))
}
report.write()

function bare(payload: Buffer): Operation {
  const [key, nonce] = [randomBytes(32), Buffer.alloc(12)]
  return { name: 'bare aes-256-gcm', run: () => bareEncrypt(key, nonce, payload) }
}

function seal(suite: Suite, payload: Buffer): Operation {
  const key = freshKey(suite)
  const opened = openParsed(parseEnvelope(sealedUnder(key, payload)), key, context)
  assert.deepEqual(opened, { partitionKey, payload }, suite.name)

  const target = Buffer.alloc(lengthUnder(key, payload))
  return {
    name: suite.name,
    run: () => sealInto(target, 0, key, context, partitionKey, payload, inline),
  }
}
