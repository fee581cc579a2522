/**
 * What a format for another program is: pure functions from what is stored to
 * one text.
 *
 * @module
 */
import { UsageError } from '../../errors.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Run } from '../../run-store/run-format.ts'

/** One run or several of them, in the order in which they were named; or one comparison. */
export type Exported =
  | { readonly kind: 'runs'; readonly runs: readonly [Run, ...Run[]] }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }

export interface ExportFormat {
  /** As the command line has it. */
  readonly name: string
  /** What reads it, in a few words. */
  readonly summary: string
  /** What such a file is usually called. */
  readonly fileName: string
  /** Of one run; missing where `ofRuns` is there, or where the format has no place for a run. */
  readonly ofRun?: (run: Run) => string
  /** Of one run or several. */
  readonly ofRuns?: (runs: readonly [Run, ...Run[]]) => string
  /** Missing where the format has no place for a comparison. */
  readonly ofComparison?: (comparison: Comparison) => string
}

/** The text of `exported` in `format`. @throws {UsageError} where the format has no place for it */
export function renderExport(format: ExportFormat, exported: Exported): string {
  if (exported.kind === 'comparison') {
    if (format.ofComparison !== undefined) return format.ofComparison(exported.comparison)
    throw new UsageError(
      `${format.name} has no place for a comparison. Export a run, or take a format that has one.`,
    )
  }
  const { runs } = exported
  if (format.ofRuns !== undefined) return format.ofRuns(runs)
  if (format.ofRun === undefined)
    throw new UsageError(
      `${format.name} has no place for a run. Export a comparison, or take another format.`,
    )
  if (runs.length > 1)
    throw new UsageError(
      `${format.name} takes one run, and ${runs.length} are named. Export them one by one.`,
    )
  return format.ofRun(runs[0])
}

/** What the format has a place for. */
export function placesOf({ ofRun, ofRuns, ofComparison }: ExportFormat): {
  readonly run: boolean
  readonly severalRuns: boolean
  readonly comparison: boolean
} {
  return {
    run: (ofRun ?? ofRuns) !== undefined,
    severalRuns: ofRuns !== undefined,
    comparison: ofComparison !== undefined,
  }
}
