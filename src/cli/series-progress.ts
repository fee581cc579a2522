/**
 * How far a series of runs in processes of their own is: which of how many,
 * how far that one is, and when all will have ended.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { plural } from '../report/figures.ts'
import type { FreshProgress } from '../runner/fresh-run.ts'
import { clockText, spanText } from './clock-text.ts'
import type { ProgressLine } from './progress-line.ts'

export interface SeriesOptions {
  readonly line: Pick<ProgressLine, 'note' | 'again'>
  /** How many runs there will be; undefined where that is not known before. */
  readonly runs: number | undefined
  /** In ns, of all of them; undefined where there is no limit. */
  readonly maxTime?: number | undefined
  /** In ns. */
  readonly now?: () => number
}

/** Below it a run says little of how long it takes. */
const shareMin = 0.02

export class SeriesProgress {
  readonly #line: SeriesOptions['line']
  readonly #maxTime: number | undefined
  readonly #now: () => number
  readonly #startedAt: number
  #runs: number | undefined
  #begun = 0
  #run = { text: '', cells: 0, startedAt: 0 }

  constructor({ line, runs, maxTime, now = monotonicNow }: SeriesOptions) {
    this.#line = line
    this.#runs = runs
    this.#maxTime = maxTime
    this.#now = now
    this.#startedAt = now()
  }

  /** So many more runs than was known. */
  expect(runs: number): void {
    if (this.#runs !== undefined) this.#runs += runs
  }

  /** A run of `cells` begins, and the one before it has ended. */
  begin(text: string, cells: number): void {
    this.#begun += 1
    this.#run = { text, cells, startedAt: this.#now() }
    this.#line.note(this.#told({ share: 0, cellsDone: 0 }))
  }

  /** The run that began last is so far. */
  further(progress: FreshProgress): void {
    this.#line.again(this.#told(progress))
  }

  #told({ share, cellsDone }: FreshProgress): string {
    const { text, cells } = this.#run
    const far =
      share === 0
        ? plural(cells, 'cell')
        : `${Math.floor(share * 100)} %, ${cellsDone}/${plural(cells, 'cell')}`
    const elapsed = this.#now() - this.#startedAt
    const eta = this.#eta(share)
    const left =
      eta !== undefined
        ? ` · ETA ${spanText(eta)}`
        : this.#maxTime !== undefined
          ? ` · at most ${spanText(this.#maxTime - elapsed)} more`
          : ''
    return `${text}: ${far} · ${clockText(elapsed)}${left}`
  }

  /** By the runs before this one, or in the first by how far it is; none until there is either to go by. */
  #eta(share: number): number | undefined {
    if (this.#runs === undefined) return undefined
    const { startedAt } = this.#run
    const inThis = this.#now() - startedAt
    const before = this.#begun - 1
    if (before === 0 && share < shareMin) return undefined
    const each = before > 0 ? (startedAt - this.#startedAt) / before : inThis / share
    return Math.max(0, each - inThis) + each * (this.#runs - this.#begun)
  }
}
