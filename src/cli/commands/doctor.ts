/**
 * `sealbench doctor`: whether this machine can measure, what stands in its way,
 * and which effects it resolves.
 *
 * @module
 */
import { UsageError } from '../../errors.ts'
import { exitCodes } from '../../judge/exit-codes.ts'
import { isUsable, machineFindings, type Finding } from '../../judge/machine-findings.ts'
import { recordsIn, resolutionOf, type Resolution } from '../../judge/resolution.ts'
import { program } from '../../program.ts'
import { describeCount, nothing, withheld } from '../../report/figures.ts'
import { textTable } from '../../report/text-table.ts'
import { examineMachine, type Examination } from '../../runner/examine-machine.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describePercent } from '../../units/share.ts'
import { minutes, seconds } from '../../units/units.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { interruption } from '../interruption.ts'
import { progressLine } from '../progress-line.ts'

interface Given {
  readonly seconds: number
  readonly json: boolean
  readonly quiet: boolean
}

const secondsMin = 5
const secondsMax = 30

export const doctorCommand: LoadedCommand = {
  options: (parser) =>
    parser
      .option('seconds', {
        type: 'number',
        default: 20,
        describe: `How long to look, ${secondsMin} to ${secondsMax}`,
      })
      .example('$0 doctor', 'before the first run on a machine, and in CI before a gate')
      .example(
        '$0 doctor --seconds 30 --json',
        'every figure, for scripts; exit 9 where the machine cannot be used',
      ),
  run: (given) => doctor(given as unknown as Given),
}

/** The length of the run that resolutions are told for. */
const runNs = minutes(1)

async function doctor({ seconds: wanted, json, quiet }: Given): Promise<number> {
  if (!(wanted >= secondsMin && wanted <= secondsMax))
    throw new UsageError(`--seconds takes a number from ${secondsMin} to ${secondsMax}.`)
  const progress = progressLine(process.stderr, quiet ? 'none' : 'line')
  using interrupted = interruption()
  const examination = await examineMachine({
    forNs: seconds(wanted),
    signal: interrupted.signal,
    onRepetition: (done) => progress.note(`repetition ${done}`),
  })
  progress.end()
  if (interrupted.signal.aborted) return exitCodes.interrupted
  const diagnosis = diagnose(examination)
  if (json) printJson({ ...diagnosis, ...detailsOf(examination) })
  else show(diagnosis, examination)
  return diagnosis.isUsable ? exitCodes.ok : exitCodes.unusable
}

interface Diagnosis {
  readonly isUsable: boolean
  readonly summary: string
  readonly findings: readonly Finding[]
  readonly resolution: readonly Resolution[]
  /** Of the run that `resolution` speaks of. */
  readonly run: { readonly elapsedNs: number; readonly records: number }
}

function diagnose(examination: Examination): Diagnosis {
  const { repetitions } = examination
  const failure = repetitions.find(({ cell }) => cell.validity.verdict === 'failed')
  const findings = [
    ...machineFindings(examination),
    ...(failure === undefined ? [] : [failed(failure.cell.validity.reasons)]),
  ]
  const resolution = resolutionOf(repetitions, runNs)
  return {
    isUsable: isUsable(findings),
    summary: summaryOf(findings, resolution),
    findings,
    resolution,
    run: { elapsedNs: runNs, records: recordsIn(runNs, repetitions) },
  }
}

function failed(reasons: readonly string[]): Finding {
  const advice = `sealbench cannot seal here: see what ${program} strategies says of this machine`
  return { topic: 'small cell', severity: 'bad', text: reasons.join('; '), advice }
}

function summaryOf(findings: readonly Finding[], resolution: readonly Resolution[]): string {
  const bad = findings.filter(({ severity }) => severity === 'bad').map(({ topic }) => topic)
  if (bad.length > 0) return `This machine cannot be used for measuring: ${bad.join(', ')}.`
  const [atMedian] = resolution
  if (atMedian === undefined || atMedian.detectableShare === null)
    return 'This machine was too busy to tell what it resolves: look for longer with --seconds 30.'
  return `This machine resolves ${describePercent(atMedian.detectableShare)} of a sealed put at p50 in a run of ${describeDuration(runNs)}.`
}

function detailsOf({ environment, calibration, interference, repetitions }: Examination) {
  return {
    environment,
    calibration,
    interference,
    repetitions: repetitions.map(({ cell: { validity, records, elapsedNs, steadyState, put, get } }) => ({
      validity,
      records,
      elapsedNs,
      steadyState,
      putOverhead: put.overhead,
      getOverhead: get.overhead,
    })),
  }
}

function show(diagnosis: Diagnosis, { environment, calibration, repetitions }: Examination): void {
  const { findings, resolution, run, summary } = diagnosis
  printLine(`${environment.cpuModel}, ${environment.platform}, Node ${environment.node.replace(/^v/, '')}\n`)
  const rows = findings.map(({ topic, severity, text, advice = '' }) => [severity, topic, text, advice])
  printLine(
    textTable(
      ['', 'what', 'is', 'what to do'].map((label) => ({ label })),
      rows,
      { isCompact: true },
    ),
  )
  printLine(
    `\nThe harness: ${describeDuration(calibration.timerNs)} to read the timer, ${describeDuration(calibration.recorderNs)} to record a value, ` +
      `${describeDuration(calibration.nullRecordNs)} for a record that does nothing, of which ${describeDuration(calibration.nullServiceNs ?? 0)} are measured as its time.\n`,
  )
  printLine(
    `The same cell ${repetitions.length} times, each in a fresh thread; a run of ${describeDuration(run.elapsedNs)} has ` +
      `about ${describeCount(run.records)} records for each worker:`,
  )
  printLine(resolutionTable(resolution))
  printLine(`\n${summary}`)
}

function resolutionTable(resolution: readonly Resolution[]): string {
  const columns = [
    { label: '' },
    ...['sealed', 'noise floor\n(A/A, 95 %)', 'smallest effect\nthat a run finds', 'of sealed'].map(
      (label) => ({
        label,
        isNumber: true,
      }),
    ),
  ]
  const rows = resolution.map(
    ({ operation, statistic, sealedNs, noiseFloorNs, detectableNs, detectableShare }) => [
      `${operation} ${statistic === 'p999' ? 'p99.9' : statistic}`,
      describeDuration(sealedNs),
      noiseFloorNs === null ? withheld : describeDuration(noiseFloorNs),
      detectableNs === null ? withheld : describeDuration(detectableNs),
      detectableShare === null ? nothing : describePercent(detectableShare),
    ],
  )
  return textTable(columns, rows, { isCompact: true })
}
