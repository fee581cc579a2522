/**
 * Lends a cipher of a contestant that needs neither stream nor scenario, with a
 * KMS of its own where it asks one.
 *
 * @module
 */
import { setTimeout } from 'node:timers/promises'

import { RealClock } from '../clock/real-clock.ts'
import type { Contestant, RecordCipher } from '../contestants/contestant.ts'
import { ContestantAbsentError } from '../contestants/import-package.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import { bytes, nanoseconds, seconds } from '../units/units.ts'

/** Longest time that a package may take, to load or for one use. */
const patienceMs = 60_000

/**
 * Gives what `use` gives. Keys and KMS end with it.
 *
 * @throws {ContestantAbsentError} where it is not there, or comes to no end.
 */
export async function withContestant<Result>(
  contestant: Contestant,
  use: (cipher: RecordCipher) => Promise<Result>,
): Promise<Result> {
  using contest = await within(contestant.begin())
  using kms = embeddedKms()
  const cipher = contest.cipherFor({
    keyArn: kms.createKey(),
    commands: kms.commandsOf({ principal: 'conformance', source: 'conformance' }),
    cache: { ttl: seconds(300), maxRecords: 2 ** 32, maxBytes: bytes(2 ** 50), capacity: 100 },
  })
  return await within(use(cipher))
}

/** A package that hangs shall not hang whoever tries it. */
async function within<Result>(work: Promise<Result>): Promise<Result> {
  const done = new AbortController()
  const late = setTimeout(patienceMs, undefined, { signal: done.signal }).then(
    () => {
      throw new ContestantAbsentError(`It comes to no end within ${patienceMs / 1000} s.`)
    },
    () => work,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
  }
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
