/**
 * The options of `sealbench capacity`, and the question that they and a
 * scenario make together.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import type { CapacityQuestion } from '../runner/find-capacity.ts'
import { ScenarioInvalidError, type Fault } from '../scenario/faults.ts'
import { loadScenario, type Overrides } from '../scenario/load-scenario.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import { asDuration, asRate, formatDuration, formatRate, parseQuantity } from '../units/quantity.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'
import { withKmsOptions, type KmsOptions } from './kms-options.ts'

export interface CapacityGiven extends KmsOptions {
  readonly scenario: string
  readonly output: string
  readonly claim: string | undefined
  readonly metric: string | undefined
  readonly statistic: string | undefined
  readonly bound: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly tolerance: string
  readonly maxTime: string
  readonly json: boolean
  readonly quiet: boolean
}

/** How far beyond its beginning a search goes where nobody says so. */
const usualReach = 1024

export function withCapacityOptions(parser: Argv): Argv {
  return withKmsOptions(parser)
    .positional('scenario', {
      type: 'string',
      demandOption: true,
      describe: 'YAML or JSON file of one cell, whose load has a rate; load.duration is the length of a try',
    })
    .option('metric', { type: 'string', describe: 'What is bounded, such as put.sealed.responseTime' })
    .option('statistic', { type: 'string', describe: 'Of a latency: p50, p99, p99.9, mean; p50 if left out' })
    .option('bound', { type: 'string', describe: 'What must be kept, such as "<= 5 ms"' })
    .option('claim', { type: 'string', describe: 'A claim of the scenario by its id, in place of the three' })
    .options({
      from: { type: 'string', describe: 'The first rate tried; load.rate if left out' },
      to: { type: 'string', describe: 'The highest rate tried; 1024 times --from if left out' },
    })
    .option('tolerance', {
      type: 'string',
      default: '5 %',
      describe: 'How far apart the rate that keeps the bound and the one that breaks it may stay',
    })
    .option('max-time', {
      type: 'string',
      default: '10 min',
      describe: 'No try is begun after this much time on the wall',
    })
    .option('output', {
      alias: 'o',
      type: 'string',
      default: 'reports',
      describe: 'Folder of all runs; each try goes into <scenario>-capacity/<run id>',
    })
    .example(
      '$0 capacity s.yaml --metric put.sealed.responseTime --statistic p99 --bound "<= 5 ms"',
      'up to which rate is the p99 at most 5 ms?',
    )
    .example('$0 capacity s.yaml --claim put-overhead --from "1000 /s" --to "50000 /s"', 'for a claim')
    .epilogue(
      'Exit codes: 0 a rate was found that keeps the bound, 2 usage, 5 it is broken at --from, 6 nobody can tell at ' +
        '--from, 130 interrupted. A rate counts only where the whole interval keeps or breaks the bound; one ' +
        'at which the generator lagged, or a contestant went on beyond the load, counts as broken. One of which nobody can tell, as it is not valid for ' +
        'another reason, is tried up to three times. For the highest throughput no search is ' +
        'needed: run the scenario with load.arrivals: closed.',
    )
}

/** @throws {UsageError} where there is nothing to search; what is wrong with the scenario is told by whoever reads it. */
export function capacityQuestion(
  given: CapacityGiven,
  base: LoadedScenario,
  overrides: Overrides,
): CapacityQuestion {
  const { scenario } = base
  const { load } = scenario
  if (base.cells.length !== 1)
    throw new UsageError(
      `This scenario has ${base.cells.length} cells. Take out its sweep, since one is searched.`,
    )
  if (!('rate' in load))
    throw new UsageError(
      `Arrivals of this scenario are ${load.arrivals}, which have no load.rate to search. Take constant, poisson or bursts.`,
    )
  if (scenario.kms.backend === 'aws')
    throw new UsageError(
      'A search makes nobody knows how many KMS calls. Take --kms simulated or an endpoint.',
    )
  const from = given.from === undefined ? load.rate : rateOf('--from', given.from)
  const to = given.to === undefined ? usualReach * from : rateOf('--to', given.to)
  if (from > to) throw new UsageError(`--from ${from} /s is above --to ${to} /s. Let it begin below.`)
  const keys = {
    name: `${scenario.name.slice(0, 90)}-capacity`,
    claims: [claimOf(given, base)],
    thresholds: [],
  }
  return {
    range: { from, to, tolerance: toleranceOf(given.tolerance) },
    scenarioAt: (rate, length) => {
      const duration = formatDuration(asDuration(load.duration * length))
      const changed = { ...overrides, load: { rate: formatRate(asRate(rate)), duration }, keys }
      return ofOptions(rate, () => loadScenario(given.scenario, changed))
    },
  }
}

/** What is wrong with a claim of the command line is not to be looked for in the file. */
function ofOptions(rate: number, load: () => LoadedScenario): LoadedScenario {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof ScenarioInvalidError)) throw error
    const [{ path, message, suggestion }] = error.faults as readonly [Fault]
    const option = /^claims\[0\]\.(metric|statistic|bound)/.exec(path)?.[1]
    const where = option === undefined ? `At ${rate} /s, ${path}:` : `--${option}:`
    throw new UsageError(
      `${where} ${message}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    )
  }
}

export function maxTimeOf(text: string): Nanoseconds {
  const parsed = parseQuantity('duration', text)
  if (parsed.ok && parsed.value > 0) return nanoseconds(parsed.value)
  throw new UsageError(`--max-time takes a duration with its unit, such as 10 min, and not ${text}.`)
}

/** As it would stand in the scenario, which says what is wrong with it. */
function claimOf(given: CapacityGiven, { resolved, scenario }: LoadedScenario): unknown {
  const { claim, metric, statistic, bound } = given
  if (claim !== undefined) {
    if (metric !== undefined || statistic !== undefined || bound !== undefined)
      throw new UsageError('--claim says what is bounded. Leave out --metric, --statistic and --bound.')
    const claims = resolved['claims'] as readonly Readonly<Record<string, unknown>>[]
    const found = claims.find(({ id }) => id === claim)
    if (found !== undefined) return { ...found, where: {} }
    const ids = scenario.claims.map(({ id }) => id).join(', ')
    throw new UsageError(
      `The scenario has no claim ${claim}. ${ids === '' ? 'It has none' : `It has ${ids}`}.`,
    )
  }
  if (metric === undefined || bound === undefined)
    throw new UsageError('Say what must be kept: --metric and --bound, or --claim.')
  const statement = `${statistic ?? ''} ${metric} ${bound}`.trim()
  return { id: 'capacity', statement, metric, bound, ...(statistic !== undefined && { statistic }) }
}

function rateOf(option: string, text: string): number {
  const parsed = parseQuantity('rate', text)
  if (parsed.ok && parsed.value > 0) return parsed.value
  throw new UsageError(`${option} takes a rate above 0 with its unit, such as 1000 /s, and not ${text}.`)
}

function toleranceOf(text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1] ?? Number.NaN)
  if (percent >= 1 && percent <= 100) return percent / 100
  throw new UsageError(`--tolerance takes 1 % to 100 %, and not ${text}.`)
}
