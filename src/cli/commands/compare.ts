/**
 * `sealbench compare`: whether a candidate is worse than a base, with how sure
 * that is.
 *
 * @module
 */
import { existsSync } from 'node:fs'

import { UsageError } from '../../errors.ts'
import { exitCodes } from '../../judge/exit-codes.ts'
import { differencesOf, type DifferenceKind } from '../../judge/comparison/comparability.ts'
import { compareRuns } from '../../judge/comparison/compare-runs.ts'
import { sharedCells } from '../../judge/comparison/counted-runs.ts'
import { runGroup, type RunGroup } from '../../judge/comparison/compared-runs.ts'
import { program } from '../../program.ts'
import { renderComparison } from '../../report/comparison/comparison-terminal.ts'
import { writeComparison } from '../../report/comparison/write-comparison.ts'
import { printable } from '../../report/text.ts'
import { findBaseline, isBaselineName } from '../../run-store/baselines.ts'
import { observationsOf, readRun, readRunsIn, type StoredRun } from '../../run-store/read-run.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import { confirmRegression } from '../../runner/confirm-regression.ts'
import { compareAgainst } from '../compare-against.ts'
import { compareWordsOf } from '../compare-words.ts'
import { printError } from '../fail.ts'
import { interruption } from '../interruption.ts'
import { checkWay, settledWay, withWayOptions, type WayGiven } from '../ways-to-compare.ts'
import { progressLine } from '../progress-line.ts'
import { SeriesProgress } from '../series-progress.ts'
import { printDrawn, printJson, printLine, type LoadedCommand } from '../command.ts'
import {
  checkOutputs,
  checkProjection,
  comparisonOptions,
  withComparisonOptions,
  type ComparisonGiven,
} from '../comparison-options.ts'

export interface CompareGiven extends ComparisonGiven, WayGiven {
  readonly markdown: string | undefined
  readonly html: string | undefined
  readonly save: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

export const compareCommand: LoadedCommand = {
  options: (parser) =>
    withWayOptions(withComparisonOptions(parser))
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'Base and candidate: runs, folders of runs or baselines; several as BASE... -- CANDIDATE...',
      })
      .option('against', {
        type: 'string',
        describe: 'A git revision: run it and the working tree in turns on this machine; takes a scenario',
      })
      .example('$0 compare main reports/regression-gate/20261126T024746Z-c547', 'a run with a baseline')
      .example('$0 compare old/a old/b -- new/a new/b', 'several runs of each side')
      .example(
        '$0 compare --against main scenarios/regression-gate.yaml',
        'the working tree with a git revision',
      )
      .example(
        '$0 compare main RUN --by envelope.suite --html changes.html',
        'each suite over all other parameters',
      ),
  run: (given) => compare(given as unknown as CompareGiven),
}

async function compare(options: CompareGiven): Promise<number> {
  checkWay(options)
  checkOutputs(options)
  const given = { ...options, ...settledWay(options) }
  if (!(Number.isInteger(given.confirm) && given.confirm >= 0 && given.confirm <= 100))
    throw new UsageError('--confirm takes a whole number from 0 to 100.')
  const { against } = given
  const comparison =
    against === undefined ? await compareStored(given) : await compareAgainst({ ...given, against })
  if (comparison === undefined) return exitCodes.interrupted
  await tellComparison({ ...comparison, told: compareWordsOf(options) }, given)
  return comparison.exitCode
}

/**
 * Prints a comparison and writes what was asked for. One that speaks against
 * the candidate keeps its exit code, whatever becomes of its files.
 *
 * @throws {OutputUnwritableError}
 */
export async function tellComparison(
  comparison: Comparison,
  {
    json,
    quiet,
    markdown,
    html,
    save,
    against,
  }: Pick<CompareGiven, 'json' | 'quiet' | 'markdown' | 'html' | 'save' | 'against'>,
): Promise<void> {
  const { exitCode, reasons } = comparison
  if (json) printJson(comparison)
  else if (!quiet) {
    printDrawn((options) => renderComparison(comparison, options))
    if (html === undefined && against === undefined)
      printLine('With pictures, as a page: the same with --html comparison.html')
  }
  if (quiet && exitCode !== exitCodes.ok)
    process.stderr.write(reasons.map((reason) => `sealbench: ${printable(reason)}\n`).join(''))
  try {
    await writeComparison(comparison, { json: save, markdown, html })
  } catch (error) {
    if (exitCode === exitCodes.ok) throw error
    printError(error, { json: false })
  }
}

