/**
 * Runs a scenario from its first cell to the verdict: cells over the worker
 * pool, the run written as it goes, judged and reported at the end.
 *
 * @module
 */
import os from 'node:os'

import { monotonicNow } from '../clock/monotonic.ts'
import { RunUnreadableError } from '../errors.ts'
import { newSpend, type SharedSpend } from '../kms/spend-cap.ts'
import { latencyLogHeader } from '../measure/latency-log.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import type { RunFolder } from '../run-store/run-folder.ts'
import type { CellResult, Run } from '../run-store/run-format.ts'
import { isFinished } from '../run-store/run-facts.ts'
import type { LoadedScenario, PlannedCell } from '../scenario/loaded.ts'
import { CellPool } from './cell-pool.ts'
import { workOf } from './cell-work.ts'
import { beginRun, type BeginOptions } from './begin-run.ts'
import { checkInputs } from './check-inputs.ts'
import { findKmsKeys } from './find-kms-keys.ts'
import { finish, judgeStored, type FinishedRun } from './judge-run.ts'
import { ProgressMeter, type RunProgress } from './progress-meter.ts'

export interface RunOptions extends BeginOptions {
  /** Worker threads; as many as there are cores or cells if left out, whichever is less. */
  readonly workers?: number | undefined
  /** Whether an inconclusive claim fails the run. */
  readonly strict?: boolean
  /** Most KMS calls, every attempt counted; no cap if left out. The run stops before it is passed. */
  readonly maxKmsCalls?: number | undefined
  /** Whether every KMS call is written to `audit/<cell>.ndjson`. */
  readonly audit?: boolean
  /** Whether a report is drawn; it is if left out. */
  readonly isDrawn?: boolean
  /** Called several times a second. */
  readonly onProgress?: (progress: RunProgress) => void
  /** Ends the run early; what was measured is kept. */
  readonly signal?: AbortSignal
}

/**
 * @throws {InputUnreadableError} where a file of records or a trace is not what it should be.
 * @throws {KmsError} where the KMS of a scenario cannot be used.
 * @throws {OutputUnwritableError} where the run cannot be written; what was written before stays, to be resumed.
 */
export async function runScenario(loaded: LoadedScenario, options: RunOptions): Promise<FinishedRun> {
  const startedAt = monotonicNow()
  checkInputs(loaded.cells)
  const { maxKmsCalls } = options
  const spend = maxKmsCalls === undefined ? undefined : newSpend(maxKmsCalls)
  const keyArns = await findKmsKeys(loaded.cells, spend)
  const { folder, run: begun } = beginRun(loaded, options)
  folder.lock()
  try {
    return await runAndJudge(loaded, options, { folder, begun, startedAt, spend, keyArns })
  } finally {
    folder.unlock()
  }
}

interface BegunRun {
  readonly folder: RunFolder
  readonly begun: Run
  readonly startedAt: number
  readonly spend: SharedSpend | undefined
  readonly keyArns: ReadonlyMap<string, string | undefined>
}

async function runAndJudge(
  loaded: LoadedScenario,
  options: RunOptions,
  { folder, begun, startedAt, spend, keyArns }: BegunRun,
): Promise<FinishedRun> {
  const done = new Map(
    begun.cells.filter((cell) => isKept(cell, options.resume)).map((cell) => [cell.id, cell]),
  )
  const open = loaded.cells.filter(({ id }) => !done.has(id))
  const workers = workersFor(open, options)
  let { calibration } = begun

  if (open.length > 0) {
    await using pool = new CellPool({
      workers,
      spend,
      keyArns,
      isAudited: options.audit ?? false,
      calibration,
    })
    if (calibration.nullRecordNs === 0) calibration = await pool.calibrate()
    const running: Run = { ...begun, status: 'running', calibration, cells: [...done.values()] }
    folder.writeRun(running)
    const meter = meterOf(loaded, [...done.values()], options.onProgress)
    for (const cell of await runCells(open, pool, folder, meter, workers, options.signal))
      done.set(cell.id, cell)
  }
  const cells = loaded.cells.flatMap(({ id }) => done.get(id) ?? [])
  const elapsedNs = begun.elapsedNs + monotonicNow() - startedAt
  const run = judgeStored(loaded, { ...begun, calibration, cells, elapsedNs }, folder, {
    interrupted: options.signal?.aborted ?? false,
    strict: options.strict ?? false,
  })
  return finish(run, folder, options.isDrawn ?? true)
}

/** What cells will ask is worked out only where somebody looks. */
function meterOf(
  loaded: LoadedScenario,
  done: readonly CellResult[],
  listener: RunOptions['onProgress'],
): ProgressMeter {
  const work = listener === undefined ? [] : workOf(loaded.cells)
  return new ProgressMeter(loaded, done, { listener, work })
}

/** Cells that plan failures at a control port go one by one: they would overwrite each other's plans. */
export function workersFor(
  cells: readonly PlannedCell[],
  { workers, maxKmsCalls }: Pick<RunOptions, 'workers' | 'maxKmsCalls'>,
): number {
  const sharesPlan = cells.some(
    ({ scenario: { kms } }) => kms.control !== undefined && kms.failures.length > 0,
  )
  // So do those under a spend cap: it then ends few cells, and not all of them halfway.
  if (sharesPlan || maxKmsCalls !== undefined) return 1
  return Math.min(workers ?? os.availableParallelism(), Math.max(1, cells.length))
}

/** A finished cell whose histograms are gone or cut off is run again, and so is one whose suite may be here by now. */
function isKept(cell: CellResult, stored: StoredRun | undefined): boolean {
  if (!isFinished(cell) || cell.validity.verdict === 'absent') return false
  try {
    stored?.logOf(cell.id)
    return true
  } catch (error) {
    if (error instanceof RunUnreadableError) return false
    throw error
  }
}

/** As many cells at a time as there are workers; a cell that ends is stored at once. */
async function runCells(
  cells: readonly PlannedCell[],
  pool: CellPool,
  folder: RunFolder,
  meter: ProgressMeter,
  workers: number,
  signal: AbortSignal | undefined,
): Promise<CellResult[]> {
  const queue = [...cells]
  const results: CellResult[] = []
  let unwritable: unknown
  const stop = (): void => pool.stop()
  signal?.addEventListener('abort', stop, { once: true })
  const store = (write: () => void): void => {
    try {
      if (unwritable === undefined) write()
    } catch (error) {
      unwritable = error
      pool.stop()
    }
  }
  const lane = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      if (unwritable !== undefined || signal?.aborted === true) return
      const { id } = cell
      store(() => folder.beginHistograms(id, latencyLogHeader))
      meter.begin(id)
      const result = await pool.run(cell, folder.histogramsOf(id), {
        segment: (lines, figures) => {
          store(() => folder.appendHistograms(id, lines))
          if (figures !== undefined) meter.segment(id, figures)
        },
        progress: (progress) => meter.update(id, progress),
        audit: (lines) => store(() => folder.appendAudit(id, lines)),
      })
      if (isFinished(result)) store(() => folder.appendCell(result))
      meter.finish(id, result)
      results.push(result)
    }
  }
  await Promise.all(Array.from({ length: workers }, lane))
  signal?.removeEventListener('abort', stop)
  if (unwritable !== undefined) throw unwritable
  return results
}
