/**
 * A sweep over one parameter, a panel for each measure: a line over what can be
 * counted, rows for what has only a name; with error bars where there are
 * intervals.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import { parseQuantity, type Dimension } from '../../units/quantity.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { logAxis } from './chart.ts'
import { clockLabel, clockLogTicks, clockTicks } from './clock-axis.ts'
import { describeMark, doubtMark, isChosen, presence, type ShownSweep } from './shown-sweep.ts'
import type { Measure } from './sweep-measures.ts'
import { brokenLabels, brokenRowLabels, labelRoom, linesOf, valueLabels, widthOf } from './value-labels.ts'

const dimensions: readonly Dimension[] = ['duration', 'size', 'rate']
const gap = 26
/** Room for the labels of a vertical axis, and around a plot. */
const axisWidth = 66
const frame = 20
/** A narrower plot, in pixels, is no picture. */
const plotMin = 230
/** Above this many values neither all labels nor all figures are written. */
const labelledMax = 24
/** Beyond the largest value, for what has no end. */
const beyond = { log: 3, linear: 1.25 } as const
/** So that the highest mark does not touch the edge. */
const headroom = 1.06

export function lines(sweep: ShownSweep, width: number): ChartSpec {
  const { run, cells, axes } = sweep
  const [name] = axes as [string]
  const numbers = numbersOf(cells, name)
  const ordered =
    numbers === undefined
      ? cells
      : cells.toSorted((one, other) => numbers.get(one.id)! - numbers.get(other.id)!)
  const labels = valueLabels(run, ordered, name, labelRoom(width))
  const values = [...new Set(labels.values())]
  const label = { values, of: labels, title: printable(name) }
  return numbers === undefined
    ? asRows({ ...sweep, cells: ordered }, label, width)
    : asLines({ ...sweep, cells: ordered }, label, width)
}

interface Labels {
  readonly title: string
  readonly of: ReadonlyMap<string, string>
  /** In the order of the axis. */
  readonly values: readonly string[]
}

/** What the parameter counts in each cell, by id; undefined where it has only names. */
function numbersOf(cells: readonly CellResult[], name: string): ReadonlyMap<string, number> | undefined {
  const values = cells.map(({ params }) => params[name])
  if (values.every((value) => typeof value === 'number'))
    return new Map(cells.map(({ id }, at) => [id, values[at] as number]))
  for (const dimension of dimensions) {
    const parsed = values.map((value) => parseQuantity(dimension, value))
    if (parsed.every(({ ok }) => ok))
      return new Map(cells.map(({ id }, at) => [id, (parsed[at] as { value: number }).value]))
  }
  return undefined
}

function asLines(sweep: ShownSweep, { title, of, values }: Labels, width: number): ChartSpec {
  const columns = columnsOf(sweep, width, axisWidth)
  const plotWidth = Math.floor((width - frame - gap * (columns - 1)) / columns - axisWidth)
  const isMany = values.length > labelledMax
  const isUpright = isMany || widthOf(values) > plotWidth / values.length - 4
  const x = {
    field: 'label',
    type: 'ordinal' as const,
    sort: null,
    scale: { domain: [...values] },
    title,
    axis: {
      ...brokenLabels,
      labelAngle: isUpright ? -90 : 0,
      labelOverlap: isMany,
      ticks: !isMany,
      grid: false,
    },
  }
  const panels = sweep.measures.map((measure) => {
    const { marks, axis } = panelOf(sweep, of, measure)
    const y = {
      type: 'quantitative' as const,
      title: null,
      ...axis,
      axis: { ...axis.axis, minExtent: axisWidth - 12, maxExtent: axisWidth - 12 },
    }
    return {
      title: { text: measure.title, anchor: 'start', frame: 'bounds' },
      width: plotWidth,
      height: 190,
      data: { values: marks },
      layer: [
        {
          mark: { type: 'line' as const, color: measure.colour, strokeWidth: 1.5, opacity: 0.7, aria: false },
          encoding: { x, y: { ...y, field: 'at' } },
        },
        bars(measure, { x, y: { ...y, field: 'low' }, y2: { field: 'high' } }),
        ...points(measure, { x, y: { ...y, field: 'at' } }, isMany ? 16 : 70),
        markedText('isEndless', 'text', { x, y: { ...y, field: 'at' } }),
        markedText('doubt', 'doubt', { x, y: { ...y, field: 'at' } }),
      ],
    }
  })
  return { concat: panels as never[], columns, spacing: gap, align: 'none', bounds: 'full' }
}

