/**
 * Whether what a scenario names as its suite can be timed on this machine: is
 * it there, and is it right?
 *
 * @module
 */
import { contestantNamed } from '../contestants/registry.ts'
import type { Contestant } from '../contestants/contestant.ts'
import { ContestantAbsentError, describeThrown } from '../contestants/import-package.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import { suiteNamed } from '../envelope/suites/registry.ts'
import { whyNotConforming } from './conformance.ts'
import { suiteCipher } from './suite-cipher.ts'
import { withContestant } from './with-contestant.ts'

export type StrategyCheck =
  | { readonly verdict: 'conforms' }
  | { readonly verdict: 'absent' | 'failed'; readonly reason: string }

/** `name` is that of a suite or of a contestant. Takes real time: milliseconds, with slow libraries a second. */
export async function checkStrategy(name: string): Promise<StrategyCheck> {
  const contestant = contestantNamed(name)
  if (contestant !== undefined) return checkContestant(contestant)
  return checkSuite(suiteNamed(name))
}

export async function checkSuite(suite: Suite): Promise<StrategyCheck> {
  if (suite.unavailable !== undefined) return { verdict: 'absent', reason: suite.unavailable }
  using cipher = suiteCipher(suite)
  const { sealedLength, uniquePart } = cipher
  return verdictOn(await whyNotConforming({ cipher, isSealing: true, sealedLength, uniquePart }))
}

async function checkContestant(contestant: Contestant): Promise<StrategyCheck> {
  try {
    const fault = await withContestant(contestant, (cipher) => whyNotConforming({ ...contestant, cipher }))
    return verdictOn(fault)
  } catch (error) {
    if (error instanceof ContestantAbsentError) return { verdict: 'absent', reason: error.message }
    return verdictOn(`it fails: ${describeThrown(error)}`)
  }
}

function verdictOn(fault: string | undefined): StrategyCheck {
  if (fault === undefined) return { verdict: 'conforms' }
  return { verdict: 'failed', reason: `does not conform, and is not timed; ${fault}` }
}
