/**
 * The options that say what of a scenario is run and how often: once, a number
 * of times in fresh processes, or until its claims are decided.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import type { Run } from '../run-store/run-format.ts'
import type { SamplingBudget } from '../runner/repeat-scenario.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import { parseQuantity } from '../units/quantity.ts'
import { nanoseconds, seconds } from '../units/units.ts'

export interface SamplingOptions {
  readonly cells: string | undefined
  readonly repetitions: number | undefined
  readonly untilDecided: boolean
  readonly maxTime: string | undefined
  readonly maxRecords: number | undefined
}

/** Of a run that goes on until its claims are decided, where nobody says how long. */
const usualTime = seconds(300)
const repetitionsMax = 1000

export function withSamplingOptions(parser: Argv): Argv {
  return parser
    .option('cells', {
      type: 'string',
      describe: 'Run only these cells, such as c01,c07; explain lists them; not with --resume',
    })
    .option('repetitions', {
      type: 'number',
      describe: 'Run it this many times in fresh processes; intervals then cover a rerun',
    })
    .option('until-decided', {
      type: 'boolean',
      default: false,
      describe:
        'Repeat until every claim is decided, for at most 5 min or what --max-time and --max-records say',
    })
    .option('max-time', {
      type: 'string',
      describe: 'Budget of --until-decided on the wall, such as 2 min',
    })
    .option('max-records', { type: 'number', describe: 'Budget of --until-decided in records' })
}

/** Undefined where the scenario is run once. @throws {UsageError} */
export function samplingOf(
  { claims }: LoadedScenario,
  { repetitions, untilDecided, maxTime, maxRecords }: SamplingOptions,
  resumed: Run | undefined,
): number | SamplingBudget | undefined {
  if (resumed?.repetitions?.planned === null)
    throw new UsageError(
      'A run that goes on until its claims are decided cannot be resumed, as its looks would be made twice. Leave out --resume to begin a new one.',
    )
  const hasBudget = maxTime !== undefined || maxRecords !== undefined
  if (repetitions !== undefined && (untilDecided || hasBudget))
    throw new UsageError('--repetitions is a fixed number. Leave it out, or --until-decided and its budget.')
  if (untilDecided || hasBudget) return budgetOf(claims.length, maxTime, maxRecords)
  if (repetitions === undefined && typeof resumed?.repetitions?.planned === 'number')
    return resumed.repetitions.planned
  if (repetitions === undefined) return undefined
  if (!(Number.isInteger(repetitions) && repetitions >= 1 && repetitions <= repetitionsMax))
    throw new UsageError(`--repetitions takes a whole number from 1 to ${repetitionsMax}.`)
  return repetitions === 1 ? undefined : repetitions
}

function budgetOf(
  claims: number,
  maxTime: string | undefined,
  maxRecords: number | undefined,
): SamplingBudget {
  if (claims === 0)
    throw new UsageError('This scenario has no claims that could be decided. Use --repetitions instead.')
  if (maxRecords !== undefined && !(Number.isInteger(maxRecords) && maxRecords >= 1))
    throw new UsageError('--max-records takes a whole number of records, 1 or more.')
  const isUnlimited = maxTime === undefined && maxRecords === undefined
  return {
    maxTime: isUnlimited ? usualTime : maxTime === undefined ? undefined : timeOf(maxTime),
    maxRecords,
  }
}

function timeOf(text: string) {
  const time = parseQuantity('duration', text)
  if (time.ok && time.value > 0) return nanoseconds(time.value)
  throw new UsageError(`--max-time takes a duration with its unit, such as 2 min, and not ${text}.`)
}
