/**
 * Compares two versions by running them in turns on this machine, and runs
 * again what looks like a regression before it says so.
 *
 * @module
 */
import path from 'node:path'

import { compareRuns, type ComparisonOptions } from '../judge/comparison/compare-runs.ts'
import { runGroup } from '../judge/comparison/compared-runs.ts'
import { confirmed, suspiciousCells } from '../judge/comparison/confirm.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import type { Comparison } from '../run-store/comparison-format.ts'
import { interleave, type InterleavedOptions, type Version } from './interleaved-runs.ts'

export interface VersionComparisonOptions
  extends
    Omit<InterleavedOptions, 'versions' | 'rounds' | 'cells'>,
    Pick<ComparisonOptions, 'tolerance' | 'questions' | 'by' | 'mustFind' | 'isStrict'> {
  readonly base: Version
  readonly candidate: Version
  /** Runs of each version; as many again where something is suspicious. */
  readonly rounds: number
  /** Called once before suspicious cells are run again. */
  readonly onSuspicion?: (cells: readonly string[]) => void
}

/**
 * Undefined where `signal` ended it before all runs were made.
 *
 * @throws {RepetitionFailedError}
 */
export async function compareVersions(options: VersionComparisonOptions): Promise<Comparison | undefined> {
  const { base, candidate } = options
  const isInterrupted = () => options.signal?.aborted === true
  const versions = [base, candidate]
  const first = await interleave({ ...options, versions })
  // Half a comparison says nothing, whatever it looks like.
  if (first[0]!.length === 0 || isInterrupted()) return undefined
  const sides = compared(options, first)
  const verdict = compareRuns(sides)
  const cells = suspiciousCells(verdict, sides)
  if (cells.length === 0) return verdict
  options.onSuspicion?.(cells)
  const output = path.join(options.output, 'again')
  const again = await interleave({ ...options, versions, cells, output, seed: options.seed + 1 })
  if (again[0]!.length === 0 || isInterrupted()) return undefined
  const all = first.map((runs, index) => [...runs, ...again[index]!])
  return confirmed(compareRuns(compared(options, all, cells)), compareRuns(compared(options, again)))
}

function compared(
  { base, candidate, tolerance, questions, by, mustFind, isStrict }: VersionComparisonOptions,
  [ofBase, ofCandidate]: readonly (readonly StoredRun[])[],
  rerunCells: readonly string[] = [],
): ComparisonOptions {
  return {
    base: runGroup(base.name, ofBase!),
    candidate: runGroup(candidate.name, ofCandidate!),
    design: 'paired',
    rerunCells,
    ...(tolerance !== undefined && { tolerance }),
    ...(questions !== undefined && { questions }),
    ...(by !== undefined && { by }),
    mustFind,
    ...(isStrict !== undefined && { isStrict }),
  }
}
