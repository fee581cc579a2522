/**
 * Listens to what the thread of a cell goes through, so that its slow records
 * can be told their causes.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { RealClock } from '../clock/real-clock.ts'
import { GcLog, type GcTotals } from '../measure/gc-log.ts'
import { TailRecorder } from '../measure/tail/tail-recorder.ts'
import { openRunDelay } from '../measure/tail/work-span.ts'
import type { CellWorld } from './cell-world.ts'

/** After so many records V8 has compiled what it will; a warm-up takes its share of them. */
const compiledAfter = 2000
/** What is first used in a cell is used in its first block. */
const firstUsesMin = 64

export class CellTails implements Disposable {
  readonly put: TailRecorder
  readonly get: TailRecorder
  readonly #collections = new GcLog()
  readonly #stack = new DisposableStack()

  constructor({ scenario, clock }: CellWorld) {
    const collections = this.#collections
    collections.start()
    this.#stack.defer(() => collections.stop())
    const runDelay = openRunDelay()
    if (runDelay !== undefined) this.#stack.use(runDelay)
    const lateTurns = clock instanceof RealClock ? clock.late : undefined
    const firstUses = Math.max(firstUsesMin, compiledAfter - scenario.measure.warmUpRecords)
    const sources = { collections, lateTurns, runDelay, firstUses }
    this.put = new TailRecorder(sources)
    this.get = new TailRecorder(sources)
  }

  /** Called before each turn of the event loop that the cell takes between blocks. */
  settle(): void {
    this.put.settle()
    this.get.settle()
  }

  /** Waits until all is known of the records so far. */
  async finish(): Promise<void> {
    while (this.put.isWaiting || this.get.isWaiting) {
      this.settle()
      await turnOfEventLoop()
    }
    await this.#collections.settled()
  }

  /** Pauses of garbage collection since the cell's load began; whole once `finish` is done. */
  get pauses(): GcTotals {
    return this.#collections.totals
  }

  [Symbol.dispose](): void {
    this.#stack.dispose()
  }
}
