/**
 * How far each quantile has moved from base to candidate, as a share and as
 * time, a picture for each distribution.
 *
 * @module
 */
import type { Comparison, QuantileShift } from '../../run-store/comparison-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeShare } from '../../units/share.ts'
import { narrow, signedPercentLabel, type Chart, type Datum } from '../charts/chart.ts'
import type { ViewScale } from '../data/view.ts'
import { describeInterval, describePercentile } from '../figures.ts'
import { printable } from '../text.ts'
import { textWidth } from '../text-width.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { amountOfChangeAxis, describeSigned, dimensionWords } from './amount-of-change.ts'
import type { ComparisonView } from './comparison-view.ts'

/** More pictures than these are read by nobody. */
export const shiftsMax = 12
const gap = 24
const median = 0.5
/** Of axis labels, in pixels; the theme's. */
const labelSize = 12
/** Between two of them, in pixels. */
const labelGap = 4

type Point = QuantileShift['points'][number]

/** A change of one quantile with its 95 % interval, as a panel has it. */
interface Moved {
  readonly value: number
  readonly low: number
  readonly high: number
}

interface Panel {
  readonly name: 'share' | 'ns'
  readonly title: string
  readonly of: (point: Point) => Moved
  readonly describe: (value: number) => string
}

const panels: readonly Panel[] = [
  {
    name: 'share',
    title: 'change, as a share',
    of: ({ change, ci95: [low, high] }) => ({ value: change, low, high }),
    describe: describeShare,
  },
  {
    name: 'ns',
    title: `change, ${dimensionWords.duration}`,
    of: ({ baseNs, change, ci95: [low, high] }) => ({
      value: baseNs * change,
      low: baseNs * low,
      high: baseNs * high,
    }),
    describe: (ns) => describeSigned(ns, describeDuration),
  },
]

/** Of those of `whole` that are `shown`, under the same ids whichever are. */
export function shiftCharts(whole: Comparison, { shifts }: Comparison, view: ComparisonView): Chart[] {
  const drawn = furthest(shifts)
  const rest =
    drawn.length === shifts.length
      ? ''
      : ` Pictures are of ${drawn.length} of ${shifts.length} distributions: those of which a quantile has moved furthest.`
  return drawn.flatMap((shift) => {
    const points = shift.points.filter(({ q }) => view.quantiles === 'all' || q >= median)
    if (points.length === 0) return []
    const id = `shift-${whole.shifts.indexOf(shift) + 1}-${shift.operation}`
    return [shiftChart(id, { ...shift, points }, view, rest)]
  })
}

function shiftChart(
  id: string,
  shift: QuantileShift,
  { scale, quantiles }: ComparisonView,
  rest: string,
): Chart {
  return {
    id,
    title: `How far each quantile of a sealed ${shift.operation} moved, cell ${printable(shift.cellId)}`,
    howToRead:
      `From left to right the quantiles of service time, from the ${quantiles === 'all' ? 'fastest' : 'median of the'} records to the slowest, on an axis that stretches the tail. ` +
      `The line is the change of that quantile, the band its 95 % interval over whole runs: in the first panel as a share of the base, in the second as time, ${scale === 'log' ? 'linear near 0 and logarithmic further out' : 'linear'}. ` +
      'A level line of shares above zero: every record became slower by the same share. A level line of time: by the same time. A line that rises at the right: only the slow ones did.',
    finding: `${findingOf(shift)}${rest}`,
    spec: (width) => shiftSpec(shift, scale, width),
    table: {
      columns: [
        { label: 'quantile' },
        { label: 'base', isNumber: true },
        { label: 'candidate', isNumber: true },
        { label: 'change (95 %)', isNumber: true },
        { label: 'change, as time (95 %)', isNumber: true },
      ],
      rows: shift.points.map((point) => [
        describePercentile(point.q * 100),
        describeDuration(point.baseNs),
        describeDuration(point.candidateNs),
        ...panels.map((panel) => movedText(panel, point)),
      ]),
    },
    data: panels.flatMap((panel) => shift.points.map((point) => datumOf(shift, panel, point))),
  }
}

/** As many as are drawn, in their order. */
function furthest(shifts: readonly QuantileShift[]): readonly QuantileShift[] {
  const chosen = new Set(shifts.toSorted((one, other) => reach(other) - reach(one)).slice(0, shiftsMax))
  return shifts.filter((shift) => chosen.has(shift))
}

