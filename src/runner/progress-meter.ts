/**
 * How far a run is, put together from its cells.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import type { CellResult } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import type { CellProgress } from './cell-task.ts'

export interface RunProgress {
  /** In [0, 1]. */
  readonly share: number
  readonly cellsDone: number
  readonly cells: number
  /** The cell that was heard of last. */
  readonly cellId: string
  /** Of that cell's sealed put so far, in ns. */
  readonly p50Ns: number
  readonly p99Ns: number
  /** Of all cells of this sitting. */
  readonly kmsCalls: number
  /** Undefined until there is something to go by. */
  readonly etaNs: number | undefined
}

const nothing: CellProgress = { share: 0, records: 0, p50Ns: 0, p99Ns: 0, kmsCalls: 0 }

export class ProgressMeter {
  readonly #progress: Map<string, CellProgress>
  readonly #earlier: number
  readonly #listener: ((progress: RunProgress) => void) | undefined
  readonly #startedAt = monotonicNow()
  #done: number

  /** `done` are cells of an earlier sitting. */
  constructor(
    cells: readonly PlannedCell[],
    done: readonly string[],
    listener?: (progress: RunProgress) => void,
  ) {
    this.#progress = new Map(
      cells.map(({ id }) => [id, done.includes(id) ? { ...nothing, share: 1 } : nothing]),
    )
    this.#earlier = done.length
    this.#done = done.length
    this.#listener = listener
  }

  update(cellId: string, progress: CellProgress): void {
    this.#progress.set(cellId, progress)
    this.#tell(cellId, progress)
  }

  finish(cellId: string, { records, put, kms }: CellResult): void {
    const { p50, p99 } = put.sealed.serviceTime
    const kmsCalls = totalCalls(kms.calls)
    this.#done += 1
    this.update(cellId, { share: 1, records, p50Ns: p50, p99Ns: p99, kmsCalls })
  }

  #tell(cellId: string, { p50Ns, p99Ns }: CellProgress): void {
    const all = [...this.#progress.values()]
    const cells = all.length
    const shares = all.reduce((sum, { share }) => sum + share, 0)
    const doneNow = shares - this.#earlier
    const elapsed = monotonicNow() - this.#startedAt
    const etaNs = doneNow > 0.02 ? (elapsed / doneNow) * (cells - shares) : undefined
    const kmsCalls = all.reduce((sum, progress) => sum + progress.kmsCalls, 0)
    this.#listener?.({
      share: shares / cells,
      cellsDone: this.#done,
      cells,
      cellId,
      p50Ns,
      p99Ns,
      kmsCalls,
      etaNs,
    })
  }
}
