/**
 * `sealbench run`: from a scenario to a verdict.
 *
 * @module
 */
import path from 'node:path'

import { UsageError } from '../../errors.ts'
import { exitCodes } from '../../judge/exit-codes.ts'
import { program } from '../../program.ts'
import { reportDataOf } from '../../report/data/report-data.ts'
import { plural } from '../../report/figures.ts'
import { printable } from '../../report/text.ts'
import type { FreshProgress } from '../../runner/fresh-run.ts'
import type { FinishedRun } from '../../runner/judge-run.ts'
import { repeatScenario, type BegunRepetition, type SamplingBudget } from '../../runner/repeat-scenario.ts'
import { updateIndexes } from '../../runner/write-indexes.ts'
import { runScenario, workersFor } from '../../runner/run-scenario.ts'
import { readRun } from '../../run-store/read-run.ts'
import { checkBaselineName, hasBaseline, saveBaseline } from '../../run-store/baselines.ts'
import type { Run } from '../../run-store/run-format.ts'
import type { PlannedCell } from '../../scenario/loaded.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import { selectCells } from '../../scenario/select-cells.ts'
import { withBaselineOptions, type BaselineOptions } from '../baseline-options.ts'
import { checkWorkers, workersNotice } from '../check-workers.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { parseTargets, writeExports } from '../export-targets.ts'
import { printError } from '../fail.ts'
import { callCap, kmsOverrides, withKmsOptions, type KmsOptions } from '../kms-options.ts'
import type { ProgressLine } from '../progress-line.ts'
import { runProgress, withProgressOptions, type ProgressOptions } from '../progress-options.ts'
import { openOption, openPage } from '../open-page.ts'
import { interruption } from '../interruption.ts'
import { printResult, withDetailsOption, type DetailsGiven } from '../print-result.ts'
import { samplingOf, withSamplingOptions, type SamplingOptions } from '../sampling-options.ts'
import { SeriesProgress } from '../series-progress.ts'
import { toldOf } from '../told-options.ts'
import { findUnfinished } from '../unfinished-run.ts'

interface Given extends KmsOptions, SamplingOptions, BaselineOptions, ProgressOptions, DetailsGiven {
  readonly scenario: string
  readonly output: string
  readonly workers: number | undefined
  readonly resume: boolean
  readonly strict: boolean
  readonly audit: boolean
  readonly noReport: boolean
  readonly open: boolean
  readonly export: readonly string[]
  readonly json: boolean
}

export const runCommand: LoadedCommand = {
  options: (parser) =>
    withBaselineOptions(withDetailsOption(withProgressOptions(withSamplingOptions(withKmsOptions(parser)))))
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'YAML or JSON file; with --resume also the folder of a run',
      })
      .option('output', {
        alias: 'o',
        type: 'string',
        default: 'reports',
        describe: 'Folder of all runs; this one goes into <scenario>/<run id>',
      })
      .option('workers', {
        alias: 'w',
        type: 'number',
        describe: 'Worker threads; one for each core if left out',
      })
      .option('resume', {
        type: 'boolean',
        default: false,
        describe: 'Go on with the newest run of this scenario that has cells missing or failed',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'Exit 6 if a claim is inconclusive' })
      .option('audit', {
        type: 'boolean',
        default: false,
        describe:
          'Write every KMS call as a CloudTrail event to audit/<cell>.ndjson of the run (embedded KMS)',
      })
      .option('no-report', {
        type: 'boolean',
        default: false,
        describe: `Draw no report; ${program} report draws it later`,
      })
      .option('open', openOption)
      .option('export', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: `Format and file for CI, such as junit=junit.xml; see ${program} export --help`,
      })
      .example('$0 run scenarios/kinesis-defaults.yaml', 'the AWS claims on this machine')
      .example('$0 run s.yaml --kms http://127.0.0.1:4599', `against ${program} kms serve, or any KMS`)
      .example('$0 run s.yaml --json > run.json', 'the whole run as one JSON document')
      .example('$0 run s.yaml --resume', 'go on after Ctrl-C or a crash'),
  run: (given) => run(given as unknown as Given),
}

