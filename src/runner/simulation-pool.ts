/**
 * Simulates fleets on worker threads: several at a time, and so that Ctrl-C is
 * heard meanwhile.
 *
 * @module
 */
import os from 'node:os'
import path from 'node:path'

import { Piscina } from 'piscina'

import type { SimulatedFleet } from '../planner/plan-document.ts'
import type { SimulationTask } from './simulation-task.ts'

/** The task file has the ending of this one: `.ts` in a checkout, `.js` in a package. */
const taskFile = path.join(import.meta.dirname, `simulation-task${path.extname(import.meta.filename)}`)

export class SimulationPool implements AsyncDisposable {
  readonly #pool: Piscina<SimulationTask, SimulatedFleet>

  /** As many workers as there are cores, or `tasks` if those are fewer. */
  constructor(tasks: number) {
    const workers = Math.max(1, Math.min(tasks, os.availableParallelism()))
    this.#pool = new Piscina({
      filename: taskFile,
      minThreads: workers,
      maxThreads: workers,
      atomics: 'disabled',
      workerHistogram: false,
      recordTiming: false,
    })
  }

  /** Undefined where `signal` has ended it. */
  async run(task: SimulationTask, signal: AbortSignal): Promise<SimulatedFleet | undefined> {
    if (signal.aborted) return undefined
    try {
      return await this.#pool.run(task, { signal })
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy()
  }
}
