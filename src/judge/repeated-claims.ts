/**
 * The verdict of each claim on a scenario that was run several times: a run is
 * one observation, so that a verdict covers the next run too.
 *
 * @module
 */
import type { LatencyLog, SeriesName } from '../measure/series.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import type { CellResult, ClaimResult } from '../run-store/run-format.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import type { Buckets } from '../statistics/buckets.ts'
import { judgeClaims } from './claims.ts'
import type { EvidenceSource } from './evidence.ts'
import { repeatedEvidenceOf } from './repeated-evidence.ts'

/** `runs` are its repetitions, of all cells or of some. */
export function judgeRepeatedClaims(
  { claims, cells, scenario }: LoadedScenario,
  runs: readonly StoredRun[],
  alpha?: number,
): ClaimResult[] {
  const { seed, clock } = scenario
  const sources = new Map(cells.map(({ id }) => [id, sourcesOf(id, runs, { seed, clock })]))
  const results = cells.flatMap(({ id }) => (sources.get(id)![0] ?? firstOf(id, runs))?.cell ?? [])
  return judgeClaims(
    claims,
    results,
    (id) => joinedLog(sources.get(id)!),
    seed,
    clock,
    (question, merged) => repeatedEvidenceOf(question, merged, sources.get(merged.cell.id)!, alpha),
  )
}

/** Of each run in which the cell is valid. */
function sourcesOf(
  cellId: string,
  runs: readonly StoredRun[],
  common: Pick<EvidenceSource, 'seed' | 'clock'>,
): EvidenceSource[] {
  return runs.flatMap(({ run, logOf }) => {
    const cell = run.cells.find(({ id }) => id === cellId)
    if (cell?.validity.verdict !== 'valid') return []
    let log: LatencyLog | undefined
    return { ...common, cell, log: () => (log ??= logOf(cellId)) }
  })
}

/** A cell that is valid nowhere is judged as it is. */
function firstOf(cellId: string, runs: readonly StoredRun[]): { readonly cell: CellResult } | undefined {
  const cell = runs.flatMap(({ run }) => run.cells).find(({ id }) => id === cellId)
  return cell && { cell }
}

function joinedLog(sources: readonly EvidenceSource[]): LatencyLog {
  const joined = new Map<SeriesName, Buckets[]>()
  for (const { log } of sources)
    for (const [name, segments] of log()) joined.set(name, [...(joined.get(name) ?? []), ...segments])
  return joined
}
