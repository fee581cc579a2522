/**
 * Counts the copies of secrets that a front end and a consumer with branch keys
 * leave in memory at their expiry and at their end. A process of its own; the
 * branch key, under its mask, comes in on the command line. Each count is of the
 * branch key, padded for HMAC too, then of the key material and wrapping key of
 * each EDK that was made so far.
 *
 * @module
 */
import { execFileSync } from 'node:child_process'
import path from 'node:path'

import { VirtualClock } from '../src/clock/virtual-clock.ts'
import { countCopies, unmasked } from '../src/envelope/memory-search.fixture.ts'
import { suiteNamed } from '../src/envelope/suites/registry.ts'
import { BranchKeyService } from '../src/key-cache/branch-keys/branch-key-service.ts'
import type { KeyService } from '../src/kms/key-service.ts'
import { nanoseconds } from '../src/units/units.ts'
import { cachesAtBothEnds, keyId, ttl } from './caches-at-both-ends.fixture.ts'

const branchKey = Buffer.from(process.argv[2]!, 'hex')
const under = (byte: number): Buffer => Buffer.from(branchKey.map((one) => one ^ byte))
const patterns = [branchKey, under(0x36), under(0x5c)]
// It keeps key material as it is, to be found.
const suite = suiteNamed('aes-256-gcm+random-nonce')

const kms: KeyService = {
  generateDataKey: async () => ({ plaintext: unmasked(branchKey), ciphertextBlob: Buffer.alloc(184), keyId }),
  decrypt: async () => ({ plaintext: unmasked(branchKey), keyId }),
}
const clock = new VirtualClock()
const service = new BranchKeyService({ keyService: kms, clock, ttl })
const { frontEnd, consumer } = cachesAtBothEnds({ keyService: service, clock, suite })

/** The front end wraps key material, and the consumer unwraps it; each keeps it. */
async function wrapAndUnwrap(): Promise<void> {
  const made = await frontEnd.lease('ann', 100)
  made.release()
  const opened = await consumer.lease({ edk: made.edk, suite, keyId })
  opened.release()
  patterns.push(...secretsOf(made.edk))
}

function secretsOf(edk: Buffer): readonly Buffer[] {
  const elsewhere = path.join(import.meta.dirname, 'local-edk-secrets.fixture.ts')
  const input = [elsewhere, branchKey.toString('hex'), edk.toString('hex')]
  const secrets = JSON.parse(execFileSync(process.execPath, input, { encoding: 'utf8' })) as string[]
  return secrets.map((secret) => Buffer.from(secret, 'hex'))
}

await wrapAndUnwrap()
const whileCached = countCopies(patterns)
await clock.waitUntil(nanoseconds(clock.now() + ttl))
const afterExpiry = countCopies(patterns)
await wrapAndUnwrap()
const whileCachedAgain = countCopies(patterns)
frontEnd.dispose()
consumer.dispose()
service.dispose()
const afterEnd = countCopies(patterns)
const planted = patterns.map(unmasked)
const whilePlanted = countCopies(patterns)
for (const secret of planted) secret.fill(0)
console.log(JSON.stringify({ whileCached, afterExpiry, whileCachedAgain, afterEnd, whilePlanted }))
