/**
 * Which cells and runs of two sides count, and what is to be said of those that
 * do not: what is missing must not vanish, as it may be what was slow.
 *
 * @module
 */
import type { StoredRun } from '../../run-store/read-run.ts'
import type { CellResult } from '../../run-store/run-format.ts'
import { isBroken } from '../../run-store/run-facts.ts'
import type { RunGroup } from './compared-runs.ts'

export interface Sides {
  readonly base: RunGroup
  readonly candidate: RunGroup
}

/** Cells of the base that the candidate has too. */
export function sharedCells({ base, candidate }: Sides): CellResult[] {
  const known = new Set(candidate.runs.flatMap(({ run }) => run.cells.map(keyOf)))
  return cellsOf(base).filter((cell) => known.has(keyOf(cell)))
}

/**
 * Cells that are neither faster nor slower: they are missing in the candidate,
 * or fewer than half of the runs of a side can be trusted. Those that are left
 * would be the ones that happened to be fast.
 */
export function brokenCells({ base, candidate }: Sides): string[] {
  const shared = new Set(sharedCells({ base, candidate }).map(keyOf))
  const missing = cellsOf(base).filter((cell) => !shared.has(keyOf(cell)))
  return [
    ...missing.map(({ id }) => `cell ${id} is missing in ${candidate.name}`),
    ...mostlyBroken(candidate, ''),
    ...mostlyBroken(base, ' of the base'),
  ]
}

/** What only the candidate has is compared with nothing. */
export function unknownCells({ base, candidate }: Sides): string[] {
  const known = new Set(cellsOf(base).map(keyOf))
  return cellsOf(candidate)
    .filter((cell) => !known.has(keyOf(cell)))
    .map(({ id }) => `cell ${id} is not in ${base.name}, and is compared with nothing`)
}

/** Runs that do not count in some cell, so that nobody takes the others for all. */
export function leftOut({ name, runs }: RunGroup): string[] {
  return runs.flatMap(({ run }) => [
    ...(isWhole(run)
      ? []
      : [
          `run ${run.id} of ${name} is not whole: ${run.cells.length} of ${run.cellsPlanned} cells, ${run.status}`,
        ]),
    ...run.cells
      .filter(isBroken)
      .map(
        ({ id, validity }) =>
          `run ${run.id} of ${name} does not count in cell ${id}, as that is ${whyNot(validity)}`,
      ),
  ])
}

function mostlyBroken({ runs }: RunGroup, whose: string): string[] {
  return cellsOf({ name: '', runs }).flatMap((cell) => {
    const found = runs.flatMap(({ run }) => run.cells.filter((one) => keyOf(one) === keyOf(cell)))
    // A run that was told to run other cells lacks nothing.
    const lacking = runs.filter(
      ({ run }) => !isWhole(run) && !run.cells.some((one) => keyOf(one) === keyOf(cell)),
    )
    const broken = found.filter(isBroken)
    const [all, bad] = [found.length + lacking.length, broken.length + lacking.length]
    if (2 * bad <= all) return []
    const { verdict, reasons } = broken[0]?.validity ?? {
      verdict: 'missing',
      reasons: ['the run is not whole'],
    }
    const many = all === 1 ? '' : ` in ${bad} of ${all} runs`
    return [`cell ${cell.id}${whose} is ${verdict}${many}: ${reasons.join('; ')}`]
  })
}

function whyNot({ verdict, reasons }: CellResult['validity']): string {
  return reasons.length === 0 ? verdict : `${verdict}: ${reasons.join('; ')}`
}

function isWhole({ status, cells, cellsPlanned }: StoredRun['run']): boolean {
  return status === 'complete' && cells.length >= cellsPlanned
}

/** Those of all runs, each once. */
function cellsOf({ runs }: RunGroup): CellResult[] {
  const cells = runs.flatMap(({ run }) => run.cells)
  return [...new Map(cells.map((cell) => [keyOf(cell), cell])).values()]
}

/** Cells of two runs are the same where their names and parameters are. */
function keyOf({ id, params }: CellResult): string {
  return `${id} ${JSON.stringify(params)}`
}
