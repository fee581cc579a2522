/**
 * A distribution as ascending values with counts: what a decoded histogram
 * becomes, and what all statistics here work on.
 *
 * @module
 */

/** `values` ascending and distinct (negative ones allowed), `counts` positive, equal lengths. */
export interface Buckets {
  readonly values: Float64Array
  readonly counts: Float64Array
}
