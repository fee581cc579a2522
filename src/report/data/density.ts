/**
 * How often signed values occur, in few bins that are narrow where many values
 * lie and wide in the tails: so that one picture shows both, and what is near 0.
 *
 * @module
 */
import { max, mergeBuckets, min, totalCount, type Buckets } from '../../statistics/buckets.ts'
import type { Density } from './cell-detail.ts'

const binsMost = 48
/** A bin is no narrower than the scale divided by this, or a value that is frequent would stand far above all others. */
const binsWithin = 240
/** Below it, in ns, the scale is linear rather than logarithmic. */
const linearBelow = 1000

/** Where `x` lies on a scale that is linear near 0 and logarithmic further out, to both sides. */
export function signedLog(x: number): number {
  return Math.sign(x) * Math.log1p(Math.abs(x) / linearBelow)
}

/** One density of each of `parts`, which are not empty, on edges that they have in common; 0 is an edge if it lies between. */
export function densitiesOf(parts: readonly Buckets[]): readonly Density[] {
  const edges = edgesOf(parts)
  return parts.map((part) => ({ edges, counts: countsIn(part, edges) }))
}

/** Steps are even in half the share of values below, all parts counting alike, and half the signed scale. */
function edgesOf(parts: readonly Buckets[]): number[] {
  const all = mergeBuckets(parts.map(normalised))
  const [low, high] = [min(all), max(all)]
  if (low === high) return [low, high]
  const bins = Math.min(binsMost, Math.ceil(2 * Math.cbrt(Math.max(...parts.map(totalCount)))))
  const [scaleLow, scaleLength] = [signedLog(low), signedLog(high) - signedLog(low)]
  const edges = [low]
  let share = 0
  let reached = 0
  all.values.forEach((value, index) => {
    const before = all.values[index - 1] ?? low
    const place = (bins * (share / parts.length + (signedLog(value) - scaleLow) / scaleLength)) / 2
    const isZero = before < 0 && value >= 0
    const edge = isZero ? 0 : (before + value) / 2
    const isWide = signedLog(edge) - signedLog(edges.at(-1)!) >= scaleLength / binsWithin
    if (index > 0 && (isZero || (isWide && Math.floor(place) > reached))) {
      if (!isWide && edges.length > 1) edges.pop()
      edges.push(edge)
      reached = Math.max(reached, Math.floor(place))
    }
    share += all.counts[index]!
  })
  edges.push(high)
  return edges
}

function normalised(part: Buckets): Buckets {
  const count = totalCount(part)
  return { values: part.values, counts: part.counts.map((of) => of / count) }
}

function countsIn({ values, counts }: Buckets, edges: readonly number[]): number[] {
  const found = edges.slice(1).map(() => 0)
  let bin = 0
  values.forEach((value, index) => {
    while (bin < found.length - 1 && value >= edges[bin + 1]!) bin += 1
    found[bin]! += counts[index]!
  })
  return found
}
