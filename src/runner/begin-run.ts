/**
 * The beginning of every run: its folder, and what is known of it before
 * anything is measured.
 *
 * @module
 */
import path from 'node:path'

import { exitCodes } from '../judge/exit-codes.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import type { Told } from '../run-store/told-format.ts'
import { newRunId, RunFolder } from '../run-store/run-folder.ts'
import { schemaVersion, type Run } from '../run-store/run-format.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import { describeEnvironment } from './environment.ts'

export interface BeginOptions {
  /** Runs go into `<reports>/<scenario>/<run id>`. */
  readonly reports: string
  /** A stored run of the same scenario that was not finished. */
  readonly resume?: StoredRun | undefined
  /** What the command line said beside the scenario, kept with the run; of one that is gone on with, what it said first. */
  readonly told?: Told | undefined
}

/** A new run on disk, or the stored one that is gone on with. @throws {OutputUnwritableError} */
export function beginRun(
  loaded: LoadedScenario,
  { reports, resume, told }: BeginOptions,
): { folder: RunFolder; run: Run } {
  if (resume !== undefined) return { folder: new RunFolder(resume.folder), run: resume.run }
  const now = new Date()
  const id = newRunId(now)
  const none = { estimateNs: 0, ci95Ns: null }
  const nothing = { p50: none, p90: none, p99: none, p999: none, mean: none }
  const run: Run = {
    schemaVersion,
    id,
    status: 'running',
    scenario: { ...loaded.resolved },
    scenarioFile: path.relative('', loaded.path),
    ...(told && { told }),
    seed: loaded.scenario.seed,
    recordStreamHash: '',
    environment: describeEnvironment(now),
    calibration: { timerNs: 0, recorderNs: 0, nullRecordNs: 0 },
    noiseFloor: { put: nothing, get: nothing },
    cells: [],
    cellsPlanned: loaded.cells.length,
    claims: [],
    thresholds: [],
    verdict: 'none',
    reasons: ['the run has not ended'],
    exitCode: exitCodes.interrupted,
    elapsedNs: 0,
  }
  const folder = new RunFolder(path.join(reports, loaded.scenario.name, id))
  folder.writeRun(run)
  return { folder, run }
}
