/**
 * Question: how many times the cost of bare AES-256-GCM do sealing and opening a record cost, in each suite?
 *
 * The bar: at 1 KiB the default suite seals at no more than 2.2 times bare.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { cpus } from 'node:os'

import { SealingKey } from '../../src/envelope/key-material.ts'
import { openParsed } from '../../src/envelope/open.ts'
import { parseEnvelope } from '../../src/envelope/parse.ts'
import { recordContext } from '../../src/envelope/record-context.ts'
import { sealedLength, sealInto } from '../../src/envelope/seal.ts'
import { unpooledBytes, unpooledCopy } from '../../src/envelope/secret-bytes.ts'
import { suites } from '../../src/envelope/suites/registry.ts'
import type { Suite } from '../../src/envelope/suites/suite.ts'
import { timeInterleaved, type Operation, type Timing } from './interleaved.ts'

const sizes = [
  { name: '64 B', bytes: 64 },
  { name: '1 KiB', bytes: 1024 },
  { name: '64 KiB', bytes: 65_536 },
  { name: '1 MiB', bytes: 1_048_576 },
]
const partitionKey = 'partition-key-0001'
const context = recordContext('arn:aws:kinesis:us-east-1:123456789012:stream/orders', 'shardId-000000000003')

console.log(
  'How many times the cost of bare AES-256-GCM do sealing and opening a record cost, in each suite?',
)
console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown CPU'}`,
)
console.log(
  'ns per record: median and p99 of single operations in interleaved rounds; ratio of medians to bare',
)
for (const { name, bytes } of sizes) {
  const operations = operationsAt(bytes)
  print(name, timeInterleaved(operations, { rounds: 12, roundMs: 60, seed: bytes }))
}

function operationsAt(size: number): readonly Operation[] {
  const payload = payloadOf(size)
  return [bareOperation(payload), ...suites.flatMap((suite) => sealAndOpen(suite, payload))]
}

/** What anybody would write who has a key and no envelope. */
function bareOperation(payload: Buffer): Operation {
  const [key, nonce] = [randomBytes(32), Buffer.alloc(12)]
  const run = () => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    const ciphertext = cipher.update(payload)
    cipher.final()
    return [ciphertext, cipher.getAuthTag()]
  }
  return { name: 'bare aes-256-gcm', run }
}

function sealAndOpen(suite: Suite, payload: Buffer): readonly Operation[] {
  const key = SealingKey.prepare(suite, unpooledCopy(randomBytes(32)), randomBytes(184))
  const inline = { kind: 'inline' } as const
  const length = sealedLength(suite, inline, key.edk.length, partitionKey.length, payload.length)
  const [target, sealed] = [Buffer.alloc(length), unpooledBytes(length)]
  const seal = (into: Buffer) => sealInto(into, 0, key, context, partitionKey, payload, inline)
  const open = () => openParsed(parseEnvelope(sealed), key, context)

  assert.equal(seal(sealed), length)
  assert.deepEqual(open(), { partitionKey, payload })
  return [
    { name: `seal ${suite.name}`, run: () => seal(target) },
    { name: `open ${suite.name}`, run: open },
  ]
}

/** The same bytes on every machine. */
function payloadOf(size: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 64) }, (_, block) =>
    createHash('sha512').update(`payload ${block}`).digest(),
  )
  return Buffer.concat(blocks, size)
}

function print(size: string, timings: readonly Timing[]): void {
  const bareNs = timings[0]?.p50Ns ?? Number.NaN
  console.log(`\n${size.padEnd(36)} ${'p50 ns'.padStart(10)} ${'p99 ns'.padStart(10)} ${'ratio'.padStart(7)}`)
  for (const { name, p50Ns, p99Ns } of timings) {
    const [p50, p99] = [p50Ns, p99Ns].map((ns) => Math.round(ns).toString().padStart(10))
    console.log(`${name.padEnd(36)} ${p50} ${p99} ${(p50Ns / bareNs).toFixed(2).padStart(7)}`)
  }
}
