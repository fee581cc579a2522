/**
 * What a claim or a threshold holds its figure to.
 *
 * @module
 */
export type Comparison = '<' | '<=' | '>' | '>=' | '=='

/** `value` is in the base unit of the metric: ns, USD, or a plain count. */
export interface Bound {
  readonly text: string
  readonly op: Comparison
  readonly value: number
}
