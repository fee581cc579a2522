/**
 * The options of `sealbench plan` beside those that stand for keys of a
 * scenario: what is asked of the fleet, and what comes of it where.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import type { Choices, Verdict } from '../planner/plan-document.ts'
import { parseQuantity } from '../units/quantity.ts'

export interface PlanGiven extends Readonly<Record<string, unknown>> {
  readonly scenario: string | undefined
  readonly noSimulation: boolean
  readonly precision: string | undefined
  readonly verify: boolean
  readonly whatIf: string | undefined
  readonly maxUsd: string | undefined
  readonly maxP99Added: string | undefined
  readonly maxExposure: string | undefined
  readonly minQuotaHeadroom: string | undefined
  readonly maxLost: string | undefined
  readonly prices: string | undefined
  readonly printPrices: boolean
  readonly output: string | undefined
  readonly csv: boolean
  readonly json: boolean
  readonly quiet: boolean
}

const oneText = { type: 'string', nargs: 1 } as const

export function withPlanOptions(parser: Argv): Argv {
  return withExamples(withConstraints(parser))
    .positional('scenario', {
      type: 'string',
      describe: 'YAML or JSON file; Kinesis as AWS documents it if left out',
    })
    .options({
      'no-simulation': {
        type: 'boolean',
        default: false,
        describe: 'Theory alone, which takes milliseconds and knows no throttling',
      },
      precision: { ...oneText, describe: 'Simulate until the interval is so narrow; "1 %" if left out' },
      verify: {
        type: 'boolean',
        default: false,
        describe:
          'Hold theory, both simulations and measured runs against each other, with --no-simulation too; exit 3 if they disagree',
      },
      'what-if': {
        ...oneText,
        describe: 'Another fleet beside this one: a scenario, or changes such as "ttl=1 min,front-ends=100"',
      },
      prices: { ...oneText, describe: 'JSON file of prices and quotas in place of those that ship' },
      'print-prices': { type: 'boolean', default: false, describe: 'Print them, to be edited, and stop' },
      output: {
        ...oneText,
        alias: 'o',
        describe:
          'Folder for plan.json, plan.html, plan.md, plan.csv, plan-grid.csv (each TTL with each rotation) and charts; none if left out',
      },
      csv: { type: 'boolean', default: false, describe: 'Figures as CSV on stdout' },
    })
    .epilogue(
      'Exit codes: 0 ok, 2 usage or a scenario that cannot be planned, 3 the plan itself, in any cell, breaks what --max-usd, ' +
        '--max-p99-added, --max-exposure, --min-quota-headroom or --max-lost asks, or --verify found a disagreement, 9 a file ' +
        'cannot be written, 130 interrupted. plan.json has the same as `verdict`. Nothing is asked of AWS.',
    )
}

function withExamples(parser: Argv): Argv {
  return parser
    .example('$0 plan', 'what Kinesis as documented asks of KMS, and what it costs')
    .example('$0 plan --front-ends 1000 --consumers 4', 'a larger fleet')
    .example('$0 plan s.yaml --ttl "1 min" --max-usd 30', 'a scenario with another TTL; which settings fit?')
    .example('$0 plan s.yaml --what-if "front-ends=100"', 'two fleets side by side')
    .example(
      '$0 plan --set "plan.events=[{ event: restart, at: 600.5 s }]"',
      'a deployment: all caches are emptied',
    )
    .example(
      '$0 plan --set "plan.events=[{ event: restart, at: 600.5 s }, { event: quota, from: 600.5 s, region: eu-north-1 }]"',
      'a failover, to the quota of another region',
    )
    .example('$0 plan s.yaml --output plans/s', 'a page with pictures, and the figures')
}

/** What is asked of the plan, and by which it is judged. */
function withConstraints(parser: Argv): Argv {
  const group = 'What is asked of the plan, in each of its cells; exit 3 where it breaks it:'
  return parser.options({
    'max-usd': { ...oneText, group, describe: 'What encryption may cost in 30 days, such as "3 USD"' },
    'max-p99-added': { ...oneText, group, describe: 'What KMS may add to a put at p99, such as "1 ms"' },
    'max-exposure': {
      ...oneText,
      group,
      describe:
        'How long key material may be used without KMS having been asked again, which is how long a disabled key or a ' +
        'revoked credential still works, such as "10 min"; or how many records one key may open, such as "1000000 records"',
    },
    'min-quota-headroom': { ...oneText, group, describe: 'What must be left of the quota, such as "20 %"' },
    'max-lost': {
      ...oneText,
      group,
      describe: 'What the simulation may lose over the horizon, such as "0 records" or "0.1 %" of them',
    },
  })
}

