/**
 * `sealbench compare --against`: a git revision and the working tree, run in
 * turns.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import path from 'node:path'

import { UsageError } from '../errors.ts'
import { program } from '../program.ts'
import { newRunId } from '../run-store/run-folder.ts'
import type { Comparison } from '../run-store/comparison-format.ts'
import { compareVersions } from '../runner/compare-versions.ts'
import { thisProgram, type FreshProgress } from '../runner/fresh-run.ts'
import { checkOut } from '../runner/revision.ts'
import { loadScenario } from '../scenario/load-scenario.ts'
import { writeComparison } from '../report/comparison/write-comparison.ts'
import { checkWorkers } from './check-workers.ts'
import { checkProjection, comparisonOptions, type ComparisonGiven } from './comparison-options.ts'
import { interruption } from './interruption.ts'
import { progressLine, type ProgressLine } from './progress-line.ts'
import { SeriesProgress } from './series-progress.ts'

export interface AgainstGiven extends ComparisonGiven {
  readonly runs: readonly string[]
  readonly '--'?: readonly string[]
  readonly against: string
  readonly repetitions: number
  readonly workers: number | undefined
  readonly output: string
  readonly quiet: boolean
}

/** Undefined where it was interrupted before anything could be compared. */
export async function compareAgainst(given: AgainstGiven): Promise<Comparison | undefined> {
  const { runs, '--': rest = [], against, repetitions: rounds, workers } = given
  const [scenarioFile, ...more] = [...runs, ...rest]
  if (scenarioFile === undefined || more.length > 0)
    throw new UsageError(`--against takes one scenario: ${program} compare --against REVISION SCENARIO.`)
  checkRounds(rounds)
  checkWorkers(workers)
  const options = comparisonOptions(given)
  const { scenario, cells } = loadScenario(scenarioFile)
  checkProjection(given.by, cells)
  const output = path.join(given.output, `${scenario.name}-comparisons`, newRunId(new Date()))
  const progress = progressLine(process.stderr, given.quiet ? 'none' : 'line')
  using interrupted = interruption()
  using revision = await checkOut(against, process.cwd(), interrupted.signal)
  if (revision === undefined) {
    tellInterrupted('no run was made')
    return undefined
  }
  try {
    const file = path.resolve(scenarioFile)
    const comparison = await compareVersions({
      ...options,
      base: { name: `base-${revision.commit.slice(0, 12)}`, program: revision.program, scenarioFile: file },
      candidate: { name: 'candidate', program: thisProgram, scenarioFile: file },
      rounds,
      scenario: scenario.name,
      output,
      workers,
      seed: scenario.seed,
      signal: interrupted.signal,
      ...seriesOf(progress, { rounds, cells: cells.length }),
    })
    progress.end()
    if (comparison === undefined)
      tellInterrupted(
        existsSync(output) ? `the runs so far are in ${path.relative('', output)}` : 'no run was made',
      )
    else await store(comparison, output)
    return comparison
  } finally {
    progress.end()
  }
}

/** Tells how far the rounds are. */
function seriesOf(line: ProgressLine, of: { readonly rounds: number; readonly cells: number }) {
  const runs = 2 * of.rounds
  const series = new SeriesProgress({ line, runs })
  let { cells } = of
  let why = ''
  return {
    onRun: (round: number, version: string) =>
      series.begin(`${why}round ${round} of ${of.rounds}, ${version}`, cells),
    onProgress: (progress: FreshProgress) => series.further(progress),
    onSuspicion: (suspicious: readonly string[]) => {
      why = `${suspicious.join(', ')} looks slower, and is run again before it is said: `
      cells = suspicious.length
      series.expect(runs)
    },
  }
}

/** Also where nothing else is to be said: who waited for a comparison must know that there is none. */
function tellInterrupted(whatIsKept: string): void {
  process.stderr.write(`sealbench: interrupted: nothing is compared; ${whatIsKept}.\n`)
}

/** Beside the runs that it speaks of. */
export function store(comparison: Comparison, output: string): Promise<void> {
  return writeComparison(comparison, {
    json: path.join(output, 'comparison.json'),
    markdown: path.join(output, 'comparison.md'),
    html: path.join(output, 'comparison.html'),
  })
}

const roundsMax = 100

/** @throws {UsageError} */
export function checkRounds(rounds: number): void {
  if (Number.isInteger(rounds) && rounds >= 3 && rounds <= roundsMax) return
  throw new UsageError(
    `--repetitions takes a whole number from 3 to ${roundsMax}: fewer tell nothing of the spread from run to run.`,
  )
}
