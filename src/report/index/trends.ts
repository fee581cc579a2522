/**
 * A figure from run to run, and which of its points stand out from the runs
 * before them. That is a mark for the eye, not a verdict: `sealbench compare`
 * gives one.
 *
 * @module
 */
import { predictionInterval, runsNeeded, runsRemembered } from './prediction.ts'
import type { Figure, IndexedRun } from './run-index.ts'

/** `beyond`: outside of what the runs before foretell. `apart`: there are too few for that, and the interval shares nothing with that of the run before. */
export type Standing = 'usual' | 'apart' | 'beyond'

export interface TrendPoint extends Figure {
  readonly run: IndexedRun
  readonly standing: Standing
  /** Points are joined within a stretch: consecutive runs of one family. */
  readonly stretch: number
}

/** Runs without the figure are left out; `isSound` says which of the others foretell later ones. */
export function trendOf(
  runs: readonly IndexedRun[],
  figureOf: (run: IndexedRun) => Figure | undefined,
  isSound: (run: IndexedRun) => boolean = () => true,
): TrendPoint[] {
  const earlier = new Map<number, Figure[]>()
  let stretch = 0
  let family: number | undefined
  const points: TrendPoint[] = []
  for (const run of runs) {
    if (run.family !== family) stretch += 1
    family = run.family
    const figure = figureOf(run)
    if (figure === undefined) continue
    const before = earlier.get(run.family) ?? []
    const standing = isSound(run) ? standingOf(figure, before) : 'usual'
    points.push({ ...figure, run, stretch, standing })
    if (isSound(run)) earlier.set(run.family, [...before, figure].slice(-runsRemembered))
  }
  return points
}

function standingOf(figure: Figure, before: readonly Figure[]): Standing {
  const last = before.at(-1)
  if (last === undefined) return 'usual'
  if (before.length < runsNeeded) return sharesNothing(figure, last) ? 'apart' : 'usual'
  const [low, high] = predictionInterval(before.map(({ estimate }) => estimate))
  // A mean of equal figures may miss them by a rounding.
  const slack = 1e-9 * Math.abs(figure.estimate)
  return figure.estimate < low - slack || figure.estimate > high + slack ? 'beyond' : 'usual'
}

function sharesNothing(one: Figure, other: Figure): boolean {
  if (one.low === null || one.high === null || other.low === null || other.high === null) return false
  return one.high < other.low || one.low > other.high
}
