/**
 * Rounding as people do it, by decimal digits.
 *
 * @module
 */

/** Made once for each number of digits: they take longer to make than to format a hundred numbers. */
const formats = new Map<number, Intl.NumberFormat>()

/**
 * `value` to so many significant digits, half away from zero as it is written:
 * 11.45 is 11.5, which `toPrecision` makes 11.4, as the double is a little less.
 */
export function significant(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value
  const format =
    formats.get(digits) ??
    new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits, useGrouping: false })
  formats.set(digits, format)
  return Number(format.format(value))
}
