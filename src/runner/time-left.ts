/**
 * How long the rest of a run takes, whose cells go side by side in lanes: the
 * last of them leave lanes empty, which a share of the whole knows nothing of.
 *
 * @module
 */

export interface CellsLeft {
  /** What is left of each cell that runs, in shares of a cell. */
  readonly running: readonly number[]
  readonly waiting: number
  /** How many cells may run at the same time, at least 1. */
  readonly lanes: number
}

/** In the unit of `cell`, which is how long a whole cell takes. Each waiting cell goes into the lane that is free first. */
export function timeLeft({ running, waiting, lanes }: CellsLeft, cell: number): number {
  const rests = running.map((share) => share * cell)
  const ends = [...rests, ...Array.from({ length: Math.max(0, lanes - rests.length) }, () => 0)]
  // All lanes take one cell after the other, so that only what is left of whole rounds is to be dealt out.
  const rounds = Math.floor(waiting / ends.length)
  const dealt = ends.toSorted((one, other) => one - other).map((end) => end + rounds * cell)
  for (let index = 0; index < waiting % ends.length; index += 1) dealt[index]! += cell
  return Math.max(0, ...dealt)
}