async function run(given: Given): Promise<number> {
  checkWorkers(given.workers)
  if (given.saveBaseline !== undefined) checkBaselineName(given.saveBaseline)
  refuseCellsOfResumed(given)
  if (given.open && given.noReport) throw new UsageError('--open opens a report: leave out --no-report.')
  const found = given.resume
    ? findUnfinished(given.scenario, given.output, kmsOverrides(given))
    : { loaded: loadScenario(given.scenario, kmsOverrides(given)), resume: undefined }
  const loaded = given.cells === undefined ? found.loaded : selectCells(found.loaded, given.cells.split(','))
  const repetitions = samplingOf(loaded, given, found.resume?.run)
  const maxKmsCalls = callCap(loaded, given)
  const exports = parseTargets('--export', given.export)
  using interrupted = interruption()
  tellOfWorkers(loaded.cells, given, maxKmsCalls)
  const { signal } = interrupted
  const progress = await runProgress(process.stderr, given, { title: loaded.scenario.name, signal })
  try {
    const { output: reports, workers, strict, audit } = given
    const options = {
      reports,
      workers,
      resume: found.resume,
      told: toldOf(given, found.loaded.cells.length),
      strict,
      maxKmsCalls,
      audit,
      isDrawn: !given.noReport,
      signal,
    }
    const finished =
      repetitions === undefined
        ? await runScenario(loaded, { ...options, onProgress: progress.show })
        : await repeatScenario(loaded, {
            ...options,
            repetitions,
            ...seriesOf(progress, repetitions),
          })
    progress.end()
    tell(finished, given)
    keepingVerdict(finished.run, () => writeExports(exports, { kind: 'runs', runs: [finished.run] }))
    keepingVerdict(finished.run, () => keep(finished, given))
    await show(finished, given)
    return finished.run.exitCode
  } finally {
    progress.end()
  }
}

/** Tells how far the repetitions are. */
function seriesOf(line: ProgressLine, planned: number | SamplingBudget) {
  const isFixed = typeof planned === 'number'
  const series = new SeriesProgress({
    line,
    runs: isFixed ? planned : undefined,
    maxTime: isFixed ? undefined : planned.maxTime,
  })
  return {
    onRepetition: (begun: BegunRepetition) => series.begin(repetitionText(begun, planned), begun.cells),
    onProgress: (progress: FreshProgress) => series.further(progress),
  }
}

function repetitionText({ number, look }: BegunRepetition, planned: number | SamplingBudget): string {
  const of = typeof planned === 'number' ? ` of ${planned}` : ''
  const decided = look === undefined ? '' : `, ${look.decided} of ${plural(look.claims, 'claim')} decided`
  return `repetition ${number}${of}${decided}`
}

/** A run is stored with the cells that it was told to run: with some of them alone it would lose the others. */
function refuseCellsOfResumed({ cells, resume }: Given): void {
  if (cells === undefined || !resume) return
  throw new UsageError(
    '--resume runs all cells that are missing or failed, and so takes no --cells. ' +
      'Leave out --cells to go on, or --resume to run these cells anew.',
  )
}

/** Said at once, as a run may take hours. */
function tellOfWorkers(
  cells: readonly PlannedCell[],
  { workers, quiet }: Given,
  maxKmsCalls: number | undefined,
): void {
  const notice = workersNotice(workersFor(cells, { workers, maxKmsCalls }))
  if (notice !== undefined && !quiet) process.stderr.write(`sealbench: ${notice}\n`)
}

/** A run that is not to be trusted is no baseline. */
function keep({ run: result, folder }: FinishedRun, { saveBaseline: name, baselines, quiet }: Given): void {
  if (name === undefined) return
  const { exitCode } = result
  if (exitCode === exitCodes.runInvalid || exitCode === exitCodes.interrupted) {
    process.stderr.write(`sealbench: this run is not valid, and baseline ${name} stays as it was.\n`)
    return
  }
  const scenario = String(result.scenario['name'])
  const replaces = hasBaseline(baselines, name, scenario) ? ', in the place of the one before' : ''
  saveBaseline(baselines, name, scenario, folder)
  const runs = plural(result.repetitions?.done ?? 1, 'run')
  if (!quiet) process.stderr.write(`Baseline ${name} of ${printable(scenario)}: ${runs}${replaces}.\n`)
}

/** Brings the index of all runs up to date, and opens the report: neither is the run's, and neither fails it. */
async function show({ folder, report }: FinishedRun, { open }: Given): Promise<void> {
  if (report === undefined) return
  try {
    await updateIndexes(folder)
  } catch (error) {
    process.stderr.write(`sealbench: the index of all runs is not up to date: ${printable(String(error))}\n`)
  }
  if (open) await openPage(report, path.relative('', report))
}

/** A run whose verdict is against it keeps its exit code, whatever becomes of its files. */
function keepingVerdict({ exitCode }: Run, write: () => void): void {
  try {
    write()
  } catch (error) {
    if (exitCode === exitCodes.ok) throw error
    printError(error, { json: false })
  }
}

function tell({ run: result, folder, report }: FinishedRun, given: Given): void {
  const { json, quiet } = given
  const place =
    report === undefined ? `Run: ${path.relative('', folder)}` : `Report: ${path.relative('', report)}`
  if (json) printJson(result)
  else {
    if (!quiet)
      printResult(
        reportDataOf(result, (id) => readRun(folder).logOf(id)),
        given,
      )
    printLine(place)
  }
  if (json && !quiet) process.stderr.write(`${place}\n`)
  // Who asked for quiet still wants to know why a run is no success.
  if (quiet && result.exitCode !== exitCodes.ok)
    process.stderr.write(result.reasons.map((reason) => `sealbench: ${printable(reason)}\n`).join(''))
}
