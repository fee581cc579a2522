/**
 * Under what conditions the figures of a run came about, in sentences: what the
 * harness itself adds to them, what changed while they were taken, and who else
 * used the machine.
 *
 * @module
 */
import type { CellResult, OperationResult, Run } from '../run-store/run-format.ts'
import type { SteadyState } from '../run-store/steady-state-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { describePercent } from '../units/share.ts'
import { wasMeasured } from './overview.ts'
import { shortLabel } from './parameters.ts'

/** Of sealed at p50: where the harness is more of a record than this, levels are its own too. Differences of arms stay. */
const harnessShareMax = 0.1
/** The last third of the segments may differ from the first by this, and where there is no trend one is seen so often. */
const driftShareMax = 0.1
const driftP = 0.01
/** Of others only so many are named. */
const driftsNamed = 3
/** Less CPU than this used by others goes without saying. */
export const othersShareMin = 0.1

/** Those that there is something to say about; runs of before 0.2 know little of it. */
export function conditionNotes(run: Run): string[] {
  return [...harnessNote(run), ...driftNotes(run), ...othersNote(run)]
}

interface MeasuredOperation {
  readonly name: 'put' | 'get'
  readonly result: OperationResult
}

function harnessNote({ calibration: { nullServiceNs }, cells }: Run): string[] {
  const measured = cells.flatMap(operationsOf)
  if (nullServiceNs === undefined || measured.length === 0) return []
  const shareOf = (arm: 'plain' | 'sealed'): number =>
    nullServiceNs / Math.max(1, Math.min(...measured.map(({ result }) => result[arm].serviceTime.p50)))
  const [ofPlain, ofSealed] = [shareOf('plain'), shareOf('sealed')]
  const note =
    `The harness’s own cost is at most ${describeDuration(nullServiceNs)} a record ` +
    `(${describePercent(ofSealed)} of the shortest sealed p50, ${describePercent(ofPlain)} of the shortest plain one), not subtracted.`
  if (ofSealed <= harnessShareMax) return [note]
  return [
    `${note} That is more than ${describePercent(harnessShareMax)}: take times for upper bounds; differences of arms stay what they are.`,
  ]
}

export function driftNotes(run: Run): string[] {
  const drifts = run.cells.flatMap((cell) =>
    operationsOf(cell).flatMap(({ name }) => driftNote(run, cell, name, cell.steadyState?.[name])),
  )
  const left = drifts.length - driftsNamed
  return left > 0 ? [...drifts.slice(0, driftsNamed), `Nor were ${left} more series steady.`] : drifts
}

function driftNote(
  run: Run,
  cell: CellResult,
  name: 'put' | 'get',
  drifts: SteadyState['put'] | undefined,
): string[] {
  if (drifts === undefined || drifts === null) return []
  const { plain, sealed } = drifts
  if (Math.abs(sealed.share) <= driftShareMax || sealed.p >= driftP) return []
  return [
    `${shortLabel(run, cell)}: the median of a sealed ${name} went ${change(sealed.share)} from the first third of the cell to the last ` +
      `(p = ${sealed.p.toPrecision(1)}), that of a plain one ${change(plain.share)}: what was measured was not steady.`,
  ]
}

function othersNote({ cells }: Run): string[] {
  const shares = cells.flatMap(({ interference }) => interference?.othersShare ?? [])
  const most = Math.max(0, ...shares)
  if (most < othersShareMin) return []
  return [
    `Other processes used up to ${describePercent(most)} of the CPU while cells were measured: intervals are as wide as that made them.`,
  ]
}

function operationsOf(cell: CellResult): MeasuredOperation[] {
  return (['put', 'get'] as const)
    .map((name) => ({ name, result: cell[name] }))
    .filter(({ result }) => wasMeasured(result))
}

function change(share: number): string {
  return `${share < 0 ? 'down' : 'up'} by ${describePercent(Math.abs(share))}`
}
