/**
 * How long the rest of a run takes, whose cells go side by side in lanes: the
 * last of them leave lanes empty, which a share of the whole knows nothing of.
 *
 * @module
 */

export interface CellsLeft {
  /** What is left of each cell that runs, in ns. */
  readonly running: readonly number[]
  /** How long each waiting cell takes, in ns, in the order in which they begin. */
  readonly waiting: readonly number[]
  /** How many cells may run at the same time, at least 1. */
  readonly lanes: number
}

/** In ns. Each waiting cell goes into the lane that is free first. */
export function timeLeft({ running, waiting, lanes }: CellsLeft): number {
  const ends = [...running, ...Array.from({ length: Math.max(0, lanes - running.length) }, () => 0)]
  for (const cell of waiting) ends[ends.indexOf(Math.min(...ends))]! += cell
  return Math.max(0, ...ends)
}
