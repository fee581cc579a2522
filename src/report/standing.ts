/**
 * Whether a run can be believed, in lines that are read at once: validity,
 * steady state, other load on the machine, and whether KMS calls are those
 * that theory predicts.
 *
 * @module
 */
import type { CellResult, Run } from '../run-store/run-format.ts'
import { isBroken } from '../run-store/run-facts.ts'
import { describePercent } from '../units/share.ts'
import { driftNotes, othersShareMin } from './conditions.ts'
import { nothing, plural } from './figures.ts'
import { shortLabel } from './parameters.ts'

/** `untold`: the run does not say, be it that it is of an older version or that nothing was measured. */
export type Standing = 'good' | 'caution' | 'bad' | 'untold'

export interface StandingLine {
  readonly topic: string
  readonly standing: Standing
  readonly text: string
}

/** Of several faults so many are told, the others counted. */
const faultsNamed = 2

/** In the order of what would speak most against the figures. */
export function standingLines(run: Run): readonly StandingLine[] {
  return [
    validity(run),
    ...thresholds(run),
    steadiness(run),
    interference(run),
    ...(run.cells.length === 0 ? [] : [counts(run)]),
  ]
}

function validity(run: Run): StandingLine {
  const topic = 'validity'
  const { cells, cellsPlanned, status } = run
  const unmeasured = cellsPlanned - cells.length
  const left = unmeasured > 0 ? `; ${plural(unmeasured, 'cell')} not run` : ''
  if (cells.length === 0) return { topic, standing: 'bad', text: `no cell has been measured${left}` }
  const broken = cells.filter(isBroken)
  if (broken.length > 0) {
    const text = `${broken.length} of ${plural(cells.length, 'cell')} not valid${left}: ${named(broken.map((cell) => brokenText(run, cell)))}`
    return { topic, standing: 'bad', text }
  }
  const absent = cells.filter((cell) => cell.validity.verdict === 'absent').length
  const beside = absent > 0 ? `, ${absent} of what is not on this machine` : ''
  const text =
    cells.length === 1 ? 'the one cell is valid' : `all ${plural(cells.length - absent, 'cell')} valid`
  return { topic, standing: status === 'complete' ? 'good' : 'caution', text: text + beside + left }
}

function brokenText(run: Run, cell: CellResult): string {
  const { verdict, reasons } = cell.validity
  return `${shortLabel(run, cell)} ${verdict}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`
}

function thresholds({ thresholds: all }: Run): StandingLine[] {
  if (all.length === 0) return []
  const failed = all.filter(({ passed }) => !passed)
  if (failed.length === 0) {
    const text = all.length === 1 ? 'the one passed' : `all ${all.length} passed`
    return [{ topic: 'thresholds', standing: 'good', text }]
  }
  const names = named(failed.map(({ expression, cellId }) => `${expression} in ${cellId}`))
  return [
    { topic: 'thresholds', standing: 'bad', text: `${failed.length} of ${all.length} failed: ${names}` },
  ]
}

function steadiness(run: Run): StandingLine {
  const topic = 'steady state'
  const states = run.cells.flatMap(({ steadyState }) => steadyState ?? [])
  if (states.length === 0) return { topic, standing: 'untold', text: 'not told by this run' }
  const drifts = driftNotes(run)
  if (drifts.length > 0) return { topic, standing: 'caution', text: drifts[0]! }
  const restless = states.filter(({ warmUp }) => warmUp.isSettled === false).length
  if (restless > 0)
    return {
      topic,
      standing: 'caution',
      text: `no drift, but the warm-up of ${restless} of ${plural(states.length, 'cell')} had not settled`,
    }
  return { topic, standing: 'good', text: 'no drift of the sealed median in any cell' }
}

function interference({ cells }: Run): StandingLine {
  const topic = 'interference'
  const all = cells.flatMap((cell) => cell.interference ?? [])
  if (all.length === 0) return { topic, standing: 'untold', text: 'not told by this run' }
  const most = (name: 'othersShare' | 'stealShare' | 'throttledShare') => {
    const shares = all.flatMap((one) => one[name] ?? [])
    return shares.length === 0 ? undefined : Math.max(...shares)
  }
  const [others, stolen, throttled] = [most('othersShare'), most('stealShare'), most('throttledShare')]
  const isQuiet = [others, stolen, throttled].every((value) => (value ?? 0) < othersShareMin)
  return {
    topic,
    standing: isQuiet ? 'good' : 'caution',
    text: `at most ${share(others)} of the CPU used by others, ${share(stolen)} stolen, ${share(throttled)} throttled`,
  }
}

function share(value: number | undefined): string {
  return value === undefined ? nothing : describePercent(value)
}

function counts(run: Run): StandingLine {
  const topic = 'KMS calls'
  const told = run.cells.filter(({ kms }) => kms.oracle.verdict !== 'none')
  if (told.length === 0) return { topic, standing: 'untold', text: 'counted; no theory fits these settings' }
  const apart = told.filter(({ kms }) => kms.oracle.verdict === 'disagrees')
  if (apart.length > 0)
    return {
      topic,
      standing: 'bad',
      text: `not those that theory predicts in ${apart.length} of ${plural(told.length, 'cell')}: ${named(apart.map((cell) => shortLabel(run, cell)))}`,
    }
  const where =
    told.length === run.cells.length ? '' : ` in the ${plural(told.length, 'cell')} that it covers`
  return { topic, standing: 'good', text: `those that theory predicts${where}` }
}

function named(faults: readonly string[]): string {
  const more = faults.length - faultsNamed
  return [...faults.slice(0, faultsNamed), ...(more > 0 ? [`${more} more`] : [])].join('; ')
}
