/**
 * The detail of a cell as it travels with a page: of a band its told intervals
 * as they are, and of those between them how many steps they reach from the
 * curve, each told by how it differs from the one before.
 *
 * @module
 */
import type { SeriesName } from '../../measure/series.ts'
import { settledEdges, toldAfter, toldBefore } from './band-edges.ts'
import { overheadValues, type Band, type CellDetail, type Curve } from './cell-detail.ts'
import { isToldAt } from './percentile-grid.ts'
import { stepOf, widthOf } from './width-steps.ts'

type Ends = Band['low']

interface PackedBand {
  /** Of told percentiles, in their order. */
  readonly low: Ends
  readonly high: Ends
  /** Of the others, in their order, without those at the end that have no interval. */
  readonly down: Ends
  readonly up: Ends
}

export interface PackedDetail extends Omit<CellDetail, 'curves' | 'overheads'> {
  readonly curves: Readonly<Partial<Record<SeriesName, Omit<Curve, keyof Band> & Partial<PackedBand>>>>
  readonly overheads: Readonly<Partial<Record<keyof CellDetail['overheads'], PackedBand>>>
}

/** Of what `detailOfLog` made. */
export function packedDetail({ curves, overheads, ...others }: CellDetail): PackedDetail {
  return {
    curves: mapped(curves, ({ low, high, ...rest }) => {
      if (low === undefined || high === undefined) return rest
      return { ...rest, ...packedBand({ low, high }, rest.values, settledBy({ low, high })) }
    }),
    overheads: mapped(overheads, (band, name) => packedBand(band, overheadValues(curves, name))),
    ...others,
  }
}

/** The same to the last digit. */
export function unpackedDetail({ overheads, ...packed }: PackedDetail): CellDetail {
  const curves = mapped(packed.curves, ({ low, high, down, up, ...rest }): Curve =>
    low === undefined || high === undefined || down === undefined || up === undefined
      ? rest
      : { ...rest, ...settledEdges(unpackedBand({ low, high, down, up }, rest.values)) },
  )
  return {
    ...packed,
    curves,
    overheads: mapped(overheads, (band, name) => unpackedBand(band, overheadValues(curves, name))),
  }
}

/** By the index of the grid, how many steps an end is told longer than it is, or shorter, as `settledEdges` puts it back. */
interface Settled {
  readonly down: readonly number[]
  readonly up: readonly number[]
}

function settledBy({ low, high }: Band): Settled {
  return {
    down: leaningsOf(low.toReversed(), toldBefore(low).toReversed()).toReversed(),
    up: leaningsOf(high, toldAfter(high)),
  }
}

/** An end that is the one before it comes back from less, one that is the told one beyond it from more. */
function leaningsOf(ends: Ends, beyond: Ends): readonly number[] {
  let before: number | null = null
  return ends.map((end, at) => {
    if (end === null) return 0
    const leaning = end === before ? -1 : Number(end === beyond[at])
    before = end
    return leaning
  })
}

function packedBand({ low, high }: Band, values: readonly number[], settled?: Settled): PackedBand {
  return {
    low: low.filter((_end, at) => isToldAt(at)),
    high: high.filter((_end, at) => isToldAt(at)),
    down: packedSteps(
      low.map((end, at) => (end === null ? null : values[at]! - end)),
      settled?.down,
    ),
    up: packedSteps(
      high.map((end, at) => (end === null ? null : end - values[at]!)),
      settled?.up,
    ),
  }
}

function unpackedBand({ low, high, down, up }: PackedBand, values: readonly number[]): Band {
  const end = (told: Ends, steps: Ends, sign: 1 | -1): Ends => {
    const [exact, widths] = [told.values(), unpackedWidths(steps)]
    return values.map((value, at) => {
      if (isToldAt(at)) return exact.next().value ?? null
      const width = widths.next().value ?? null
      return width === null ? null : value + sign * width
    })
  }
  return { low: end(low, down, -1), high: end(high, up, 1) }
}

/** A distance that was taken from sums is its width but for their rounding. */
const rounding = 0.99

function packedSteps(widths: Ends, leanings: readonly number[] = []): Ends {
  let before = 0
  const steps = widths
    .map((width, at) => (width === null ? null : Math.max(0, stepOf(rounding * width) + (leanings[at] ?? 0))))
    .filter((_step, at) => !isToldAt(at))
    .map((step) => {
      if (step === null) return null
      const change = step - before
      before = step
      return change
    })
  return steps.slice(0, 1 + steps.findLastIndex((step) => step !== null))
}

function* unpackedWidths(changes: Ends): Generator<number | null, null> {
  let step = 0
  for (const change of changes) {
    step += change ?? 0
    yield change === null ? null : widthOf(step)
  }
  return null
}

function mapped<Name extends string, From, To>(
  record: Readonly<Partial<Record<Name, From>>>,
  change: (value: From, name: Name) => To,
): Partial<Record<Name, To>> {
  const entries = Object.entries(record) as [Name, From][]
  return Object.fromEntries(entries.map(([name, value]) => [name, change(value, name)])) as Partial<
    Record<Name, To>
  >
}
