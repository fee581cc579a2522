/**
 * What of many runs somebody wants to see: which runs, which of their figures,
 * and along which axis. A still page shows the first view; a live one lets
 * people choose.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type { ViewScale } from '../data/view.ts'
import type { IndexArm, IndexedRun, IndexStatistic, RunIndex } from './run-index.ts'

export const indexFigures = ['verdicts', 'claims', 'thresholds', 'latency', 'kms'] as const
export type IndexFigure = (typeof indexFigures)[number]

/** Runs stand in their order, or at their time. */
export const runAxes = ['order', 'time'] as const
export type RunAxis = (typeof runAxes)[number]

export const indexVerdicts = ['holds', 'refuted', 'inconclusive', 'invalid', 'none'] as const

/** So many runs are drawn, the newest; 0: all. */
export const newestChoices = [20, 40, 100, 0] as const

/** Headings of the table of runs, in their order. */
export const runColumns = [
  { label: 'run' },
  { label: 'verdict' },
  { label: 'began (UTC)' },
  { label: 'exit code', isNumber: true },
  { label: 'claims' },
  { label: 'cells', isNumber: true },
  { label: 'sealbench' },
  { label: 'not as in the run before' },
] as const

/** Lists that are empty choose all. */
export interface IndexView {
  readonly figures: readonly IndexFigure[]
  /** Ids. */
  readonly claims: readonly string[]
  /** Ids. */
  readonly cells: readonly string[]
  readonly operations: readonly Operation[]
  readonly arms: readonly IndexArm[]
  readonly statistics: readonly IndexStatistic[]
  readonly axis: RunAxis
  readonly scale: ViewScale
  readonly newest: (typeof newestChoices)[number]
  readonly verdicts: readonly string[]
  /** As `machineOf` gives them. */
  readonly machines: readonly string[]
  /** As `sealbench` of the runs. */
  readonly versions: readonly string[]
  /** Days such as `2026-11-23`, UTC, both included; empty: open. */
  readonly since: string
  readonly until: string
}

export const firstIndexView: IndexView = {
  figures: indexFigures,
  claims: [],
  cells: [],
  operations,
  arms: ['overhead'],
  statistics: ['p50', 'p99'],
  axis: 'order',
  scale: 'log',
  newest: 40,
  verdicts: [],
  machines: [],
  versions: [],
  since: '',
  until: '',
}

/** The runs that `view` asks for, oldest first, however many: those that a table lists. */
export function chosenRuns({ runs }: Pick<RunIndex, 'runs'>, view: IndexView): readonly IndexedRun[] {
  return runs.filter(
    (run) =>
      isAmong(view.verdicts, run.verdict) &&
      isAmong(view.machines, machineOf(run)) &&
      isAmong(view.versions, run.sealbench) &&
      isWithin(run.startedAtMs, view),
  )
}

/** Those of them that are drawn. */
export function drawnRuns(index: Pick<RunIndex, 'runs'>, view: IndexView): readonly IndexedRun[] {
  return chosenRuns(index, view).slice(-view.newest)
}

/** Its line without what is a choice of its own. */
export function machineOf({ machine, sealbench }: Pick<IndexedRun, 'machine' | 'sealbench'>): string {
  return machine.replace(` · sealbench ${sealbench}`, '')
}

function isAmong(chosen: readonly string[], value: string): boolean {
  return chosen.length === 0 || chosen.includes(value)
}

/** What has no time is in no span of it. */
function isWithin(at: number | null, { since, until }: IndexView): boolean {
  if (since === '' && until === '') return true
  if (at === null) return false
  const day = new Date(at).toISOString().slice(0, 10)
  return (since === '' || day >= since) && (until === '' || day <= until)
}

/** Whether runs differ in time, so that they can be drawn along it. */
export function isTimed(runs: readonly IndexedRun[]): boolean {
  return new Set(runs.flatMap(({ startedAtMs }) => startedAtMs ?? [])).size > 1
}
