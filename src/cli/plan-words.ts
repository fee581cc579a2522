/**
 * The words of a command line of `sealbench plan` that decide what is planned,
 * stored with it so that a page can say how to have the plan again.
 *
 * @module
 */
import { asPath } from '../report/shell-words.ts'
import type { PlanGiven } from './plan-options.ts'
import { planSettings } from './plan-settings.ts'
import { optionWords } from './told-words.ts'

const asked = [
  'precision',
  'max-usd',
  'max-p99-added',
  'max-exposure',
  'min-quota-headroom',
  'max-lost',
  'what-if',
  'prices',
] as const

/** Of options that were checked; those that say only where it goes are left out. */
export function planWordsOf(given: PlanGiven): string[] {
  const options = [...planSettings.map(({ option }) => option), 'set', 'no-simulation', 'verify', ...asked]
  return [
    'plan',
    ...(given.scenario === undefined ? [] : [asPath(given.scenario)]),
    ...optionWords(given, options),
  ]
}