function asRows(sweep: ShownSweep, { title, of, values }: Labels, width: number): ChartSpec {
  const labelWidth = widthOf(values) + 12
  const texts = sweep.measures.flatMap((measure) => sweep.cells.map((cell) => textOf(cell, measure)))
  const hasText = values.length <= labelledMax
  const textWidth = hasText ? widthOf(texts) + 16 : 8
  const columns = columnsOf(sweep, width, labelWidth + textWidth)
  const plotWidth = Math.max(
    80,
    Math.floor((width - frame - gap * (columns - 1)) / columns - labelWidth - textWidth),
  )
  const y = {
    field: 'label',
    type: 'nominal' as const,
    sort: null,
    scale: { domain: [...values] },
    title,
    axis: {
      ...brokenRowLabels,
      ticks: false,
      domain: false,
      labelOverlap: !hasText,
      titleAngle: 0,
      titleAlign: 'left' as const,
      titleBaseline: 'bottom' as const,
      titleX: 4 - labelWidth,
      titleY: -4,
    },
  }
  const panels = sweep.measures.map((measure) => {
    const { marks, axis } = panelOf(sweep, of, measure)
    const x = { type: 'quantitative' as const, title: null, ...axis }
    const place = { x: { ...x, field: 'at' }, y }
    return {
      title: { text: measure.title, anchor: 'start', frame: 'bounds', offset: 8 },
      width: plotWidth,
      height: values.length * (hasText ? 12 + 14 * linesOf(values) : 8),
      data: { values: marks },
      layer: [
        bars(measure, { y, x: { ...x, field: 'low' }, x2: { field: 'high' } }),
        ...points(measure, place),
        ...(hasText ? [rowText({ ...place, x: { value: plotWidth + 10 } })] : []),
      ],
    }
  })
  return { concat: panels as never[], columns, spacing: gap, align: 'none', bounds: 'full' }
}

/** As many panels side by side as leave each a plot that is one. */
function columnsOf({ measures }: ShownSweep, width: number, beside: number): number {
  const isRoomy = (count: number) => (width - frame - gap * (count - 1)) / count - beside >= plotMin
  return [3, 2].find((count) => count <= measures.length && isRoomy(count)) ?? 1
}

function toldOf({ cells }: ShownSweep, measure: Measure) {
  return cells.flatMap((cell) => {
    const value = measure.valueOf(cell)
    return value === null ? [] : [{ cell, value, interval: measure.intervalOf(cell) }]
  })
}

function reachOf(told: ReturnType<typeof toldOf>) {
  const ends = told.flatMap(({ value, interval }) => [value, ...(interval ?? [])]).filter(Number.isFinite)
  const positive = told.map(({ value }) => value).filter((value) => value > 0 && value < Infinity)
  const [least, most] = [Math.min(...positive), Math.max(...positive)]
  // An interval that reaches 0 or less has no place on a logarithmic axis, and is not to be cut.
  const isPositive =
    positive.length === told.filter(({ value }) => value < Infinity).length && Math.min(...ends) > 0
  return { ends, least, isPositive, isWide: most / least > 10 }
}

