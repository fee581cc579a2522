/**
 * Some records' work in one go, and how long the thread stood ready meanwhile
 * without a processor to run on.
 *
 * @module
 */
import { closeSync, openSync, readSync } from 'node:fs'

/** Reads how long this thread has waited for a processor so far, in ns. */
export interface RunDelay extends Disposable {
  read(): number
}

export class WorkSpan {
  readonly #source: RunDelay
  readonly #began: number
  #delayNs = 0

  constructor(source: RunDelay) {
    this.#source = source
    this.#began = source.read()
  }

  /** The work is done. Only where some of it was slow is this worth its cost. */
  end(): void {
    this.#delayNs = this.#source.read() - this.#began
  }

  /** What of `excess` ns the thread's not running explains, where it is half or more, else 0. No delay explains two records. */
  takeDelay(excess: number): number {
    if (this.#delayNs < excess / 2) return 0
    const taken = Math.min(this.#delayNs, excess)
    this.#delayNs -= taken
    return taken
  }
}

const scheduleOfThread = '/proc/thread-self/schedstat'
const space = 0x20

/**
 * As Linux tells it of the thread that calls this; undefined elsewhere. A
 * hypervisor that takes the processor away is not seen.
 *
 * The file holds three numbers: ns run, ns waited for a processor, time slices
 * (Documentation/scheduler/sched-stats.rst of the kernel).
 */
export function openRunDelay(path = scheduleOfThread): RunDelay | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  const text = Buffer.alloc(128)
  return {
    read: () => {
      const length = readSync(file, text, 0, text.length, 0)
      let index = text.indexOf(space) + 1
      let delay = 0
      for (; index < length && text[index] !== space; index += 1) delay = delay * 10 + text[index]! - 0x30
      return delay
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}
