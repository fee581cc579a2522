/**
 * What of a plan somebody wants to see, and how. Whoever draws takes it as
 * given; a page lets people choose it.
 *
 * @module
 */
import type { ViewScale } from '../data/view.ts'

/** Of calls: per second, or in 30 days. */
export const planRates = ['second', 'month'] as const
export type PlanRate = (typeof planRates)[number]

export interface PlanView {
  /** Ids of cells, in the order of the plan; empty: all of them. */
  readonly cells: readonly string[]
  readonly rate: PlanRate
  readonly scale: ViewScale
}

/** What a plan shows first, and all that a still picture shows. */
export const firstPlanView: PlanView = { cells: [], rate: 'second', scale: 'log' }
