/**
 * How much of the permitted error each look at growing evidence may spend, so
 * that looking often does not make false verdicts more likely.
 *
 * The error is spent in proportion to the budget that is used up (K. Kim & D. L.
 * DeMets, Biometrika 74, 1987, with exponent 1; K. K. G. Lan & D. L. DeMets,
 * Biometrika 70, 1983). Each look uses what was earned since the last one, and
 * by Bonferroni's inequality all of them together err no more often than that,
 * however their evidence depends on each other.
 *
 * @module
 */
import { significanceLevel } from '../statistics/detectable.ts'

export class ErrorSpending {
  #spent = 0

  /** The level of a look at which `share` of the budget is used up, in [0, 1]; what is beyond it earns nothing. */
  look(share: number): number {
    const earned = significanceLevel * Math.min(1, Math.max(0, share))
    const level = Math.max(0, earned - this.#spent)
    this.#spent += level
    return level
  }
}