/** One scale for all panels of a unit, so that those of a put and a get can be compared at a glance. */
function scaleOf(sweep: ShownSweep, { unit }: Measure): 'log' | 'linear' {
  const alike = sweep.measures.filter((measure) => measure.unit === unit)
  const reaches = alike.map((measure) => reachOf(toldOf(sweep, measure)))
  const isLog = reaches.every(({ isPositive }) => isPositive) && reaches.some(({ isWide }) => isWide)
  return sweep.view.scale === 'log' && isLog ? 'log' : 'linear'
}

/** The marks of one panel, and the axis that has room for them. */
function panelOf(sweep: ShownSweep, labels: ReadonlyMap<string, string>, measure: Measure) {
  const told = toldOf(sweep, measure)
  const { ends, least } = reachOf(told)
  const scale = scaleOf(sweep, measure)
  const isEndless = told.some(({ value }) => value === Infinity)
  const top = Math.max(...ends, Number.MIN_VALUE) * (isEndless ? beyond[scale] : 1)
  const floor = scale === 'log' ? Math.max(least / 10, Math.min(...ends)) : Math.min(0, ...ends)
  return {
    marks: told.map(({ cell, value, interval }) => ({
      cell: cell.id,
      label: labels.get(cell.id)!,
      at: Math.min(value, top),
      low: interval === null ? null : Math.max(floor, interval[0]),
      high: interval?.[1] ?? null,
      isEndless: value === Infinity,
      doubt: value === Infinity ? '' : doubtMark(cell).trim(),
      presence: presence(sweep, cell),
      isChosen: isChosen(sweep, cell),
      text: textOf(cell, measure),
      description: describeMark(sweep.run, cell, measure),
    })),
    axis: axisOf(measure, scale, [floor, top]),
  }
}

function axisOf({ labelExpr }: Measure, scale: 'log' | 'linear', [floor, top]: readonly [number, number]) {
  const isClock = labelExpr === clockLabel
  const log = scale === 'log' ? logAxis(floor, top) : undefined
  return {
    scale: { type: scale, domain: log?.domain ?? [floor * headroom, top * headroom], nice: false },
    axis: {
      ...(log !== undefined && { values: isClock ? clockLogTicks(...log.domain) : log.ticks }),
      ...(log === undefined && isClock && { values: clockTicks(top * headroom, 5) }),
      tickCount: 5,
      labelExpr,
      labelOverlap: true,
    },
  }
}

function textOf(cell: CellResult, { valueOf, short }: Measure): string {
  const value = valueOf(cell)
  return `${value === null ? '' : short(value)}${doubtMark(cell)}`
}

const opacity = { field: 'presence', type: 'quantitative' as const, scale: null }

function bars({ colour }: Measure, place: object) {
  return {
    transform: [{ filter: 'isValid(datum.low)' }],
    mark: { type: 'rule' as const, strokeWidth: 2.5, color: colour, aria: false },
    encoding: { ...place, opacity },
  }
}

/** Those that are chosen in a ring. */
function points({ colour }: Measure, place: object, size = 70) {
  return [
    {
      mark: { type: 'point' as const, filled: true, size, opacity: 1, color: colour },
      encoding: { ...place, opacity, description: { field: 'description', type: 'nominal' as const } },
    },
    {
      transform: [{ filter: 'datum.isChosen' }],
      mark: {
        type: 'point' as const,
        filled: false,
        size: 230,
        color: colours.ink,
        strokeWidth: 2,
        aria: false,
      },
      encoding: place,
    },
  ]
}

/** It does not step back with its mark: faded text is hard to read. */
function rowText(place: object) {
  return {
    mark: { type: 'text' as const, align: 'left' as const, aria: false },
    encoding: { ...place, text: { field: 'text', type: 'nominal' as const } },
  }
}

/** Above marks of a line: what has no end, and so stands at the edge, and what is not valid. */
function markedText(where: 'isEndless' | 'doubt', field: 'text' | 'doubt', place: object) {
  return {
    transform: [{ filter: `datum.${where}` }],
    mark: { type: 'text' as const, aria: false, dy: -12 },
    encoding: { ...place, text: { field, type: 'nominal' as const } },
  }
}
