/**
 * Lends a cipher of a contestant that needs neither stream nor scenario, with a
 * KMS of its own where it asks one.
 *
 * @module
 */
import { RealClock } from '../clock/real-clock.ts'
import type { Contestant, RecordCipher } from '../contestants/contestant.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import { bytes, nanoseconds, seconds } from '../units/units.ts'

/**
 * Gives what `use` gives. Keys and KMS end with it.
 *
 * @throws {ContestantAbsentError}
 */
export async function withContestant<Result>(
  contestant: Contestant,
  use: (cipher: RecordCipher) => Promise<Result>,
): Promise<Result> {
  using contest = await contestant.begin()
  using kms = embeddedKms()
  const cipher = contest.cipherFor({
    keyArn: kms.createKey(),
    commands: kms.commandsOf({ principal: 'conformance', source: 'conformance' }),
    cache: { ttl: seconds(300), maxRecords: 2 ** 32, maxBytes: bytes(2 ** 50), capacity: 100 },
  })
  return await use(cipher)
}

/** On the real clock, since a library's work needs turns of the event loop that nobody drives here. */
function embeddedKms(): EmbeddedKms {
  return new EmbeddedKms({
    clock: new RealClock(),
    region: 'us-east-1',
    latency: { distribution: 'constant', value: nanoseconds(0) },
    failures: [],
    seed: 1,
  })
}
