/**
 * What a chart is: a picture with a paragraph on how to read it, what it says
 * in this run, and the same figures as a table. A new chart is one file in
 * this folder and one line in the registry. Charts are drawn here and by the
 * page in a browser, by the same code: it takes nothing from Node.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import type { ReportData } from '../data/report-data.ts'
import type { View } from '../data/view.ts'
import type { ChartSpec } from '../vega.ts'
import type { Table } from '../overview.ts'

export interface Chart {
  /** Unique; names the file below `charts/`. */
  readonly id: string
  readonly title: string
  readonly howToRead: string
  /** What the picture shows in this run, computed from its figures. */
  readonly finding: string
  /** Drawn twice: wide for a desk, narrow for a hand. `width` is that of the whole picture, in pixels. */
  readonly spec: (width: number) => ChartSpec
  readonly table: Table
  /** What is behind the picture: one row for each mark that has a `description`, which is how people point at it. */
  readonly data: readonly Datum[]
}

/**
 * Figures in base units (ns, bytes, USD, counts), under names that say so. One
 * that belongs to a cell has its id as `cell`: a page chooses the cell of a
 * mark that is clicked by it.
 */
export type Datum = Readonly<Record<string, string | number | null>>

export interface ChartInput extends Pick<ReportData, 'detailOf'> {
  readonly run: Run
  /** What to show of it. Charts heed what applies to them. */
  readonly view: View
  /** The cells that the view chooses, in the order of the run. */
  readonly cells: readonly CellResult[]
  /** The cell that pictures of a single cell show. */
  readonly focus: CellResult
}

/** Charts that do not apply to a run are left out of it. */
export type ChartMaker = (input: ChartInput) => readonly Chart[]

/** Below this width a picture has to make do with less. */
export const narrow = 500

/** A vega expression that labels `datum.value` nanoseconds with their unit. */
export const durationLabel = [
  'datum.value == 0 ? "0" :',
  'abs(datum.value) >= 1e9 ? format(datum.value / 1e9, "~g") + " s" :',
  'abs(datum.value) >= 1e6 ? format(datum.value / 1e6, "~g") + " ms" :',
  'abs(datum.value) >= 1e3 ? format(datum.value / 1e3, "~g") + " us" :',
  'format(datum.value, "~g") + " ns"',
].join(' ')

/** A vega expression that labels `datum.value`, a share, in percent, as texts do. */
export const percentLabel = 'format(100 * datum.value, ",~r") + " %"'

/** The same of a change, with its sign. */
export const signedPercentLabel = 'datum.value == 0 ? "0 %" : format(100 * datum.value, "+,~r") + " %"'

/** A logarithmic axis that has room for `low` to `high`, both positive. */
export function logAxis(
  low: number,
  high: number,
): { readonly domain: [number, number]; readonly ticks: number[] } {
  const domain: [number, number] = [low * 0.85, high * 1.18]
  const steps = high / low > 200 ? [1] : [1, 2, 5]
  const [first, last] = domain.map((end) => Math.floor(Math.log10(end))) as [number, number]
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= domain[0] && tick <= domain[1])
  return { domain, ticks }
}
