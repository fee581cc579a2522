/**
 * The words of a command line of `sealbench compare` that decide what is
 * compared, stored with it so that a page can say how to have it again.
 *
 * @module
 */
import { toleranceDefault } from '../judge/comparison/compare-runs.ts'
import { asPath } from '../report/shell-words.ts'
import type { ComparisonGiven } from './comparison-options.ts'
import { optionWords } from './told-words.ts'
import type { WayGiven } from './ways-to-compare.ts'

const options = [
  'against',
  'repetitions',
  'workers',
  'confirm',
  'baselines',
  'allow',
  'tolerance',
  'metric',
  'by',
  'must-find',
  'strict',
] as const

/** As given, before defaults are put in; those that say only where it goes are left out. */
export function compareWordsOf(given: ComparisonGiven & WayGiven): string[] {
  const { runs, '--': rest = [], tolerance } = given
  const isUsual = tolerance === `${toleranceDefault * 100} %`
  return [
    'compare',
    ...optionWords({ ...given, ...(isUsual && { tolerance: undefined }) }, options),
    ...runs.map(asPath),
    ...(rest.length > 0 ? ['--', ...rest.map(asPath)] : []),
  ]
}
