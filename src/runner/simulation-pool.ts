/**
 * Simulates fleets on worker threads: several at a time, and so that Ctrl-C is
 * heard meanwhile. A simulation bounds its own work; should that fail, it is
 * given up here, and theory is what is left.
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

/** Far beyond what the bounded work of all simulations of a plan takes, on the wall. */
const usualLimitMs = 60_000

export interface SimulationPoolOptions {
  /** How many there will be. */
  readonly tasks: number
  /** On the wall, for all of them together, from the first on. */
  readonly limitMs?: number
  /** Holds the task; tests give another. */
  readonly file?: string
}

/** What came of one simulation. */
export type Outcome =
  | { readonly kind: 'simulated'; readonly simulation: SimulatedFleet }
  | { readonly kind: 'given up'; readonly reason: string }
  | { readonly kind: 'interrupted' }

export class SimulationPool implements AsyncDisposable {
  /** As many workers as there are cores, or tasks if those are fewer. */
  readonly workers: number
  readonly #pool: Piscina<SimulationTask, SimulatedFleet>
  readonly #limitMs: number
  #limit: AbortSignal | undefined

  constructor({ tasks, limitMs = usualLimitMs, file = taskFile }: SimulationPoolOptions) {
    this.workers = Math.max(1, Math.min(tasks, os.availableParallelism()))
    this.#limitMs = limitMs
    this.#pool = new Piscina({
      filename: file,
      minThreads: this.workers,
      maxThreads: this.workers,
      atomics: 'disabled',
      workerHistogram: false,
      recordTiming: false,
    })
    // What ends a worker is told by the simulation that it was at.
    this.#pool.on('error', () => undefined)
  }

  /** Those that the limit leaves no time for are given up, begun or not. */
  async run(task: SimulationTask, signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) return { kind: 'interrupted' }
    this.#limit ??= AbortSignal.timeout(this.#limitMs)
    const limit = this.#limit
    try {
      const simulation = await this.#pool.run(task, { signal: AbortSignal.any([signal, limit]) })
      return { kind: 'simulated', simulation }
    } catch (error) {
      if (signal.aborted) return { kind: 'interrupted' }
      if (limit.aborted) return { kind: 'given up', reason: this.#tooLong() }
      if (isOutOfMemory(error)) return { kind: 'given up', reason: 'that takes more memory than there is' }
      throw error
    }
  }

  #tooLong(): string {
    return `all simulations together take longer than ${this.#limitMs / 1000} s`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy()
  }
}

/** The heap of a worker has a limit, and so has one array. */
function isOutOfMemory(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string }
  const isTooLong = error instanceof RangeError && /array|allocation/i.test(message ?? '')
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || isTooLong
}
