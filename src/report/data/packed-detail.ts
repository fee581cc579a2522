/**
 * The detail of a cell as it travels with a page: of a band its told intervals
 * as they are, and of those between them how many steps they reach from the
 * curve, each told by how it differs from the one before.
 *
 * @module
 */
import type { SeriesName } from '../../measure/series.ts'
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
    curves: mapped(curves, ({ low, high, ...rest }) =>
      low === undefined || high === undefined ? rest : { ...rest, ...packedBand({ low, high }, rest.values) },
    ),
    overheads: mapped(overheads, (band, name) => packedBand(band, overheadValues(curves, name))),
    ...others,
  }
}

/** The same to the last digit. */
export function unpackedDetail({ overheads, ...packed }: PackedDetail): CellDetail {
  const curves = mapped(packed.curves, ({ low, high, down, up, ...rest }): Curve =>
    low === undefined || high === undefined || down === undefined || up === undefined
      ? rest
      : { ...rest, ...unpackedBand({ low, high, down, up }, rest.values) },
  )
  return {
    ...packed,
    curves,
    overheads: mapped(overheads, (band, name) => unpackedBand(band, overheadValues(curves, name))),
  }
}

function packedBand({ low, high }: Band, values: readonly number[]): PackedBand {
  return {
    low: low.filter((_end, at) => isToldAt(at)),
    high: high.filter((_end, at) => isToldAt(at)),
    down: packedSteps(low.map((end, at) => end && values[at]! - end)),
    up: packedSteps(high.map((end, at) => end && end - values[at]!)),
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

function packedSteps(widths: Ends): Ends {
  let before = 0
  const steps = widths
    .filter((_width, at) => !isToldAt(at))
    .map((width) => {
      if (width === null) return null
      const step = stepOf(rounding * width)
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
