/**
 * The two ways of `sealbench compare`, stored runs and runs in turns with
 * `--against`, and the options that only one of them has.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import { differences } from '../judge/comparison/comparability.ts'
import { program } from '../program.ts'
import { baselinesDefault } from '../run-store/baselines.ts'

/** Those that are not given are undefined. */
export interface WayGiven {
  readonly against: string | undefined
  readonly runs: readonly string[]
  readonly '--'?: readonly string[]
  readonly repetitions: number | undefined
  readonly workers: number | undefined
  readonly output: string | undefined
  readonly confirm: number | undefined
  readonly baselines: string | undefined
  readonly allow: readonly string[] | undefined
}

const ofRunsInTurns = ['repetitions', 'workers', 'output'] as const
const ofStoredRuns = ['confirm', 'baselines', 'allow'] as const

/** What holds where nobody says otherwise. Not told to yargs, which would not tell it from what is given. */
const defaults = { repetitions: 6, confirm: 0, output: 'reports', baselines: baselinesDefault } as const

export function withWayOptions(parser: Argv): Argv {
  return parser
    .option('repetitions', {
      type: 'number',
      defaultDescription: String(defaults.repetitions),
      describe: 'Runs of each side, with --against',
    })
    .option('confirm', {
      type: 'number',
      defaultDescription: String(defaults.confirm),
      describe: 'Run cells that look like a regression so often again before failing; --against always does',
    })
    .option('workers', {
      alias: 'w',
      type: 'number',
      describe: 'Worker threads of each run, with --against',
    })
    .option('output', {
      alias: 'o',
      type: 'string',
      defaultDescription: defaults.output,
      describe: 'Folder of all runs, with --against',
    })
    .option('baselines', {
      type: 'string',
      defaultDescription: defaults.baselines,
      describe: 'Folder of baselines',
    })
    .option('allow', {
      type: 'string',
      array: true,
      nargs: 1,
      choices: differences,
      describe: 'Compare although this differs; may be given several times',
    })
}

export function settledWay({ repetitions, confirm, output, baselines }: WayGiven) {
  return {
    repetitions: repetitions ?? defaults.repetitions,
    confirm: confirm ?? defaults.confirm,
    output: output ?? defaults.output,
    baselines: baselines ?? defaults.baselines,
  }
}

/** An option that would do nothing is refused, as somebody counts on it. @throws {UsageError} */
export function checkWay(given: WayGiven): void {
  const { runs, '--': rest = [], against } = given
  if ([...runs, ...rest].includes(''))
    throw new UsageError(
      against === undefined
        ? `A name of a run is empty: name a base and a candidate, as ${program} compare BASE CANDIDATE.`
        : `The name of the scenario is empty: name a file, as ${program} compare --against REVISION SCENARIO.`,
    )
  const isGiven = (name: keyof WayGiven) => given[name] !== undefined
  const foreign = against === undefined ? ofRunsInTurns.find(isGiven) : ofStoredRuns.find(isGiven)
  if (foreign === undefined) return
  throw new UsageError(
    against === undefined
      ? `--${foreign} is for runs that --against makes, and these are stored. Leave it out.`
      : `--${foreign} is for stored runs, and --against makes its own. Leave it out.`,
  )
}