/** What goes together on a command line, and what must not be empty. @throws {UsageError} */
export function checkTogether(given: PlanGiven): void {
  for (const { key, is } of named) {
    if (given[key] === '') throw new UsageError(`${is}, and is empty.`)
  }
  if (given.csv && given.json)
    throw new UsageError('--csv and --json both want stdout. Choose one, or take --output for all formats.')
  if (given.noSimulation && given.precision !== undefined)
    throw new UsageError('--precision is of the simulation. Leave out --no-simulation.')
  if (given.noSimulation && given.maxLost !== undefined)
    throw new UsageError('--max-lost is of the simulation. Leave out --no-simulation.')
}

/** An empty path is that of the working folder, and not what anybody means. */
const named = [
  { key: 'scenario', is: 'The scenario names a file (Kinesis as AWS documents it if left out)' },
  { key: 'whatIf', is: '--what-if names a scenario or changes such as "ttl=1 min"' },
  { key: 'prices', is: '--prices names a file' },
  { key: 'output', is: '--output names a folder' },
] as const satisfies readonly { readonly key: keyof PlanGiven; readonly is: string }[]

/** Relative half-width of the interval that is narrow enough; undefined: as usual. @throws {UsageError} */
export function precisionOf({ precision }: PlanGiven): number | undefined {
  return precision === undefined ? undefined : percentOf('--precision', precision, { least: 0.1, most: 50 })
}

type Constraints = Choices['constraints']

/** Undefined where nothing is asked for. @throws {UsageError} */
export function constraintsOf(given: PlanGiven): Constraints | undefined {
  const constraints: Constraints = {
    maxUsd: given.maxUsd === undefined ? null : usdOf(given.maxUsd),
    maxP99AddedS: given.maxP99Added === undefined ? null : secondsOf('--max-p99-added', given.maxP99Added),
    ...exposureOf(given.maxExposure),
    minQuotaHeadroom:
      given.minQuotaHeadroom === undefined
        ? null
        : percentOf('--min-quota-headroom', given.minQuotaHeadroom, { least: 0, most: 100 }),
  }
  return Object.values(constraints).every((value) => value === null) ? undefined : constraints
}

/** Null where nothing is asked for. @throws {UsageError} */
export function maxLostOf({ maxLost }: PlanGiven): Verdict['maxLost'] {
  if (maxLost === undefined) return null
  const records = recordsOf(maxLost)
  if (records !== undefined) return { value: records, unit: 'records' }
  const percent = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(maxLost)?.[1] ?? Number.NaN)
  if (percent <= 100) return { value: percent / 100, unit: 'share of records' }
  throw new UsageError(
    `--max-lost takes a number of records or a share of them, such as "0 records" or "0.1 %", and not ${maxLost}.`,
  )
}

function recordsOf(text: string): number | undefined {
  const records = Number(/^(\d+(?:\.\d+)?(?:e\+?\d+)?) ?records?$/.exec(text)?.[1] ?? Number.NaN)
  return Number.isFinite(records) ? records : undefined
}

function usdOf(text: string): number {
  const parsed = parseQuantity('money', /^[\d.e+-]+$/.test(text) ? `${text} USD` : text)
  if (parsed.ok) return parsed.value
  throw new UsageError(`--max-usd takes US dollars in 30 days, such as 3 or "3 USD", and not ${text}.`)
}

function exposureOf(text: string | undefined): Pick<Constraints, 'maxExposureS' | 'maxRecordsPerKey'> {
  if (text === undefined) return { maxExposureS: null, maxRecordsPerKey: null }
  const records = recordsOf(text)
  if (records !== undefined && records >= 1) return { maxExposureS: null, maxRecordsPerKey: records }
  const parsed = parseQuantity('span', text)
  if (parsed.ok && parsed.value > 0) return { maxExposureS: parsed.value, maxRecordsPerKey: null }
  throw new UsageError(
    `--max-exposure takes a time or a number of records, such as "10 min" or "1000000 records", and not ${text}.`,
  )
}

function secondsOf(option: string, text: string): number {
  const parsed = parseQuantity('duration', text)
  if (parsed.ok) return parsed.value / 1e9
  throw new UsageError(`${option} takes a duration with its unit, such as "1 ms", and not ${text}.`)
}

function percentOf(
  option: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const percent = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1] ?? Number.NaN)
  if (percent >= least && percent <= most) return percent / 100
  throw new UsageError(`${option} takes ${least} % to ${most} %, and not ${text}.`)
}
