/**
 * Runs a scenario several times, each in a process of its own, and judges all
 * of them together: a fixed number of times, or until every claim is decided or
 * the budget is spent.
 *
 * @module
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { monotonicNow } from '../clock/monotonic.ts'
import { mergeRepetitions, repetitionsNeeded, type Repetition } from '../judge/merge-repetitions.ts'
import { judgeRepeatedClaims } from '../judge/repeated-claims.ts'
import { joinLatencyLogs, parseLatencyLog } from '../measure/latency-log.ts'
import { histogramTextOf, type StoredRun } from '../run-store/read-run.ts'
import { wholeRepetitionsOf } from '../run-store/whole-repetitions.ts'
import { repetitionFolder, writing, type RunFolder } from '../run-store/run-folder.ts'
import type { CellResult, ClaimResult, Run } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { RunRepetitions } from '../run-store/repetition-format.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import type { Nanoseconds } from '../units/units.ts'
import { beginRun } from './begin-run.ts'
import { checkInputs } from './check-inputs.ts'
import { ErrorSpending } from './error-spending.ts'
import { freshRun, thisProgram, type FreshProgress } from './fresh-run.ts'
import { finish, judgeStored, type FinishedRun } from './judge-run.ts'
import type { RunOptions } from './run-scenario.ts'

/** How long to go on sampling; at least one of them. */
export interface SamplingBudget {
  readonly maxTime: Nanoseconds | undefined
  /** Records offered, over all cells and repetitions. */
  readonly maxRecords: number | undefined
}

export interface BegunRepetition {
  /** From 1. */
  readonly number: number
  /** That it runs. */
  readonly cells: number
  /** Claims by cell at the last look; undefined where none was taken. */
  readonly look: { readonly decided: number; readonly claims: number } | undefined
}

export interface RepeatOptions extends Omit<RunOptions, 'onProgress'> {
  /** A number of repetitions, at least 2, or a budget within which every claim is to be decided. */
  readonly repetitions: number | SamplingBudget
  /** Called before each repetition. */
  readonly onRepetition?: (repetition: BegunRepetition) => void
  /** Told now and then how far it is. */
  readonly onProgress?: (progress: FreshProgress) => void
}

/**
 * @throws {RunUnreadableError} where a repetition of the run that is gone on with is damaged.
 * @throws {RepetitionFailedError} where a repetition gives no run; those before it stay, to be resumed.
 * @throws {OutputUnwritableError} where the run cannot be written.
 */
export async function repeatScenario(loaded: LoadedScenario, options: RepeatOptions): Promise<FinishedRun> {
  checkInputs(loaded.cells)
  const { folder, run } = beginRun(loaded, options)
  folder.lock()
  try {
    return await new Repeating(loaded, options, folder, run).run()
  } finally {
    folder.unlock()
  }
}

type Sequential = NonNullable<RunRepetitions['sequential']>

class Repeating {
  readonly #loaded: LoadedScenario
  readonly #options: RepeatOptions
  readonly #folder: RunFolder
  readonly #begun: Run
  readonly #startedAt = monotonicNow()
  readonly #spending = new ErrorSpending()
  readonly #looks: Sequential['looks'] = []
  readonly #decided = new Map<string, ClaimResult>()
  readonly #runs: StoredRun[]

  constructor(loaded: LoadedScenario, options: RepeatOptions, folder: RunFolder, begun: Run) {
    this.#loaded = loaded
    this.#options = options
    this.#folder = folder
    const planned = typeof options.repetitions === 'number' ? options.repetitions : null
    this.#begun = { ...begun, repetitions: { planned, done: 0 } }
    this.#runs = wholeRepetitionsOf({ run: this.#begun, folder: folder.path, logOf: () => new Map() })
  }

  async run(): Promise<FinishedRun> {
    const { signal } = this.#options
    this.#folder.writeRun(this.#begun)
    const scenario = path.join(this.#folder.path, 'scenario.json')
    writing(scenario, () =>
      writeFileSync(scenario, `${JSON.stringify(this.#loaded.resolved, undefined, 2)}\n`),
    )
    let endedBy = this.#endedBy()
    while (endedBy === undefined) {
      const cells = this.#openCells()
      this.#options.onRepetition?.({
        number: this.#runs.length + 1,
        cells: cells.length,
        look: this.#looks.at(-1),
      })
      const run = await freshRun({
        program: thisProgram,
        scenario,
        name: this.#loaded.scenario.name,
        output: path.join(this.#folder.path, repetitionFolder),
        cells,
        workers: this.#options.workers,
        maxKmsCalls: this.#callsLeft(),
        audit: this.#options.audit,
        // This run has begun, so somebody has allowed it.
        mayAskAws: this.#loaded.cells.some(({ scenario: { kms } }) => kms.backend === 'aws'),
        signal,
        onProgress: this.#options.onProgress,
      })
      if (run !== undefined && run.run.status === 'complete') this.#runs.push(run)
      endedBy = signal?.aborted === true ? 'interrupted' : this.#endedBy()
    }
    return this.#end(endedBy)
  }

