/**
 * One key of a scenario with its value, as a command line has it: read by the
 * rules of the file, so that the same text means the same in both.
 *
 * @module
 */
import type { FaultPath } from './faults.ts'
import { ScenarioSource } from './scenario-source.ts'

export interface Setting {
  readonly path: FaultPath
  /** As it would be written: text with a unit, a number, a list, a map. */
  readonly value: unknown
}

/** `keyCache.ttl` and `5 min`; lists and maps may be values too. Below `sweep` the rest is one key. */
export function settingOf(path: string, text: string): Setting {
  const segments = path.split('.')
  const [first, ...rest] = segments
  const isSwept = first === 'sweep' && rest.length > 0
  const source = new ScenarioSource(text)
  // Text that is no YAML is left to the check of its key, which says what belongs there.
  const value = source.faults.length === 0 && source.isTrustworthy ? source.data : text
  return { path: isSwept ? [first, rest.join('.')] : segments, value }
}
