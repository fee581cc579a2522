/**
 * The end of every run: its verdict from what is stored, and its report.
 *
 * @module
 */
import { createHash } from 'node:crypto'

import { judgeClaims } from '../judge/claims.ts'
import { crossingsOf } from '../judge/crossings.ts'
import { mergedNoiseFloor } from '../judge/operation-result.ts'
import { judgeRun } from '../judge/run-verdict.ts'
import { judgeThresholds } from '../judge/thresholds.ts'
import type { LatencyLog } from '../measure/series.ts'
import { reportDataOf } from '../report/data/report-data.ts'
import { writeReport } from '../report/write-report.ts'
import { readRun } from '../run-store/read-run.ts'
import type { RunFolder } from '../run-store/run-folder.ts'
import type { CellResult, ClaimResult, Run } from '../run-store/run-format.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import { mergeBuckets } from '../statistics/buckets.ts'

export interface FinishedRun {
  readonly run: Run
  readonly folder: string
  /** Undefined where none was wanted. */
  readonly report: string | undefined
}

export interface JudgedOptions {
  readonly interrupted: boolean
  /** Whether an inconclusive claim fails the run. */
  readonly strict: boolean
  /** Judges the claims where they are not those of a single run. */
  readonly claims?: (logOf: (cellId: string) => LatencyLog) => ClaimResult[]
}

/** The run with its verdict, from its cells and their stored histograms. */
export function judgeStored(
  loaded: LoadedScenario,
  run: Run,
  folder: RunFolder,
  { interrupted, strict, claims: judged }: JudgedOptions,
): Run {
  const { cells, seed } = run
  // Written first, so that histograms can be read by the cells that they belong to.
  folder.writeRun(run)
  const logOf = logReader(folder.path)
  const claims = judged?.(logOf) ?? judgeClaims(loaded.claims, cells, logOf, seed, loaded.scenario.clock)
  const thresholds = judgeThresholds(loaded.thresholds, cells, logOf)
  return {
    ...run,
    ...judgeRun({ cells, claims, thresholds, interrupted, strict }),
    status: interrupted ? 'interrupted' : 'complete',
    recordStreamHash: streamHash(cells),
    noiseFloor: mergedNoiseFloor(noiseFloorLogs(cells, logOf), seed),
    claims,
    thresholds,
    crossings: crossingsOf(claims, cells),
  }
}

/** Stores a run that was judged, and draws its report if that is wanted. */
export async function finish(run: Run, folder: RunFolder, isDrawn: boolean): Promise<FinishedRun> {
  folder.writeRun(run)
  folder.dropJournal()
  if (!isDrawn) return { run, folder: folder.path, report: undefined }
  const logs = logReader(folder.path)
  // The pictures are drawn from the run as it is stored, and so can be drawn again from it, byte for byte.
  const { html } = await writeReport(reportDataOf(readRun(folder.path).run, logs), folder.path)
  return { run, folder: folder.path, report: html }
}

/** Cells whose histograms are kept at hand; each may take megabytes. */
const logsAtHand = 4

function logReader(folder: string): (cellId: string) => LatencyLog {
  const stored = readRun(folder)
  const known = new Map<string, LatencyLog>()
  return (cellId) => {
    const log = known.get(cellId) ?? stored.logOf(cellId)
    known.set(cellId, log)
    if (known.size > logsAtHand) known.delete(known.keys().next().value!)
    return log
  }
}

/** Above this many cells each counts as one segment of the noise floor, so that memory does not grow with them. */
const cellsInSegments = 12

function noiseFloorLogs(cells: readonly CellResult[], logOf: (cellId: string) => LatencyLog): LatencyLog[] {
  const measured = cells.filter(({ records }) => records > 0)
  return measured.map(({ id }) => {
    const series = [...logOf(id)].filter(([name]) => /\.(plain|again)\.serviceTime$/.test(name))
    return new Map(
      series.map(([name, segments]) => [
        name,
        measured.length > cellsInSegments ? [mergeBuckets(segments)] : segments,
      ]),
    )
  })
}

function streamHash(cells: readonly CellResult[]): string {
  const hash = createHash('sha256').update('sealbench/run/v1')
  for (const { id, recordStreamHash } of cells) hash.update(`\0${id}\0${recordStreamHash}`)
  return hash.digest('hex')
}
