/**
 * How far an interval reaches from its curve, in steps that are few enough to
 * travel with a page along every curve: 48 to a tenfold, as preferred numbers
 * are (IEC 60063), rounded up, so that an interval is never told too short.
 *
 * @module
 */

const stepsPerDecade = 48

/** The least step for each, with three digits. */
const mantissas = Array.from({ length: stepsPerDecade }, (_, step) =>
  Number((10 ** (step / stepsPerDecade)).toFixed(2)),
)

/** The step of a width of `ns`, which is not negative: the first that is no shorter. From 0, for no width, on. */
export function stepOf(ns: number): number {
  if (ns === 0) return 0
  const near = Math.ceil(Math.log10(Math.max(1, ns)) * stepsPerDecade)
  return [near - 1, near, near + 1, near + 2].find((step) => step > 0 && widthOf(step) >= ns)!
}

/** In ns: 0, then 1 and up to 5 % more with each step. The same digits wherever it is asked. */
export function widthOf(step: number): number {
  if (step === 0) return 0
  const decade = Math.floor((step - 1) / stepsPerDecade)
  return Number(`${mantissas[(step - 1) % stepsPerDecade]}e${decade}`)
}
