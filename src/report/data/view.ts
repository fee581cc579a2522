/**
 * What of a run somebody wants to see: which cells, arms and figures, and how.
 * Whoever draws takes it as given; a page lets people choose it.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import { tailTimes, type TailTime } from '../../measure/tail/slowness.ts'

export const viewArms = ['plain', 'sealed', 'overhead', 'delta'] as const
export type ViewArm = (typeof viewArms)[number]

export const viewUnits = ['record', 'call'] as const
export type ViewUnit = (typeof viewUnits)[number]

export const viewScales = ['log', 'linear'] as const
export type ViewScale = (typeof viewScales)[number]

export const viewTimes = tailTimes

/** In percent. */
export const viewPercentiles = [50, 90, 99, 99.9, 99.99] as const
export type ViewPercentile = (typeof viewPercentiles)[number]

export interface View {
  /** Ids of cells, in the order of the run; empty: all of them. Pictures of a single cell show the first. */
  readonly cells: readonly string[]
  readonly operations: readonly Operation[]
  readonly arms: readonly ViewArm[]
  readonly time: TailTime
  readonly unit: ViewUnit
  readonly scale: ViewScale
  /** Ascending, at least one. */
  readonly percentiles: readonly ViewPercentile[]
}

/** What a report shows first, and all that a still picture shows. */
export const firstView: View = {
  cells: [],
  operations,
  arms: viewArms,
  time: 'serviceTime',
  unit: 'record',
  scale: 'log',
  percentiles: [50, 90, 99, 99.9],
}
