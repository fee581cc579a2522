/**
 * Makes the latencies of one operation over the scenario's time from the
 * segments of its log: a column for each, a row for each stretch of latencies
 * on a logarithmic axis.
 *
 * @module
 */
import { max, min, type Buckets } from '../../statistics/buckets.ts'
import { operations, type LatencyLog } from '../../measure/series.ts'
import type { SegmentEnds } from '../../run-store/run-format.ts'
import type { CellDetail, TimeMap } from './cell-detail.ts'

/** More rows than this are thinner than a line of text is high. */
const rowsMax = 60
/** As fine as 58 % of a latency. */
const rowsPerDecade = 5
/** In ns: what is shorter has no place on a logarithmic axis. */
const shortest = 1

/** Response times of the sealed arm, of operations whose segments tell when they ended. */
export function overTimeOf(log: LatencyLog, ends: SegmentEnds | undefined): CellDetail['overTime'] {
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const map = timeMapOf(log.get(`${operation}.sealed.responseTime`) ?? [], ends?.[operation] ?? [])
      return map === undefined ? [] : [[operation, map] as const]
    }),
  )
}

/**
 * `ends` are those of the segments, in ns of the scenario's clock. Undefined
 * where they do not belong to the segments, or time did not pass. Segments that
 * ended at the same time are one column.
 */
export function timeMapOf(segments: readonly Buckets[], ends: readonly number[]): TimeMap | undefined {
  const isOfThese = segments.length === ends.length && ends.every((end, at) => end >= (ends[at - 1] ?? 0))
  const times = [...new Set([0, ...ends])]
  const full = segments.filter(({ counts }) => counts.length > 0)
  if (!isOfThese || times.length < 2 || full.length === 0) return undefined
  const edges = edgesOf(Math.min(...full.map(min)), Math.max(...full.map(max)))
  const counts = times.slice(1).map(() => edges.slice(1).map(() => 0))
  for (const [at, segment] of segments.entries()) {
    const column = Math.max(0, times.indexOf(ends[at]!) - 1)
    addTo(counts[column]!, segment, edges)
  }
  return { times, edges, counts }
}

/** On a grid that is the same in all pictures, so that they can be laid side by side. */
function edgesOf(low: number, high: number): number[] {
  const decades = Math.log10(Math.max(high, shortest) / Math.max(low, shortest))
  const perDecade = Math.max(1, Math.min(rowsPerDecade, Math.floor((rowsMax - 2) / Math.max(decades, 1))))
  const first = Math.floor(Math.log10(Math.max(low, shortest)) * perDecade)
  const last = Math.floor(Math.log10(Math.max(high, shortest)) * perDecade) + 1
  return Array.from({ length: last - first + 1 }, (_, row) => 10 ** ((first + row) / perDecade))
}

function addTo(rows: number[], { values, counts }: Buckets, edges: readonly number[]): void {
  let row = 0
  for (const [at, value] of values.entries()) {
    while (row < rows.length - 1 && value >= edges[row + 1]!) row += 1
    rows[row]! += counts[at]!
  }
}
