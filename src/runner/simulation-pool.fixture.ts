/**
 * What a worker does in the tests of the simulation pool, as its task says.
 *
 * @module
 */
export default function simulate({
  effort: { seed },
}: {
  readonly effort: { readonly seed: number }
}): unknown {
  switch (seed) {
    case 1:
      for (;;) continue
    case 2:
      return new Float64Array(2 ** 53)
    case 3:
      throw new Error('a fault')
    default:
      return { replications: seed }
  }
}
