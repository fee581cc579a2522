/**
 * What is told of many runs together: of one scenario, run by run, and of a
 * folder of scenarios. Plain data, the same in Node and on a page.
 *
 * @module
 */
import type { ClaimVerdict, Run } from '../../run-store/run-format.ts'

export const indexArms = ['plain', 'sealed', 'overhead'] as const
export type IndexArm = (typeof indexArms)[number]

/** Keys of stored figures, as percentiles ascend. */
export const indexStatistics = ['p50', 'p90', 'p99', 'p999'] as const
export type IndexStatistic = (typeof indexStatistics)[number]

/** A figure with its 95 % interval, which is missing where it is withheld. */
export interface Figure {
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
}

export interface IndexedClaim {
  readonly id: string
  readonly statement: string
  readonly metric: string
  /** `p50 of put.overhead per record`. */
  readonly subject: string
  readonly cell: string
  readonly cellId: string
  readonly verdict: ClaimVerdict
  /** In the base unit of the metric; undefined where nothing was measured. */
  readonly figure: Figure | undefined
  readonly bound: { readonly text: string; readonly op: string; readonly value: number }
}

/** A threshold in one cell. */
export interface IndexedThreshold {
  /** What it bounds: `put.sealed.serviceTime.p99`. */
  readonly subject: string
  readonly metric: string
  readonly cell: string
  readonly cellId: string
  readonly passed: boolean
  /** In the base unit of the metric, as the bound; null where nothing was measured. */
  readonly actual: number | null
  readonly bound: IndexedClaim['bound']
}

export interface IndexedCell {
  readonly id: string
  readonly label: string
  readonly isValid: boolean
  /** KMS calls of all operations. */
  readonly calls: number
  readonly expectedCalls: number | null
  /** By operation; undefined where nothing was measured. */
  readonly put: IndexedTimes | undefined
  readonly get: IndexedTimes | undefined
}

/** Of service times per record, in ns, by arm. Of the arms themselves no interval is stored. */
export type IndexedTimes = Readonly<Record<IndexArm, Readonly<Record<IndexStatistic, Figure>>>>

/** What one run alone tells. */
export interface RunEntry {
  readonly id: string
  /** Name of its folder, below that of the index. */
  readonly folder: string
  readonly scenario: string
  readonly question: string
  /** As stored, and in ms since 1970; null where it is no time from 2000 to 2099. */
  readonly startedAt: string
  readonly startedAtMs: number | null
  readonly status: Run['status']
  readonly verdict: Run['verdict']
  readonly exitCode: number
  readonly headline: string
  /** Whether its `report.html` is there. */
  readonly hasReport: boolean
  readonly sealbench: string
  readonly gitCommit: string | null
  /** Whether what ran differed from `gitCommit`; null where that is not known. */
  readonly isDirty: boolean | null
  readonly machine: string
  readonly thresholdsFailed: number
  readonly claims: readonly IndexedClaim[]
  readonly thresholds: readonly IndexedThreshold[]
  readonly cells: readonly IndexedCell[]
  /** How many cells the sweep has; undefined where `cells` are all of them. */
  readonly sweepCells?: number
}

/** What tells a run apart where several have its id, as copies of a folder do. */
export function idWithFolder({ id, folder }: Pick<RunEntry, 'id' | 'folder'>): string {
  return id === folder ? id : `${id} in ${folder}`
}

/** A run among those before it. Where others have its id, its own is `idWithFolder`. */
export interface IndexedRun extends RunEntry {
  /** From 1, oldest first, among all that are there. */
  readonly order: number
  /** Runs of the same family may be compared: the same scenario, seed, machine and runtime. From 1, among those that were read. */
  readonly family: number
  /** What keeps it from being compared with the run before; empty where nothing does. */
  readonly differences: readonly string[]
  /** What else is not as in the run before: the version of sealbench, a changed working tree. */
  readonly updates: readonly string[]
}

/** What lies among the runs and is none that can be read. */
export interface SkippedFolder {
  readonly folder: string
  readonly reason: string
}

/** A stored comparison of runs of the scenario. */
export interface IndexedComparison {
  /** Address of its page, relative to that of the index; undefined where it has none. */
  readonly page: string | undefined
  readonly name: string
  readonly verdict: 'regression' | 'improvement' | 'no-difference' | 'inconclusive'
  readonly exitCode: number
  readonly base: string
  readonly candidate: string
  /** Ids of the runs of the candidate. */
  readonly candidateRuns: readonly string[]
  readonly reasons: readonly string[]
}

/** The runs of a scenario, oldest first. */
export interface RunIndex {
  /** Name of the folder. */
  readonly name: string
  /** How many more there are, older than `runs`: not read, or not embedded into a page. */
  readonly older: number
  readonly runs: readonly IndexedRun[]
  readonly skipped: readonly SkippedFolder[]
  /** Newest first. */
  readonly comparisons: readonly IndexedComparison[]
}

/** A scenario among others. */
export interface IndexedScenario {
  /** Name of its folder. */
  readonly folder: string
  readonly runs: number
  /** Undefined where its newest run cannot be read; `reason` then says why. */
  readonly newest: RunEntry | undefined
  readonly reason: string | undefined
}

/** What lies beside scenarios and has a page of its own. */
export interface IndexedPage {
  readonly folder: string
  readonly kind: 'plan' | 'comparison'
  /** Name of the page in the folder; undefined where none is drawn. */
  readonly page: string | undefined
}

export interface ScenarioIndex {
  readonly name: string
  readonly scenarios: readonly IndexedScenario[]
  readonly pages: readonly IndexedPage[]
  readonly skipped: readonly SkippedFolder[]
}
