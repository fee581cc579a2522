/**
 * KMS calls over time in no more slices than pictures draw, so that the length
 * of what was counted does not make a page heavy.
 *
 * @module
 */
import type { CellResult, KmsResult, Run } from '../../run-store/run-format.ts'
import { drawnKeys } from './keys-timeline.ts'

type Timeline = KmsResult['timeline']

/** More bars than these cannot be told apart. */
export const slicesMax = 120

/** `run` with neighbouring slices of each cell put together: sums of calls stay, and means of keys held. */
export function withDrawnTimelines(run: Run): Run {
  const cells = run.cells.map(withDrawn)
  return cells.every((cell, at) => cell === run.cells[at]) ? run : { ...run, cells }
}

function withDrawn(cell: CellResult): CellResult {
  const { kms, exposure } = cell
  const timeline = drawnTimeline(kms.timeline)
  const keys = exposure?.timeline && drawnKeys(exposure.timeline)
  if (timeline === kms.timeline && keys === exposure?.timeline) return cell
  return {
    ...cell,
    kms: { ...kms, timeline },
    ...(exposure && { exposure: { ...exposure, timeline: keys ?? null } }),
  }
}

/** At most `slicesMax` slices; the last may reach beyond the end. */
export function drawnTimeline(timeline: Timeline): Timeline {
  const perSlice = Math.ceil(lengthOf(timeline) / slicesMax)
  if (perSlice <= 1) return timeline
  const { sliceNs, GenerateDataKey, Decrypt, Encrypt, byPrincipal } = timeline
  const summed = (calls: readonly number[]) => sums(calls, perSlice)
  return {
    sliceNs: perSlice * sliceNs,
    GenerateDataKey: summed(GenerateDataKey),
    Decrypt: summed(Decrypt),
    ...(Encrypt && { Encrypt: summed(Encrypt) }),
    ...(byPrincipal && {
      byPrincipal: byPrincipal.map(({ principal, calls }) => ({ principal, calls: summed(calls) })),
    }),
  }
}

function lengthOf({ GenerateDataKey, Decrypt, Encrypt = [], byPrincipal = [] }: Timeline): number {
  const all = [GenerateDataKey, Decrypt, Encrypt, ...byPrincipal.map(({ calls }) => calls)]
  return Math.max(...all.map(({ length }) => length))
}

function sums(calls: readonly number[], perSlice: number): number[] {
  return Array.from({ length: Math.ceil(calls.length / perSlice) }, (_, at) =>
    calls.slice(at * perSlice, (at + 1) * perSlice).reduce((total, value) => total + value, 0),
  )
}