function reach({ points }: QuantileShift): number {
  return Math.max(...points.map(({ change }) => Math.abs(change)))
}

function datumOf({ cellId, operation }: QuantileShift, { name, of }: Panel, point: Point): Datum {
  const { q, baseNs, candidateNs } = point
  return { cell: cellId, operation, quantile: q, baseNs, candidateNs, changeIn: name, ...of(point) }
}

function movedText({ of, describe }: Panel, point: Point): string {
  const { value, low, high } = of(point)
  return `${describe(value)} (${describeInterval([low, high], describe)})`
}

function findingOf({ points }: QuantileShift): string {
  const clear = points.filter(({ ci95: [low, high] }) => low > 0 || high < 0)
  if (clear.length === 0) return 'No quantile by itself stands clear of where it was.'
  const named = clear.map((point) => {
    const [share, time] = panels.map(({ of, describe }) => describe(of(point).value))
    return `${describePercentile(point.q * 100)} ${share} (${time})`
  })
  return `By themselves these stand clear of zero: ${named.join(', ')}.`
}

function shiftSpec(shift: QuantileShift, scale: ViewScale, width: number): ChartSpec {
  const isNarrow = width < narrow
  const own = isNarrow ? width - 90 : Math.floor((width - gap - 180) / 2)
  const views = panels.map((panel) => ({
    width: own,
    height: 200,
    ...panelSpec(shift, panel, { scale, width: own }),
  }))
  return isNarrow ? { vconcat: views as never[], spacing: gap } : { hconcat: views as never[], spacing: gap }
}

interface Look {
  readonly scale: ViewScale
  /** Of the panel, in pixels. */
  readonly width: number
}

function panelSpec({ points }: QuantileShift, panel: Panel, { scale, width }: Look) {
  const values = points.map((point) => ({
    // Stretches both ends, as a normal distribution would.
    at: Math.log10(point.q / (1 - point.q)),
    ...panel.of(point),
    description: `${describePercentile(point.q * 100)}: ${movedText(panel, point)}, from ${describeDuration(point.baseNs)} to ${describeDuration(point.candidateNs)}`,
  }))
  const labels = labelsWithRoom(
    values.map(({ at }, index) => ({ at, label: describePercentile(points[index]!.q * 100) })),
    width,
  )
  const x = {
    field: 'at',
    type: 'quantitative',
    title: 'quantile of service time',
    scale: { nice: false },
    axis: {
      values: values.map(({ at }) => at),
      labelExpr: `(${JSON.stringify(labels)})['' + datum.value] || ''`,
      labelOverlap: false,
      grid: false,
    },
  }
  const y = axisOf(panel, values, scale)
  return {
    data: { values },
    layer: [
      {
        mark: { type: 'area', color: colours.sealed, opacity: 0.2, aria: false },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'rule', strokeDash: [4, 3], color: colours.ink, aria: false },
        encoding: { y: { ...y, datum: 0 } },
      },
      {
        mark: { type: 'line', color: colours.sealed, aria: false },
        encoding: { x, y: { ...y, field: 'value' } },
      },
      {
        mark: { type: 'point', color: colours.sealed, filled: true, size: 40, opacity: 1 },
        encoding: { x, y: { ...y, field: 'value' }, description: { field: 'description', type: 'nominal' } },
      },
    ],
  }
}

/** By place on the axis; who has no room gives way to those on the right, so that the slowest has its name. */
function labelsWithRoom(
  ticks: readonly { readonly at: number; readonly label: string }[],
  width: number,
): Readonly<Record<string, string>> {
  const [first, last] = [ticks[0]!.at, ticks.at(-1)!.at]
  let free = Infinity
  const shown = ticks.toReversed().filter(({ at, label }) => {
    const own = textWidth(label, labelSize)
    // Those at the ends stay within the axis.
    const begin = Math.max(0, Math.min(width - own, ((at - first) / (last - first || 1)) * width - own / 2))
    const isFree = begin + own + labelGap <= free
    if (isFree) free = begin
    return isFree
  })
  return Object.fromEntries(shown.map(({ at, label }) => [String(at), label]))
}

/** Shares are linear; times span from the fastest record to the slowest. */
function axisOf({ name, title }: Panel, values: readonly Moved[], scale: ViewScale) {
  if (name === 'share')
    return { type: 'quantitative', title, axis: { labelExpr: signedPercentLabel, tickCount: 6 } }
  return amountOfChangeAxis(
    'duration',
    values.flatMap(({ low, high }) => [low, high]),
    scale,
  )
}
