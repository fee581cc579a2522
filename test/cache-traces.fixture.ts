/**
 * Counts the copies of secrets that the caches of a front end and a consumer
 * leave in memory at their expiry and at their end. A process of its own; suite
 * and secrets, under their mask, come in on the command line, the key material
 * first.
 *
 * @module
 */
import { VirtualClock } from '../src/clock/virtual-clock.ts'
import { context, edk, saltOf, seal } from '../src/envelope/envelope.fixture.ts'
import type { SealingKey } from '../src/envelope/key-material.ts'
import { countCopies, unmasked } from '../src/envelope/memory-search.fixture.ts'
import { openParsed } from '../src/envelope/open.ts'
import { parseEnvelope } from '../src/envelope/parse.ts'
import { suiteNamed, type SuiteName } from '../src/envelope/suites/registry.ts'
import type { KeyService } from '../src/kms/key-service.ts'
import { nanoseconds } from '../src/units/units.ts'
import { cachesAtBothEnds, keyId, ttl } from './caches-at-both-ends.fixture.ts'

const [suiteName, ...secrets] = process.argv.slice(2).map(String)
const patterns = secrets.map((secret) => Buffer.from(secret, 'hex'))
const suite = suiteNamed(suiteName as SuiteName)

const keyService: KeyService = {
  generateDataKey: async () => ({ plaintext: unmasked(patterns[0]!), ciphertextBlob: edk, keyId }),
  decrypt: async () => ({ plaintext: unmasked(patterns[0]!), keyId }),
}
const clock = new VirtualClock()
const { frontEnd, consumer } = cachesAtBothEnds({ keyService, clock, suite })

/** Each cache uses its key once, and keeps it. */
async function putAndGet(): Promise<void> {
  const sealed = withKey(await frontEnd.lease('ann', 100), (key) => seal({ key, salt: saltOf(suite) }))
  withKey(await consumer.lease({ edk, suite, keyId }), (key) =>
    openParsed(parseEnvelope(sealed), key, context),
  )
}

function withKey<Result>(key: SealingKey, use: (key: SealingKey) => Result): Result {
  try {
    return use(key)
  } finally {
    key.release()
  }
}

await putAndGet()
const whileCached = countCopies(patterns)
await clock.waitUntil(nanoseconds(clock.now() + ttl))
const afterExpiry = countCopies(patterns)
await putAndGet()
const whileCachedAgain = countCopies(patterns)
frontEnd.dispose()
consumer.dispose()
const afterEnd = countCopies(patterns)
console.log(JSON.stringify({ whileCached, afterExpiry, whileCachedAgain, afterEnd }))
