/**
 * A share of samples as the percentile that is told of it.
 *
 * @module
 */

/** In percent, with the tail above `share` rounded up to two significant digits: never more than `share` says. */
export function percentileBelow(share: number): number {
  const tail = 100 * (1 - share)
  if (tail <= 0) return 100
  const step = 10 ** (Math.floor(Math.log10(tail)) - 1)
  // Without the slack, 100 * (1 - 0.9993) would round up to a tail of 0.071.
  const rounded = Math.ceil(tail / step - 1e-6) * step
  return Math.max(0, Number((100 - rounded).toFixed(12)))
}
