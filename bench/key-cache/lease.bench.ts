/**
 * Question: what does a lease from a cache that has the key cost, beside a bare lookup in a Map?
 *
 * Each lease is released again, as a record does. The clock is the virtual one;
 * on the real one a lease reads the timer besides.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'

import { VirtualClock } from '../../src/clock/virtual-clock.ts'
import type { SealingKey } from '../../src/envelope/key-material.ts'
import { unpooledCopy } from '../../src/envelope/secret-bytes.ts'
import { suites } from '../../src/envelope/suites/registry.ts'
import { KeyCache } from '../../src/key-cache/key-cache.ts'
import { ReaderCache, type EdkUse } from '../../src/key-cache/reader-cache.ts'
import type { KeyService } from '../../src/kms/key-service.ts'
import { bytes, seconds } from '../../src/units/units.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { repeated, timeInterleaved, type Operation } from '../interleaved.ts'

const calls = 1000
const principals = Array.from({ length: 8 }, (_, index) => `arn:aws:iam::123456789012:role/producer-${index}`)
const ttl = seconds(300)
const [suite] = suites
const clock = new VirtualClock()
const keyId = 'alias/orders'
const encryptionContext = { 'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' }
const keyService = numberingKms()

const options = benchOptions(20)
const report = new BenchReport(
  import.meta.filename,
  'What does a lease from a cache that has the key cost, beside a bare lookup in a Map?',
  options,
)
const operations = [lookUp(), ...(await leaseToSeal()), ...(await leaseToOpen())]
report.add('a hit', timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: calls }))
report.write()

/** Answers at once; an EDK is a number. */
function numberingKms(): KeyService {
  let generated = 0
  return {
    generateDataKey: async () => {
      generated += 1
      return { keyId, plaintext: plaintext(), ciphertextBlob: edkNumber(generated) }
    },
    decrypt: async () => ({ keyId, plaintext: plaintext() }),
  }
}

function plaintext(): Buffer {
  return unpooledCopy(randomBytes(32))
}

function edkNumber(number: number): Buffer {
  const edk = Buffer.alloc(184)
  edk.writeUInt32BE(number)
  return edk
}

function lookUp(): Operation {
  const map = new Map(principals.map((principal, index) => [principal, index]))
  const call = (index: number) => map.get(principals[index % 8]!)
  assert.equal(call(9), 1)
  return repeated('Map of 8 strings', calls, call)
}

async function leaseToSeal(): Promise<Operation[]> {
  const cache = new KeyCache({
    keyService,
    clock,
    suite,
    keyId,
    encryptionContext,
    source: 'front-end-0',
    limits: {
      ttl,
      rotation: ttl,
      maxRecords: Number.MAX_SAFE_INTEGER,
      maxBytes: bytes(Number.MAX_SAFE_INTEGER),
    },
    policy: 'single-flight',
  })
  const lease = (principal: string) => cache.lease(principal, 1024)
  for (const principal of principals) (await lease(principal)).release()
  assert.notEqual(hit(lease(principals[0]!)), hit(lease(principals[1]!)))
  return [
    repeated('KeyCache, one principal', calls, () => hit(lease(principals[0]!))),
    repeated('KeyCache, 8 principals in turn', calls, (index) => hit(lease(principals[index % 8]!))),
  ]
}

async function leaseToOpen(): Promise<Operation[]> {
  const caller = { principal: principals[0]!, source: 'consumer-0' }
  const cache = new ReaderCache({ keyService, clock, encryptionContext, caller, ttl, capacity: 1000 })
  const usesOfRecords = () =>
    principals.map((_, index): EdkUse => ({ edk: edkNumber(index + 1), suite, keyId }))
  for (const use of usesOfRecords()) (await cache.lease(use)).release()
  // A record brings its EDK along in bytes of its own.
  const uses = usesOfRecords()
  const lease = (index: number) => hit(cache.lease(uses[index % 8]!))
  assert.deepEqual(lease(1).edk, uses[1]!.edk)
  assert.deepEqual(lease(2).edk, uses[2]!.edk)
  return [
    repeated('ReaderCache, the EDK of the last record', calls, () => lease(0)),
    repeated('ReaderCache, another of 8 EDKs', calls, lease),
  ]
}

/** The released key of a lease that needed no KMS. */
function hit(key: SealingKey | Promise<SealingKey>): SealingKey {
  assert.ok(!(key instanceof Promise), 'the cache must have the key')
  key.release()
  return key
}
