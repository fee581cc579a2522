/**
 * Draws strategies as rows of dots with error bars, panels side by side where
 * there is room.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import type { View } from '../data/view.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { narrow } from './chart.ts'
import { describeMark, doubtMark, isChosen, presence } from './shown-sweep.ts'
import { strategyAxis } from './strategy-axis.ts'
import type { StrategyPanel } from './strategy-panels.ts'
import { brokenRowLabels, labelRoom, linesOf, valueLabels, widthOf } from './value-labels.ts'

/** What the picture is drawn from. */
export interface Strategies {
  readonly run: Run
  readonly view: View
  /** The swept parameter, each value of which is a strategy. */
  readonly parameter: string
  /** One for each strategy, in the order of the rows. */
  readonly cells: readonly CellResult[]
  /** At least one, that of overheads by which rows are sorted first. */
  readonly panels: readonly StrategyPanel[]
}

const gap = 22
const frame = 24
/** A narrower plot, in pixels, is no picture beside others. */
const plotMin = 120
/** Above this many rows neither all labels nor all figures are written. */
const labelledMax = 40

interface Rows {
  readonly of: ReadonlyMap<string, string>
  readonly values: readonly string[]
  readonly labelWidth: number
  readonly textWidth: number
  readonly isLabelled: boolean
}

export function strategiesSpec(strategies: Strategies, width: number): ChartSpec {
  const { run, cells, parameter, panels } = strategies
  const labels = valueLabels(run, cells, parameter, labelRoom(width))
  const values = [...new Set(cells.map(({ id }) => labels.get(id)!))]
  const isLabelled = values.length <= labelledMax
  const texts = panels.flatMap((panel) => cells.map((cell) => textOf(panel, cell)))
  const rows: Rows = {
    of: labels,
    values,
    labelWidth: widthOf(values) + 12,
    textWidth: isLabelled ? widthOf(texts) + 16 : 8,
    isLabelled,
  }
  const lines = linesOfPanels(panels, rows, width)
  const most = Math.max(...lines.map(({ length }) => length))
  const plotWidth = Math.max(80, plotWidthOf(rows, width, most))
  const drawn = lines.map((line) => ({
    hconcat: line.map((panel, index) =>
      panelSpec(strategies, panel, rows, {
        plotWidth,
        isFirst: index === 0,
        hasBounds: line.some(({ bounds }) => bounds.length > 0),
      }),
    ),
    // Plots of all lines stand below each other, whatever is written beside them.
    bounds: 'flush',
    spacing: gap + rows.textWidth,
  }))
  return { vconcat: drawn as never[], spacing: gap }
}

/** A line for each operation, with calls in the first; where there is no room, one for each panel. */
function linesOfPanels(panels: readonly StrategyPanel[], rows: Rows, width: number): StrategyPanel[][] {
  const apart = panels.map((panel) => [panel])
  if (width < narrow) return apart
  const groups = [...Map.groupBy(panels, ({ line }) => line).values()]
  const [first, ...others] = groups
  const counted = others.filter(([panel]) => panel!.line === 'kms')
  const joined = [[...first!, ...counted.flat()], ...others.filter((group) => !counted.includes(group))]
  const hasRoom = (lines: StrategyPanel[][]) =>
    plotWidthOf(rows, width, Math.max(...lines.map(({ length }) => length))) >= plotMin
  return [joined, groups].find(hasRoom) ?? apart
}

function plotWidthOf({ labelWidth, textWidth }: Rows, width: number, columns: number): number {
  return Math.floor((width - frame - labelWidth - gap * (columns - 1)) / columns - textWidth)
}

interface Place {
  readonly plotWidth: number
  readonly isFirst: boolean
  /** Whether anything in its line needs room for the label of a bound. */
  readonly hasBounds: boolean
}

function panelSpec(
  strategies: Strategies,
  panel: StrategyPanel,
  rows: Rows,
  { plotWidth, isFirst, hasBounds }: Place,
) {
  const marks = marksOf(strategies, panel, rows)
  const scale = strategyAxis(strategies, panel)
  const x = { type: 'quantitative', title: null, ...scale.axis }
  const y = {
    field: 'label',
    type: 'nominal',
    sort: null,
    scale: { domain: [...rows.values] },
    title: null,
    axis: isFirst
      ? {
          ...brokenRowLabels,
          ticks: false,
          domain: false,
          labelOverlap: !rows.isLabelled,
          minExtent: rows.labelWidth,
          maxExtent: rows.labelWidth,
        }
      : { labels: false, ticks: false, domain: false },
  }
  const place = { x: { ...x, field: 'at' }, y }
  return {
    title: { text: panel.title, anchor: 'start', frame: 'group', offset: titleOffset(panel, hasBounds) },
    width: plotWidth,
    height: rows.values.length * (rows.isLabelled ? 12 + 14 * linesOf(rows.values) : 8),
    data: { values: marks.map((mark) => clipped(mark, scale.floor)) },
    layer: [
      ...noiseLayers(panel, x, scale.floor),
      ...boundLayers(panel, x),
      ...markLayers(panel, place, { x, y }),
      ...(rows.isLabelled ? [textLayer({ x: { value: plotWidth + 10 }, y })] : []),
    ],
  }
}