  /** Looks at the claims, where sampling ends with them. */
  #endedBy(): Sequential['endedBy'] | undefined {
    const { repetitions } = this.#options
    const done = this.#runs.length
    if (typeof repetitions === 'number') return done < repetitions ? undefined : 'decided'
    if (done < repetitionsNeeded) return undefined
    const { share, by } = this.#used(repetitions)
    const alpha = this.#spending.look(share)
    if (alpha > 0) this.#look(alpha)
    const isDecided = this.#undecided().length === 0
    return isDecided ? 'decided' : share >= 1 ? by : undefined
  }

  #look(alpha: number): void {
    for (const claim of this.#judgeClaims(alpha))
      if (claim.verdict === 'holds' || claim.verdict === 'refuted') this.#decided.set(keyOf(claim), claim)
    const claims = this.#loaded.claims.flatMap(({ cellIds }) => cellIds).length
    this.#looks.push({ repetitions: this.#runs.length, alpha, decided: this.#decided.size, claims })
  }

  /** Cells that a claim still waits for; all, until the claims have been looked at. */
  #openCells(): string[] {
    const all = this.#loaded.cells.map(({ id }) => id)
    if (typeof this.#options.repetitions === 'number' || this.#looks.length === 0) return all
    const open = new Set(this.#undecided().map(({ cellId }) => cellId))
    return all.filter((id) => open.has(id))
  }

  #undecided(): { readonly cellId: string }[] {
    return this.#loaded.claims.flatMap(({ id, cellIds }) =>
      cellIds.filter((cellId) => !this.#decided.has(keyOf({ id, cellId }))).map((cellId) => ({ cellId })),
    )
  }

  #used({ maxTime, maxRecords }: SamplingBudget): { share: number; by: 'time' | 'records' } {
    const time = maxTime === undefined ? 0 : (monotonicNow() - this.#startedAt) / maxTime
    // Where nothing is offered, no repetition is nearer to the end of the budget.
    if (recordsOf(this.#runs.slice(-1)) === 0) return { share: 1, by: 'records' }
    const records = recordsOf(this.#runs)
    const ofRecords = maxRecords === undefined ? 0 : records / maxRecords
    return { share: Math.max(time, ofRecords), by: time >= ofRecords ? 'time' : 'records' }
  }

  #callsLeft(): number | undefined {
    const { maxKmsCalls } = this.#options
    if (maxKmsCalls === undefined) return undefined
    const made = this.#runs
      .flatMap(({ run }) => run.cells)
      .reduce((sum, { kms }) => sum + totalCalls(kms.attempts ?? kms.calls), 0)
    return Math.max(0, maxKmsCalls - made)
  }

  #end(endedBy: Sequential['endedBy']): Promise<FinishedRun> {
    const { repetitions, strict = false, isDrawn = true } = this.#options
    const isFixed = typeof repetitions === 'number'
    const cells = this.#loaded.cells.flatMap(({ id }) => this.#mergedCell(id) ?? [])
    const calibration = this.#runs[0]?.run.calibration ?? this.#begun.calibration
    const run: Run = {
      ...this.#begun,
      calibration,
      cells,
      elapsedNs: this.#begun.elapsedNs + monotonicNow() - this.#startedAt,
      repetitions: {
        planned: isFixed ? repetitions : null,
        done: this.#runs.length,
        ...(isFixed ? {} : { sequential: { endedBy, looks: this.#looks } }),
      },
    }
    const interrupted = endedBy === 'interrupted'
    const judged = judgeStored(this.#loaded, run, this.#folder, {
      interrupted,
      strict,
      // What is undecided stays as the last look saw it: judging once more would spend what nobody earned.
      claims: () =>
        this.#judgeClaims(this.#looks.at(-1)?.alpha).map((claim) => this.#decided.get(keyOf(claim)) ?? claim),
    })
    return finish(judged, this.#folder, isDrawn)
  }

  /** With the histograms of its repetitions one after the other, as those of one cell. */
  #mergedCell(id: string): CellResult | undefined {
    const repetitions: Repetition[] = this.#runs.flatMap(({ run }) =>
      run.cells.filter((cell) => cell.id === id).map((cell) => ({ runId: run.id, cell })),
    )
    if (repetitions.length === 0) return undefined
    const joined = (kept: readonly Repetition[]) => {
      const ids = new Set(kept.map(({ runId }) => runId))
      const runs = this.#runs.filter(({ run }) => ids.has(run.id))
      const text = joinLatencyLogs(runs.map((run) => histogramTextOf(run, id)))
      this.#folder.beginHistograms(id, text)
      return parseLatencyLog(text, this.#folder.histogramsOf(id))
    }
    return mergeRepetitions(repetitions, joined, this.#begun.seed)
  }

  #judgeClaims(alpha: number | undefined): ClaimResult[] {
    return judgeRepeatedClaims(this.#loaded, this.#runs, alpha)
  }
}

function recordsOf(runs: readonly StoredRun[]): number {
  return runs.flatMap(({ run }) => run.cells).reduce((sum, { records }) => sum + records, 0)
}

function keyOf({ id, cellId }: Pick<ClaimResult, 'id' | 'cellId'>): string {
  return `${id} ${cellId}`
}
