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
import type { CellWork } from './cell-work.ts'
import { ClaimGauges, type ClaimGauge, type OverheadSoFar } from './claim-gauges.ts'
import { timeLeft } from './time-left.ts'
import { timeOfWork, weightOf, type WorkDone } from './work-speed.ts'

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
  /** In [0, 1], by what each cell is expected to cost. */
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

/** Before so much is done, or a cell has ended, nothing is told of the end. */
const shareMin = 0.05

export interface MeterOptions {
  readonly listener?: ((progress: RunProgress) => void) | undefined
  /** In ns. */
  readonly now?: () => number
  /** What each cell will ask of the machine, in the order of the scenario; cells are alike if left out. */
  readonly work?: readonly CellWork[]
}

/** When a cell began and how long it ran until it was last heard of, in ns. */
interface Ran {
  readonly beganAt: number
  readonly ns: number
}

export class ProgressMeter {
  readonly #work: ReadonlyMap<string, CellWork>
  readonly #ran = new Map<string, Ran>()
  readonly #standings: Map<string, CellStanding>
  readonly #gauges: ClaimGauges
  readonly #earlier: ReadonlySet<string>
  readonly #listener: ((progress: RunProgress) => void) | undefined
  readonly #now: () => number
  readonly #startedAt: number
  #done: number
  /** How many cells run now, and at most so far at the same time. */
  #running = 0
  #lanes = 1
  #seenAt: number

  /** `done` are cells of an earlier sitting. */
  constructor(
    { cells, claims, scenario }: Pick<LoadedScenario, 'cells' | 'claims' | 'scenario'>,
    done: readonly CellResult[],
    { listener, now = monotonicNow, work = [] }: MeterOptions = {},
  ) {
    this.#work = new Map(cells.map(({ id }, index) => [id, work[index] ?? { load: 1, calls: 0 }]))
    this.#standings = new Map(cells.map(({ id }) => [id, { id, state: 'waiting', progress: undefined }]))
    this.#gauges = new ClaimGauges(claims, scenario.clock)
    for (const result of done) {
      this.#standings.set(result.id, { id: result.id, state: result.validity.verdict, progress: undefined })
      this.#gauges.finish(result.id, result)
    }
    this.#earlier = new Set(done.map(({ id }) => id))
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
    this.#seenAt = now
    const isKnown = this.#standings.get(id)?.state === 'running'
    const beganAt = this.#ran.get(id)?.beganAt ?? (progress === undefined ? now : this.#startedAt)
    this.#ran.set(id, { beganAt, ns: now - beganAt })
    this.#running += Number(state === 'running') - Number(isKnown)
    this.#lanes = Math.max(this.#lanes, this.#running)
    this.#standings.set(id, { id, state, progress })
    if (this.#listener !== undefined) this.#listener(this.#told(id, progress ?? nothing))
  }

  /** By weight; `earlier` is the share of each cell of an earlier sitting. */
  #shareOf(all: readonly CellStanding[], earlier = 1): number {
    let [done, whole] = [0, 0]
    for (const { id, progress } of all) {
      const weight = weightOf(this.#work.get(id)!)
      whole += weight
      done += weight * (this.#earlier.has(id) ? earlier : (progress?.share ?? 0))
    }
    return whole === 0 ? 0 : done / whole
  }

  #eta(all: readonly CellStanding[]): number | undefined {
    const ran = all.filter(
      (one) => isTelling(one) && !this.#earlier.has(one.id) && one.progress !== undefined,
    )
    const share = this.#shareOf(all, 0)
    if (share < shareMin && ran.every(({ state }) => state === 'running')) return undefined
    const timeOf = timeOfWork(ran.map((one) => this.#doneOf(one)))
    if (timeOf === undefined) return undefined
    const left = (one: CellStanding): number => {
      const { work, share: own, ns } = this.#doneOf(one)
      // The further it is, the more by its own speed: at first that is of its warm-up.
      return (1 - own) * (ns + (1 - own) * timeOf(work))
    }
    const leftNs = timeLeft({
      running: all.filter(({ state }) => state === 'running').map(left),
      waiting: all.filter(({ state }) => state === 'waiting').map(({ id }) => timeOf(this.#work.get(id)!)),
      lanes: this.#lanes,
    })
    return Math.round(leftNs)
  }

  #doneOf({ id, progress }: CellStanding): WorkDone {
    return {
      work: this.#work.get(id)!,
      share: progress?.share ?? 0,
      ns: this.#ran.get(id)?.ns ?? 0,
    }
  }

  #told(cellId: string, { put }: CellProgress): RunProgress {
    const [all, gauges] = [Array.from(this.#standings.values()), this.#gauges]
    const now = all.flatMap(({ progress }) => progress ?? [])
    const sum = (of: (progress: CellProgress) => number) =>
      now.reduce((total, progress) => total + of(progress), 0)
    const elapsedNs = this.#seenAt - this.#startedAt
    const etaOf = () => this.#eta(all)
    return {
      share: this.#shareOf(all),
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
        return etaOf()
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

/** A cell that failed or was ended early says nothing of how long others take. */
function isTelling({ state }: CellStanding): boolean {
  return state === 'running' || state === 'valid' || state === 'invalid'
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