/** So that titles of a line stand level: vega puts them above what is written above the plot. */
function titleOffset({ bounds }: StrategyPanel, hasBounds: boolean): number {
  return hasBounds && bounds.length === 0 ? 26 : 8
}

interface Mark {
  readonly cell: string
  readonly label: string
  readonly at: number
  readonly low: number | null
  readonly high: number | null
  readonly presence: number
  readonly isChosen: boolean
  readonly text: string
  readonly description: string
}

function marksOf(strategies: Strategies, panel: StrategyPanel, rows: Rows): Mark[] {
  return strategies.cells.flatMap((cell) => {
    const at = panel.valueOf(cell)
    if (at === null) return []
    const [low, high] = panel.intervalOf(cell) ?? [null, null]
    return {
      cell: cell.id,
      label: rows.of.get(cell.id)!,
      at,
      low,
      high,
      presence: presence(strategies, cell),
      isChosen: isChosen(strategies, cell),
      text: textOf(panel, cell),
      description: describeMark(strategies.run, cell, panel),
    }
  })
}

function textOf({ valueOf, short }: StrategyPanel, cell: CellResult): string {
  const value = valueOf(cell)
  return `${value === null ? '' : short(value)}${doubtMark(cell)}`
}

/** A bar that reaches below what a logarithmic axis has ends at its edge, where an arrowhead says so. */
function clipped(mark: Mark, floor: number) {
  const isCut = mark.low !== null && mark.low < floor
  return { ...mark, low: isCut ? floor : mark.low, isCut }
}

function noiseLayers({ noise }: StrategyPanel, x: { scale?: unknown }, floor: number) {
  const { domain } = x.scale as { domain: [number, number] }
  const [low, high] = [Math.max(-(noise ?? 0), domain[0]), Math.min(noise ?? 0, domain[1])]
  if (noise === null || low >= high || high <= floor) return []
  return [
    {
      data: { values: [{ low, high }] },
      mark: { type: 'rect', color: colours.band, opacity: 0.7, aria: false },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
  ]
}

function boundLayers({ bounds }: StrategyPanel, x: { scale?: unknown }) {
  const { domain, type } = x.scale as { domain: [number, number]; type: string }
  const middle = type === 'log' ? Math.sqrt(domain[0] * domain[1]) : (domain[0] + domain[1]) / 2
  return bounds.flatMap(({ value, text }) => [
    {
      data: { values: [{ value }] },
      mark: { type: 'rule', color: colours.ink, strokeDash: [6, 4], strokeWidth: 1.5, aria: false },
      encoding: { x: { ...x, field: 'value' } },
    },
    {
      data: { values: [{ value }] },
      mark: {
        type: 'text',
        text: `claimed: ${printable(text)}`,
        y: -4,
        baseline: 'bottom',
        align: value > middle ? 'right' : 'left',
        aria: false,
      },
      encoding: { x: { ...x, field: 'value' } },
    },
  ])
}

const opacity = { field: 'presence', type: 'quantitative', scale: null }

function markLayers(
  { colour }: StrategyPanel,
  place: object,
  { x, y }: { readonly x: object; readonly y: object },
) {
  return [
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: 2.5, color: colour, aria: false },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, opacity },
    },
    {
      transform: [{ filter: 'datum.isCut' }],
      mark: {
        type: 'point',
        shape: 'triangle-left',
        filled: true,
        size: 90,
        opacity: 1,
        color: colour,
        aria: false,
      },
      encoding: { y, x: { ...x, field: 'low' }, opacity },
    },
    {
      mark: { type: 'point', filled: true, size: 70, opacity: 1, color: colour },
      encoding: { ...place, opacity, description: { field: 'description', type: 'nominal' } },
    },
    {
      transform: [{ filter: 'datum.isChosen' }],
      mark: { type: 'point', filled: false, size: 230, color: colours.ink, strokeWidth: 2, aria: false },
      encoding: place,
    },
  ]
}

/** It does not step back with its mark: faded text is hard to read. */
function textLayer(place: object) {
  return {
    mark: { type: 'text', align: 'left', aria: false },
    encoding: { ...place, text: { field: 'text', type: 'nominal' } },
  }
}
