/**
 * Work that takes long, cut into steps: whoever has it done may see to other
 * things between them, or leave off.
 *
 * @module
 */

/** Yields after each step; returns what came of all. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** All of `steps` at once. */
export function toTheEnd<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** `change` of each of `values`, one in each step. */
export function* mapInSteps<Value, Result>(
  values: readonly Value[],
  change: (value: Value) => Result,
): Steps<Result[]> {
  const results: Result[] = []
  for (const value of values) {
    results.push(change(value))
    yield
  }
  return results
}
