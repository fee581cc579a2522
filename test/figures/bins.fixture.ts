/**
 * The bins of the picture of differences, from their definition: a place in
 * the picture is half the share of samples below it, averaged over what is
 * compared, and half how far it lies along a scale that is linear up to 1 us
 * and logarithmic beyond. A bin ends where a whole step of the place is
 * passed, half way between two values that occur, unless it would be too
 * narrow to be seen; what is negative and what is not are always parted.
 *
 * @module
 */
import { within, type Samples } from './samples.fixture.ts'

const binsMost = 48
/** Of the whole scale. */
const narrowest = 1 / 240

/** Edges of the bins that `parts`, which are not empty, have in common. In ns. */
export function binEdges(parts: readonly Samples[]): readonly number[] {
  const values = [...new Set(parts.flatMap(({ entries }) => entries.map(([value]) => value)))].toSorted(
    (one, other) => one - other,
  )
  const [low, high] = [values[0]!, values.at(-1)!]
  const steps = Math.min(binsMost, Math.ceil(2 * Math.cbrt(Math.max(...parts.map(({ count }) => count)))))
  const along = (x: number) => (scale(x) - scale(low)) / (scale(high) - scale(low))
  const stepOf = (value: number) => {
    const shares = parts.map((part) => within(part, -Infinity, value, false) / part.count)
    const share = shares.reduce((total, each) => total + each, 0) / parts.length
    return Math.floor((steps * (share + along(value))) / 2)
  }
  const edges = [low]
  let passed = 0
  for (const [at, value] of values.entries()) {
    if (at === 0) continue
    const before = values[at - 1]!
    const isZero = before < 0 && value >= 0
    const edge = isZero ? 0 : (before + value) / 2
    const isSeen = along(edge) - along(edges.at(-1)!) >= narrowest
    if (!isZero && !(isSeen && stepOf(value) > passed)) continue
    // The edge at 0 takes the place of one that is too near to it, unless that is where all begins.
    if (!isSeen && edges.length > 1) edges.pop()
    edges.push(edge)
    passed = Math.max(passed, stepOf(value))
  }
  return [...edges, high]
}

function scale(ns: number): number {
  return Math.sign(ns) * Math.log(1 + Math.abs(ns) / 1000)
}
