/**
 * The worker pool: a task is a whole cell, because a cell's caches and key
 * material are state that must not leave their thread; what it measures comes
 * back in slices as it goes.
 *
 * @module
 */
import os from 'node:os'
import path from 'node:path'
import { MessageChannel } from 'node:worker_threads'

import { Piscina } from 'piscina'

import { judgeConditions } from '../judge/conditions.ts'
import type { SharedSpend } from '../kms/spend-cap.ts'
import type { SegmentFigures } from '../measure/operation-recorder.ts'
import type { Interference } from '../run-store/interference-format.ts'
import type { Calibration, CellResult } from '../run-store/run-format.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import { failedCell } from './cell-result.ts'
import { interferenceBetween, readCounters } from './interference.ts'
import type { CellMessage, CellProgress, CellTask } from './cell-task.ts'

export interface CellListener {
  /** Histogram lines of a finished segment, and what it says by itself if it is one of an operation. */
  segment(lines: string, figures?: SegmentFigures): void
  progress(progress: CellProgress): void
  /** Events as NDJSON. */
  audit(lines: string): void
}

export interface CellPoolOptions {
  /** Threads. */
  readonly workers: number
  /** What the KMS calls of all cells together may amount to. */
  readonly spend?: SharedSpend | undefined
  readonly isAudited?: boolean
  /** The KMS keys of cells whose KMS is not embedded. */
  readonly keyArns?: ReadonlyMap<string, string | undefined>
  /** What the harness costs here, where an earlier part of the run has measured it. */
  readonly calibration?: Calibration | undefined
  /** Holds the task; tests give another. */
  readonly file?: string
}

/** The task file has the ending of this one: `.ts` in a checkout, `.js` in a package. */
const taskFile = path.join(import.meta.dirname, `cell-task${path.extname(import.meta.filename)}`)

export class CellPool implements AsyncDisposable {
  readonly #pool: Piscina<CellTask | undefined, CellResult | Calibration>
  readonly #stops = new Set<() => void>()
  readonly #spend: SharedSpend | undefined
  readonly #isAudited: boolean
  readonly #keyArns: ReadonlyMap<string, string | undefined>
  readonly #workers: number
  #calibration: Calibration | undefined
  #isStopped = false

  constructor(options: CellPoolOptions) {
    const { workers, spend, isAudited = false, keyArns = new Map(), calibration, file = taskFile } = options
    this.#workers = workers
    this.#calibration = calibration
    this.#keyArns = keyArns
    this.#spend = spend
    this.#isAudited = isAudited
    this.#pool = new Piscina({
      filename: file,
      minThreads: workers,
      maxThreads: workers,
      // A blocked thread would freeze TTLs and refreshes.
      atomics: 'disabled',
      workerHistogram: false,
      recordTiming: false,
    })
    // What a worker throws outside of its task; the cell that it runs, if any, says so itself.
    this.#pool.on('error', () => undefined)
  }

  async calibrate(): Promise<Calibration> {
    this.#calibration = (await this.#pool.run(undefined, { name: 'runCalibration' })) as Calibration
    return this.#calibration
  }

  /** Runs one cell. A worker that dies, or fails, gives a cell that says so. */
  async run(cell: PlannedCell, histograms: string, listener: CellListener): Promise<CellResult> {
    const { port1: ours, port2: theirs } = new MessageChannel()
    const stop = (): void => ours.postMessage('stop')
    this.#stops.add(stop)
    ours.on('message', (message: CellMessage) => {
      switch (message.kind) {
        case 'segment':
          return listener.segment(message.lines, message.figures)
        case 'audit':
          return listener.audit(message.lines)
        case 'progress':
          return listener.progress(message.progress)
        default:
          return message satisfies never
      }
    })
    const closed = new Promise((resolve) => ours.once('close', resolve))
    if (this.#isStopped) stop()
    const before = readCounters()
    try {
      const { id, params, scenario } = cell
      const result = await this.#pool.run(
        {
          id,
          params,
          scenario,
          histograms,
          keyArn: this.#keyArns.get(id),
          spend: this.#spend,
          isAudited: this.#isAudited,
          port: theirs,
        },
        // The pool's types take the transfer list for that of a browser's port.
        { transferList: [theirs] as never },
      )
      // The result may overtake the last segments, which come by another way.
      await closed
      // A worker that threw null gives this too.
      if (result === null || result === undefined)
        return failedCell(cell, histograms, 'its worker gave no result')
      return this.#judged(result as CellResult, interferenceBetween(before, readCounters()))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return failedCell(cell, histograms, `its worker failed: ${message}`)
    } finally {
      this.#stops.delete(stop)
      ours.close()
    }
  }

  #judged(cell: CellResult, interference: Interference): CellResult {
    const conditions = {
      calibration: this.#calibration,
      workers: this.#workers,
      cores: os.availableParallelism(),
    }
    return judgeConditions({ ...cell, interference }, conditions)
  }

  /** Lets running cells end where they are and give what they have. */
  stop(): void {
    this.#isStopped = true
    for (const stop of this.#stops) stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy()
  }
}