async function compareStored(
  given: CompareGiven & ReturnType<typeof settledWay>,
): Promise<Comparison | undefined> {
  const { base: ofBase, candidate: ofCandidate } = sidesOf(given)
  const there = new Map(
    [...ofCandidate, ...ofBase]
      .filter((place) => existsSync(place))
      .map((place) => [place, readRunsIn(place)]),
  )
  // Either side may be a baseline; of which scenario, the other says.
  const [known] = [...there.values()].flat()
  const scenario = known && String(known.run.scenario['name'])
  const runsAt = (place: string): StoredRun[] =>
    there.get(place) ?? [namedRun(place, given.baselines, scenario)]
  // A run that was repeated counts as many.
  const candidates = ofCandidate.flatMap(runsAt).flatMap(observationsOf)
  const bases = ofBase.flatMap(runsAt).flatMap(observationsOf)
  checkProjection(
    given.by,
    bases.flatMap(({ run }) => run.cells),
  )
  const base = runGroup(ofBase.join(', '), bases)
  const candidate = runGroup(ofCandidate.join(', '), candidates)
  const warnings = [...checkComparable(base, candidate, given.allow ?? []), ...onBothSides(base, candidate)]
  if (sharedCells({ base, candidate }).length === 0)
    throw new UsageError('Base and candidate have no cell in common: name runs of the same scenario.')
  const options = { ...comparisonOptions(given), base, candidate, design: 'independent' as const, warnings }
  if (given.confirm === 0) return compareRuns(options)
  const progress = progressLine(process.stderr, given.quiet ? 'none' : 'line')
  const series = new SeriesProgress({ line: progress, runs: given.confirm })
  using interrupted = interruption()
  try {
    const confirmed = await confirmRegression(options, {
      repetitions: given.confirm,
      signal: interrupted.signal,
      onRun: (repetition, cells) =>
        series.begin(
          `${cells.join(', ')} looks slower: run again, ${repetition} of ${given.confirm}`,
          cells.length,
        ),
      onProgress: (far) => series.further(far),
    })
    if (confirmed === undefined) process.stderr.write('sealbench: interrupted: nothing is compared.\n')
    return confirmed
  } finally {
    progress.end()
  }
}

/** @throws {UsageError} */
function sidesOf({ runs, '--': rest = [] }: CompareGiven) {
  if (rest.length > 0) return { base: runs, candidate: rest }
  const [base, candidate, ...more] = runs
  if (base === undefined || candidate === undefined)
    throw new UsageError(`Name a base and a candidate: ${program} compare BASE CANDIDATE.`)
  if (more.length > 0)
    throw new UsageError('Which are base and which candidate? Write compare BASE... -- CANDIDATE....')
  return { base: [base], candidate: [candidate] }
}

/** The baseline of that name, or what says that there is none such. */
function namedRun(place: string, baselines: string, scenario: string | undefined): StoredRun {
  const isNamed = isBaselineName(place) && scenario !== undefined
  return readRun(isNamed ? findBaseline(baselines, place, scenario) : place)
}

/** Gives what differs and may. @throws {UsageError} */
function checkComparable(base: RunGroup, candidate: RunGroup, allowed: readonly string[]): string[] {
  const found = differencesOf(
    base.runs.map(({ run }) => run),
    candidate.runs.map(({ run }) => run),
  )
  const refused = found.filter(({ kind }) => !allowed.includes(kind))
  if (refused.length === 0) return found.map(({ kind, text }) => `${words[kind]} differs: ${text}`)
  const kinds = [...new Set(refused.map(({ kind }) => kind))]
  const said = refused.slice(0, 5).map(({ kind, text }) => `${words[kind]} (${text})`)
  throw new UsageError(
    `These runs cannot be compared, as more differs than the code: ${said.join('; ')}. ` +
      `Run both here, or say ${kinds.map((kind) => `--allow ${kind}`).join(' ')} to compare all the same.`,
  )
}

/** Who compares a baseline with the run that it was made of learns nothing. */
function onBothSides(base: RunGroup, candidate: RunGroup): string[] {
  const ids = new Set(base.runs.map(({ run }) => run.id))
  const same = candidate.runs.filter(({ run }) => ids.has(run.id)).map(({ run }) => run.id)
  return same.length === 0 ? [] : [`on both sides stands the same: ${same.join(', ')}`]
}

const words: Readonly<Record<DifferenceKind, string>> = {
  scenario: 'the scenario',
  machine: 'the machine',
  node: 'the runtime',
}
