/**
 * Question: how many times the cost of bare AES-256-GCM does opening a record cost, in each suite?
 *
 * Opening is parsing, deriving, checking the commitment and decrypting.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createDecipheriv, randomBytes } from 'node:crypto'

import { benchOptions, BenchReport } from '../bench-report.ts'
import { timeInterleaved, type Operation } from '../interleaved.ts'
import { availableSuites, bareEncrypt, opening, payloadOf, sizes } from './sample-record.ts'

const options = benchOptions(12)
const report = new BenchReport(
  import.meta.filename,
  'How many times the cost of bare AES-256-GCM does opening a record cost, in each suite?',
  options,
)
for (const { name, bytes } of sizes) {
  const payload = payloadOf(bytes)
  const operations = [bare(payload), ...availableSuites().map((suite) => opening(suite, payload))]
  report.add(name, timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: bytes }))
}
report.write()

function bare(payload: Buffer): Operation {
  const [key, nonce] = [randomBytes(32), Buffer.alloc(12)]
  const [ciphertext, tag] = bareEncrypt(key, nonce, payload)
  const run = (): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    decipher.setAuthTag(tag)
    const plaintext = decipher.update(ciphertext)
    decipher.final()
    return plaintext
  }
  assert.deepEqual(run(), payload)
  return { name: 'bare aes-256-gcm', run }
}
