/**
 * How far a run is, put together from its cells.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import type { SegmentFigures } from '../measure/operation-recorder.ts'
import type { CellResult } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import type { CellProgress } from './cell-task.ts'
import { ClaimGauges, type ClaimGauge, type OverheadSoFar } from './claim-gauges.ts'
import { timeLeft } from './time-left.ts'

export type CellState = 'waiting' | 'running' | CellResult['validity']['verdict']

export interface CellStanding {
  readonly id: string
  readonly state: CellState
  /** Undefined until it has told something, and of cells of an earlier sitting. */
  readonly progress: CellProgress | undefined
  /** Only while it runs. */
  readonly overhead?: OverheadSoFar
}

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
  /** Of all cells of this sitting, as are the next two. */
  readonly kmsCalls: number
  readonly throttled: number
  readonly records: number
  readonly elapsedNs: number
  /** Undefined until there is something to go by. */
  readonly etaNs: number | undefined
  /** Every cell, in the order of the scenario. This, the gauges and the ETA are worked out when they are read. */
  readonly standings: readonly CellStanding[]
  readonly gauges: readonly ClaimGauge[]
}

const nothing: CellProgress = {
  share: 0,
  records: 0,
  put: { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } },
  get: { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } },
  kmsCalls: 0,
  throttled: 0,
  scenarioTimeNs: 0,
}

export class ProgressMeter {
  readonly #standings: Map<string, CellStanding>
  readonly #gauges: ClaimGauges
  readonly #earlier: number
  readonly #listener: ((progress: RunProgress) => void) | undefined
  readonly #now: () => number
  readonly #startedAt: number
  #done: number
  /** How many cells run now, and at most so far at the same time. */
  #running = 0
  #lanes = 1
  /** Time of all cells that ran, together, until `#seenAt`. */
  #busyNs = 0
  #seenAt: number

  /** `done` are cells of an earlier sitting. */
  constructor(
    { cells, claims, scenario }: Pick<LoadedScenario, 'cells' | 'claims' | 'scenario'>,
    done: readonly CellResult[],
    listener?: (progress: RunProgress) => void,
    now: () => number = monotonicNow,
  ) {
    this.#standings = new Map(cells.map(({ id }) => [id, { id, state: 'waiting', progress: undefined }]))
    this.#gauges = new ClaimGauges(claims, scenario.clock)
    for (const result of done) {
      this.#standings.set(result.id, { id: result.id, state: result.validity.verdict, progress: undefined })
      this.#gauges.finish(result.id, result)
    }
    this.#earlier = done.length
    this.#done = done.length
    this.#listener = listener
    this.#now = now
    this.#startedAt = now()
    this.#seenAt = this.#startedAt
  }

  begin(cellId: string): void {
    this.#set(cellId, 'running', undefined)
  }

  segment(cellId: string, figures: SegmentFigures): void {
    this.#gauges.segment(cellId, figures)
  }

  update(cellId: string, progress: CellProgress): void {
    this.#gauges.progress(cellId, progress)
    this.#set(cellId, 'running', progress)
  }

  finish(cellId: string, result: CellResult): void {
    this.#done += 1
    this.#gauges.finish(cellId, result)
    this.#set(cellId, result.validity.verdict, progressOf(result))
  }

  #set(id: string, state: CellState, progress: CellProgress | undefined): void {
    const now = this.#now()
    // A cell of which nobody has heard yet runs as well.
    this.#busyNs += Math.max(1, this.#running) * (now - this.#seenAt)
    this.#seenAt = now
    const isKnown = this.#standings.get(id)?.state === 'running'
    this.#running += Number(state === 'running') - Number(isKnown)
    this.#lanes = Math.max(this.#lanes, this.#running)
    this.#standings.set(id, { id, state, progress })
    if (this.#listener !== undefined) this.#listener(this.#told(id, progress ?? nothing))
  }

  #told(cellId: string, { put }: CellProgress): RunProgress {
    const [all, gauges] = [Array.from(this.#standings.values()), this.#gauges]
    const now = all.flatMap(({ progress }) => progress ?? [])
    const sum = (of: (progress: CellProgress) => number) =>
      now.reduce((total, progress) => total + of(progress), 0)
    const sharesNow = sum(({ share }) => share)
    const shares = this.#earlier + sharesNow
    const elapsedNs = this.#seenAt - this.#startedAt
    const [busyNs, lanes] = [this.#busyNs, this.#lanes]
    return {
      share: shares / all.length,
      cellsDone: this.#done,
      cells: all.length,
      cellId,
      p50Ns: put.sealed.p50,
      p99Ns: put.sealed.p99,
      kmsCalls: sum(({ kmsCalls }) => kmsCalls),
      throttled: sum(({ throttled }) => throttled),
      records: sum(({ records }) => records),
      elapsedNs,
      get etaNs() {
        return sharesNow > 0.02 ? timeLeft(cellsLeft(all, lanes), busyNs / sharesNow) : undefined
      },
      get standings() {
        return all.map((standing) =>
          standing.state === 'running' ? { ...standing, overhead: gauges.overheadOf(standing.id) } : standing,
        )
      },
      get gauges() {
        return gauges.all()
      },
    }
  }
}

function cellsLeft(all: readonly CellStanding[], lanes: number) {
  const running = all.filter(({ state }) => state === 'running')
  return {
    running: running.map(({ progress }) => 1 - (progress?.share ?? 0)),
    waiting: all.filter(({ state }) => state === 'waiting').length,
    lanes,
  }
}

/** A finished cell as one that is at its end: its figures are those that are stored. */
function progressOf({ records, put, get, kms, scenarioTimeNs }: CellResult): CellProgress {
  return {
    share: 1,
    records,
    put: quantilesOf(put),
    get: quantilesOf(get),
    kmsCalls: totalCalls(kms.calls),
    throttled: kms.throttled,
    scenarioTimeNs,
  }
}

function quantilesOf({ plain, sealed }: CellResult['put']): CellProgress['put'] {
  return {
    plain: { p50: plain.serviceTime.p50, p99: plain.serviceTime.p99 },
    sealed: { p50: sealed.serviceTime.p50, p99: sealed.serviceTime.p99 },
  }
}
