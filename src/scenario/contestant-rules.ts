/**
 * What a contestant in the envelope's place makes of the rest of a scenario:
 * settings that would have no effect are refused rather than ignored.
 *
 * @module
 */
import { contestantNamed } from '../contestants/registry.ts'
import { formatBytes, asBytes } from '../units/quantity.ts'
import type { Draft, FaultPath } from './faults.ts'
import type { Scenario } from './schema.ts'

export function checkContestant(scenario: Scenario): readonly Draft[] {
  const { suite } = scenario.envelope
  const contestant = contestantNamed(suite)
  if (contestant === undefined) return []
  return [
    ...settingsOfEnvelope(scenario).map((path) =>
      fault(
        path,
        `has no effect on ${suite}, which has no key cache of sealbench: compare suites under it in another scenario`,
      ),
    ),
    ...checkSize(scenario, contestant.contentBytesMax),
  ]
}

/** Those that differ from what is left out. */
function settingsOfEnvelope({ envelope, keyCache, readerCache }: Scenario): readonly FaultPath[] {
  const isSet: readonly (readonly [FaultPath, boolean])[] = [
    [['envelope', 'keyReference'], envelope.keyReference !== 'inline'],
    [['keyCache', 'policy'], keyCache.policy !== 'single-flight'],
    [['keyCache', 'jitter'], keyCache.jitter > 0],
    [['keyCache', 'refreshAhead'], keyCache.refreshAhead > 0],
    [['keyCache', 'xfetch'], keyCache.xfetch > 0],
    [['keyCache', 'sharedBy'], keyCache.sharedBy > 1],
    [['keyCache', 'branchKey'], keyCache.branchKey !== undefined],
    [['keyCache', 'negativeTtl'], keyCache.negativeTtl > 0],
    [['readerCache', 'negativeTtl'], readerCache.negativeTtl > 0],
  ]
  return isSet.flatMap(([path, is]) => (is ? [path] : []))
}

/** `key-000123`, and the two bytes that tell its length. */
const partitionKeyBytes = 12

/** Where sizes vary, a record that is too large is refused when it comes. */
function checkSize({ envelope, records }: Scenario, contentBytesMax = Infinity): readonly Draft[] {
  if (!('size' in records) || records.size.distribution !== 'constant') return []
  const most = contentBytesMax - partitionKeyBytes
  if (records.size.value <= most) return []
  const limit = `${formatBytes(asBytes(most))} with ${envelope.suite}, partition keys aside`
  return [fault(['records', 'size'], `must be at most ${limit}`)]
}

function fault(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
