/**
 * Question: what does sealing a record of 1 KiB cost in each suite and with each contestant, in one run?
 *
 * Two baselines stand first. `bare aes-256-gcm` is the cipher of node:crypto and
 * nothing else: one key, one nonce, no additional data. The contestant
 * `node-crypto/aes-256-gcm` is what one would write to seal a record with it:
 * a fresh nonce, bound to its place, in one piece.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { contestants } from '../../src/contestants/registry.ts'
import type { Contestant, RecordCipher } from '../../src/contestants/contestant.ts'
import { ContestantAbsentError } from '../../src/contestants/import-package.ts'
import { withContestant } from '../../src/conformance/with-contestant.ts'
import { suites } from '../../src/envelope/suites/registry.ts'
import type { Suite } from '../../src/envelope/suites/suite.ts'
import { laidOut } from '../../src/record-path/plain-layout.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import {
  availableSuites,
  bareSealing,
  context,
  partitionKey,
  payloadOf,
  sealing,
} from '../envelope/sample-record.ts'
import { timeInterleavedAsync, type Operation } from '../interleaved.ts'
import type { Timing } from '../timing.ts'

const options = benchOptions(12)
const report = new BenchReport(
  import.meta.filename,
  'What does sealing a record of 1 KiB cost in each suite and with each contestant, in one run?',
  options,
)
const payload = payloadOf(1024)
const content = laidOut({ partitionKey, payload })

await withAll(contestants, [], async (operations) => {
  const ours = availableSuites().map((suite) => sealing(suite, payload))
  const all = [bareSealing(payload), ...ours, ...operations]
  const timings = await timeInterleavedAsync(all, { rounds: options.rounds, roundMs: 60, seed: 1024 })
  report.add('1 KiB', timings)
  for (const line of barsOf(timings)) report.say(line)
})
report.write()

/** What the default suite and the best ones must keep to, and whether they do; by the ratios within each round. */
function barsOf(timings: readonly Timing[]): string[] {
  // To bare aes-256-gcm.
  const ratioOf = (name: string) => timings.find((timing) => timing.name === name)?.ratio ?? Number.NaN
  const best = (chosen: readonly Suite[]) => Math.min(...chosen.map(({ name }) => ratioOf(name)))
  const committing = best(availableSuites().filter(({ facts }) => facts.commitment !== 'none'))
  const usual = ratioOf(suites[0].name)
  const written = 'node-crypto/aes-256-gcm'
  const unsigned = 'aws-encryption-sdk/raw-aes'
  const signed = `${unsigned}+signature`
  return [
    '',
    bar('best committing suite to bare aes-256-gcm', committing, 'at most', 1.6),
    bar(`best committing suite to ${written}`, committing / ratioOf(written), 'at most', 1.6),
    bar('best suite of all to bare aes-256-gcm', best(availableSuites()), 'at most', 1.3),
    bar(`${unsigned} to the default suite`, ratioOf(unsigned) / usual, 'at least', 20),
    bar(`${signed} to the default suite`, ratioOf(signed) / usual, 'at least', 80),
  ]
}

function bar(what: string, ratio: number, side: 'at most' | 'at least', limit: number): string {
  if (Number.isNaN(ratio)) return `${what}: not measured`
  const isKept = side === 'at most' ? ratio <= limit : ratio >= limit
  return `${what}: ${ratio.toFixed(2)} times, ${side} ${limit}: ${isKept ? 'kept' : 'missed'}`
}

/** Calls `use` with an operation for each contestant that is here; all of them are there at the same time. */
async function withAll(
  [first, ...rest]: readonly Contestant[],
  operations: readonly Operation[],
  use: (operations: readonly Operation[]) => Promise<void>,
): Promise<void> {
  if (first === undefined) return use(operations)
  try {
    await withContestant(first, async (cipher) =>
      withAll(rest, [...operations, await ofContestant(first.name, cipher)], use),
    )
  } catch (error) {
    if (!(error instanceof ContestantAbsentError)) throw error
    process.stdout.write(`${first.name} is absent: ${error.message}\n`)
    await withAll(rest, operations, use)
  }
}

async function ofContestant(name: string, cipher: RecordCipher): Promise<Operation> {
  const sealed = cipher.seal(content, context)
  assert.deepEqual(await cipher.open(await sealed, context), content, name)
  return { name, run: () => cipher.seal(content, context), isAsync: sealed instanceof Promise }
}
