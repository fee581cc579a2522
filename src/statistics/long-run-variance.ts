/**
 * The variance of an average of segments that depend on one another, from how
 * the series leans on its slowest cosines.
 *
 * Projections on orthonormal cosines are nearly independent, and each has the
 * long-run variance, which holds all autocorrelations, as its own; the mean of a
 * few squares is so an estimate of it whose degrees of freedom are their number
 * (the equally weighted cosine estimator: Müller 2004; Lazarus, Lewis, Stock and
 * Watson, HAR inference: recommendations for practice, J. Bus. Econ. Stat. 36,
 * 2018). What depends on the past over less than half a period of the fastest
 * cosine is seen whole; drift that is slower yet looks like an effect to any
 * method.
 *
 * @module
 */

/** Few, so that slow noise is seen; Student's t pays for it: 2.45 standard errors make 95 %, not 1.96. */
const cosinesMost = 6

/** How many cosines `segments` segments carry: the degrees of freedom. */
export function degreesOfFreedom(segments: number): number {
  return Math.min(cosinesMost, Math.floor(segments / 3))
}

const knownCosines = new Map<number, readonly Float64Array[]>()

/** The slowest cosines over `segments` segments. Each has mean 0 and mean square 1. The same arrays each time. */
export function cosines(segments: number): readonly Float64Array[] {
  const known = knownCosines.get(segments) ?? newCosines(segments)
  knownCosines.set(segments, known)
  return known
}

function newCosines(segments: number): Float64Array[] {
  return Array.from({ length: degreesOfFreedom(segments) }, (_, index) =>
    Float64Array.from(
      { length: segments },
      (_none, segment) => Math.SQRT2 * Math.cos((Math.PI * (index + 1) * (segment + 0.5)) / segments),
    ),
  )
}

/** Root mean square: the standard error, of the projections of an estimate. */
export function standardErrorOf(projections: readonly number[]): number {
  return Math.sqrt(projections.reduce((sum, value) => sum + value * value, 0) / projections.length)
}
