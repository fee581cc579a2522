/**
 * `sealbench gate`: whether the gate can be trusted on this machine.
 *
 * @module
 */
import path from 'node:path'

import type { Argv } from 'yargs'

import { UsageError } from '../../errors.ts'
import { exitCodes } from '../../judge/exit-codes.ts'
import { toleranceDefault } from '../../judge/comparison/compare-runs.ts'
import { newRunId } from '../../run-store/run-folder.ts'
import { gateSelftest, type PlantedSlowdown, type SelftestResult } from '../../runner/gate-selftest.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import { describeDuration, parseQuantity } from '../../units/quantity.ts'
import { describeShare } from '../../units/share.ts'
import { nanoseconds } from '../../units/units.ts'
import { checkRounds } from '../compare-against.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { shareOf } from '../comparison-options.ts'
import { interruption } from '../interruption.ts'
import { progressLine } from '../progress-line.ts'
import { SeriesProgress } from '../series-progress.ts'

interface Given {
  readonly action: 'selftest'
  readonly scenario: string
  readonly slowdown: string
  readonly tolerance: string
  readonly repetitions: number
  readonly output: string
  readonly json: boolean
  readonly quiet: boolean
}

/** Ships with sealbench. */
export const gateScenario = path.join(import.meta.dirname, '../../../scenarios/regression-gate.yaml')

export const gateCommand: LoadedCommand = {
  options,
  run: (given) => selftest(given as unknown as Given),
}

function options(parser: Argv): Argv {
  return parser
    .positional('action', { choices: ['selftest'] as const, demandOption: true, describe: 'What to do' })
    .positional('scenario', {
      type: 'string',
      default: gateScenario,
      defaultDescription: 'regression-gate',
      describe: 'YAML or JSON file',
    })
    .option('slowdown', {
      type: 'string',
      default: '10 %',
      describe: 'What is planted into every sealed put: a share of its median, or a time such as 2 us',
    })
    .option('tolerance', {
      type: 'string',
      default: `${toleranceDefault * 100} %`,
      describe: 'Worse by this much is no regression, however sure',
    })
    .option('repetitions', { type: 'number', default: 6, describe: 'Runs of each version' })
    .option('output', { alias: 'o', type: 'string', default: 'reports', describe: 'Folder of all runs' })
    .example('$0 gate selftest', 'in a minute: does the gate see 10 % here?')
    .example('$0 gate selftest my.yaml --slowdown "2 us"', 'with a scenario and a size of your own')
}

async function selftest(given: Given): Promise<number> {
  checkRounds(given.repetitions)
  const loaded = loadScenario(given.scenario)
  const output = path.join(given.output, `${loaded.scenario.name}-selftest`, newRunId(new Date()))
  const slowdown = slowdownOf(given.slowdown)
  const tolerance = shareOf('--tolerance', given.tolerance)
  const progress = progressLine(process.stderr, given.quiet ? 'none' : 'line')
  // Base, the same again, and slowed.
  const series = new SeriesProgress({ line: progress, runs: 3 * given.repetitions })
  using interrupted = interruption()
  try {
    const result = await gateSelftest(loaded, {
      slowdown,
      tolerance,
      rounds: given.repetitions,
      output,
      signal: interrupted.signal,
      onRun: (round, version) =>
        series.begin(`round ${round} of ${given.repetitions}, ${version}`, loaded.cells.length),
      onProgress: (further) => series.further(further),
    })
    progress.end()
    if (result === undefined) return exitCodes.interrupted
    if (given.json) printJson(result)
    else printLine(describeSelftest(result))
    return result.staysGreen && result.goesRed ? exitCodes.ok : exitCodes.unusable
  } finally {
    progress.end()
  }
}

/** @throws {UsageError} */
function slowdownOf(text: string): PlantedSlowdown {
  const duration = parseQuantity('duration', text)
  if (duration.ok && isBelowOne(text))
    throw new UsageError(`--slowdown plants whole nanoseconds, 1 ns or more, and not ${text}.`)
  if (duration.ok) return { ns: nanoseconds(Math.round(duration.value)) }
  if (!/%\s*$/.test(text))
    throw new UsageError(`--slowdown takes a share such as 10 % or a time such as 2 us, and not ${text}.`)
  const share = shareOf('--slowdown', text)
  if (share === 0) throw new UsageError('--slowdown must be more than nothing.')
  return { share }
}

/** A time below half a nanosecond is read as 0 of them, and one above it as 1. */
function isBelowOne(text: string): boolean {
  const thousandfold = parseQuantity(
    'duration',
    text.replace(/^\s*[\d.]+/, (number) => `${Number(number) * 1000}`),
  )
  return thousandfold.ok && thousandfold.value < 1000
}

function mark(isGood: boolean): string {
  return isGood ? '✔' : '✘'
}

function describeSelftest(result: SelftestResult): string {
  const { plantedNs, plantedShare, staysGreen, goesRed, isWithinInterval, sameChange, slowedChange, same } =
    result
  const found = ({ change, ci95 }: typeof sameChange) =>
    `${describeShare(change ?? 0)} (95 % interval ${(ci95 ?? []).map(describeShare).join(' to ')})`
  const verdict =
    staysGreen && goesRed
      ? 'This gate can be trusted with a change of that size on this machine.'
      : 'This gate cannot be trusted with a change of that size on this machine: take more --repetitions, a longer load, or a quieter machine.'
  return [
    `Planted: ${describeDuration(plantedNs)} into every sealed put, ${describeShare(plantedShare)} of its median of ${describeDuration(slowedChange.base)}.`,
    `${mark(goesRed)} ${goesRed ? 'red' : 'NOT red'} with it: found ${found(slowedChange)}`,
    `${mark(isWithinInterval)} what was planted lies ${isWithinInterval ? 'within' : 'outside of'} that interval`,
    `${mark(staysGreen)} ${staysGreen ? 'green' : 'NOT green'} without it: found ${found(sameChange)}`,
    ...same.reasons.map((reason) => `  ${reason}`),
    verdict,
  ].join('\n')
}
