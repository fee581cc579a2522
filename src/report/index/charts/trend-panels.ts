/**
 * Small multiples over runs: in each panel one or two figures from run to run,
 * with intervals, bounds, and rules where something changed.
 *
 * @module
 */
import { durationLabel, logAxis } from '../../charts/chart.ts'
import { cutInside } from '../../line-breaks.ts'
import { textWidth } from '../../text-width.ts'
import { colours } from '../../theme.ts'
import type { ChartSpec } from '../../vega.ts'
import type { IndexedRun } from '../run-index.ts'
import type { TrendPoint } from '../trends.ts'
import type { RunAxis } from '../index-view.ts'
import { changesOf, runAxis, xOf } from './index-chart.ts'

export interface Line {
  /** What tells the lines of a panel apart, such as `p99`. */
  readonly name: string
  readonly points: readonly {
    readonly point: TrendPoint
    readonly description: string
    /** One of `marks`. */
    readonly mark: string
  }[]
}

export interface Panel {
  readonly title: string
  readonly subtitle?: string
  readonly lines: readonly Line[]
  /** By run; drawn where it is near the figures. */
  readonly bounds?: readonly { readonly run: IndexedRun; readonly value: number }[]
  readonly isDuration: boolean
}

export interface PanelLook {
  readonly axis: RunAxis
  readonly columns: number
  readonly scale: 'log' | 'linear'
  /** Shape and colour by `mark` of the points. */
  readonly marks: Readonly<Record<string, { readonly shape: string; readonly colour: string }>>
  /** Dash and colour by name of the lines. */
  readonly lines: Readonly<Record<string, { readonly dash: readonly number[]; readonly colour: string }>>
  readonly legend: boolean
}

const panelHeight = 112
/** Left of each panel, for its labels. */
const labelRoom = 66
/** Below each panel. */
const labelsHeight = 20
const spacing = 18
const padding = 22

export function panelsSpec(
  runs: readonly IndexedRun[],
  panels: readonly Panel[],
  look: PanelLook,
  width: number,
): ChartSpec {
  const { columns } = look
  const inner = Math.floor((width - padding - columns * labelRoom - (columns - 1) * spacing) / columns)
  return {
    columns,
    // By what is inside of the axes: labels and titles of different sizes would set panels of a row at different heights.
    bounds: 'flush',
    spacing: { row: 20 + labelsHeight + titleHeight(panels), column: spacing + labelRoom },
    concat: panels.map((panel) => panelSpec(runs, panel, look, inner)),
    resolve: { scale: { x: 'shared' } },
  }
}

function panelSpec(runs: readonly IndexedRun[], panel: Panel, look: PanelLook, inner: number) {
  const x = { field: 'x', ...runAxis(runs, look.axis, inner) }
  const y = { type: 'quantitative' as const, title: null, ...valueAxis(panel, look.scale) }
  const at = { x, y: { field: 'value', ...y } }
  return {
    width: inner,
    height: panelHeight,
    title: titleOf(panel, inner + labelRoom - 4),
    data: { values: rowsOf(panel, look.axis) },
    layer: [
      ...rulesOf(runs, x, look.axis),
      ...boundOf(panel, at, look.axis),
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule' as const, strokeWidth: 1.5, clip: true, aria: false },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' }, color: coloursOf(look) },
      },
      linesOf(look, at),
      {
        transform: [{ filter: 'datum.standsOut' }],
        mark: { ...ring, color: colours.ink },
        encoding: at,
      },
      {
        mark: { type: 'point' as const, filled: true, opacity: 1, size: 46 },
        encoding: {
          ...at,
          color: coloursOf(look),
          shape: shapesOf(look),
          description: { field: 'description', type: 'nominal' as const },
        },
      },
    ],
  }
}

const ring = { type: 'point' as const, size: 190, shape: 'circle', strokeWidth: 1.6, aria: false }

/** No wider than the panel with its labels: wider ones would make the whole picture smaller. */
function titleOf({ title, subtitle }: Panel, room: number) {
  const [fontSize, subtitleFontSize] = [12, 11.5]
  const cut = (text: string, size: number, weight?: string) =>
    cutInside(text, room, (line) => textWidth(line, size, weight))
  return {
    text: cut(title, fontSize, 'bold'),
    ...(subtitle !== undefined && {
      subtitle: cut(subtitle, subtitleFontSize),
      subtitleColor: colours.muted,
    }),
    anchor: 'start' as const,
    frame: 'group' as const,
    dx: 4 - labelRoom,
    fontSize,
    subtitleFontSize,
    offset: 6,
  }
}

function titleHeight(panels: readonly Panel[]): number {
  return panels.some(({ subtitle }) => subtitle !== undefined) ? 36 : 22
}

type Place = { readonly x: object; readonly y: object }

function linesOf({ lines, legend, columns }: PanelLook, at: Place) {
  const domain = Object.keys(lines)
  const line = {
    field: 'line',
    type: 'nominal' as const,
    legend: legend
      ? {
          title: null,
          symbolType: 'stroke' as const,
          symbolSize: 400,
          // Side by side they would be wider than one panel.
          ...(columns === 1 && { columns: 2 }),
        }
      : null,
  }
  return {
    mark: { type: 'line' as const, strokeWidth: 1.5, clip: true, aria: false, opacity: 0.8 },
    encoding: {
      ...at,
      detail: { field: 'stretch', type: 'nominal' as const },
      stroke: { ...line, scale: { domain, range: Object.values(lines).map(({ colour }) => colour) } },
      strokeDash: { ...line, scale: { domain, range: Object.values(lines).map(({ dash }) => [...dash]) } },
    },
  }
}

function rowsOf({ lines }: Panel, axis: RunAxis) {
  return lines.flatMap(({ name, points }) =>
    points.flatMap(({ point, description, mark }) => {
      const x = xOf(point.run, axis)
      if (x === null) return []
      return {
        x,
        run: point.run.id,
        folder: point.run.folder,
        value: point.estimate,
        low: point.low,
        high: point.high,
        stretch: point.stretch,
        standsOut: point.standing !== 'usual',
        line: name,
        mark,
        description,
      }
    }),
  )
}

/** Where runs before and after may not be compared, and where sealbench is another. */
function rulesOf(runs: readonly IndexedRun[], x: object, axis: RunAxis) {
  const changes = changesOf(runs, axis)
  return [true, false].map((isOther) => ({
    data: { values: changes.filter((change) => change.isOther === isOther) },
    mark: {
      type: 'rule' as const,
      color: colours.muted,
      strokeWidth: isOther ? 1.5 : 1,
      strokeDash: isOther ? [6, 3] : [1, 3],
      aria: false,
    },
    encoding: { x },
  }))
}

function boundOf(panel: Panel, at: Place, axis: RunAxis) {
  const bounds = panel.bounds ?? []
  if (!bounds.some(({ value }) => isNear(panel, value))) return []
  return [
    {
      data: { values: bounds.map(({ run, value }) => ({ x: xOf(run, axis), value })) },
      mark: {
        type: 'line' as const,
        interpolate: 'step' as const,
        color: colours.ink,
        strokeWidth: 1.2,
        strokeDash: [5, 3],
        clip: true,
        aria: false,
      },
      encoding: at,
    },
  ]
}

/** A bound far from all figures would press them into a line. */
export function isNear({ lines }: Panel, bound: number): boolean {
  const values = lines.flatMap(({ points }) => points.map(({ point }) => point.estimate))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return (
    bound <= Math.max(high * 2.5, high + 2 * (high - low)) &&
    bound >= Math.min(low / 2.5, low - 2 * (high - low))
  )
}

function valueAxis(panel: Panel, wanted: 'log' | 'linear') {
  const { lines, bounds = [], isDuration } = panel
  const values = [
    ...lines.flatMap(({ points }) =>
      points.flatMap(({ point: { estimate, low, high } }) => [estimate, low ?? estimate, high ?? estimate]),
    ),
    ...bounds.map(({ value }) => value).filter((value) => isNear(panel, value)),
  ]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const isWhole = !isDuration && values.every(Number.isInteger)
  const axis = {
    minExtent: labelRoom,
    maxExtent: labelRoom,
    tickCount: 4,
    ...(isWhole && { tickMinStep: 1 }),
    labelOverlap: 'greedy' as const,
    // One above its panel would lift the title of that panel alone.
    labelFlush: 8,
    labelExpr: isDuration ? durationLabel : 'format(datum.value, abs(datum.value) >= 1e5 ? "~s" : ",~r")',
  }
  if (wanted === 'log' && low > 0 && high / low > 8) {
    const { domain, ticks } = logAxis(low, high)
    return { axis: { ...axis, values: ticks }, scale: { type: 'log' as const, domain, nice: false } }
  }
  // What differs by next to nothing shall not look as if it differed.
  const margin = Math.max((high - low) * 0.12, Math.abs(high) * 0.05, isWhole ? 1.2 : 1e-9)
  const start = low >= 0 ? Math.max(0, low - margin) : low - margin
  return { axis, scale: { domain: [start, high + margin], nice: false, zero: false } }
}

function coloursOf({ marks }: PanelLook) {
  const range = Object.values(marks).map(({ colour }) => colour)
  return {
    field: 'mark',
    type: 'nominal' as const,
    legend: null,
    scale: { domain: Object.keys(marks), range },
  }
}

function shapesOf({ marks }: PanelLook) {
  const range = Object.values(marks).map(({ shape }) => shape)
  return {
    field: 'mark',
    type: 'nominal' as const,
    legend: null,
    scale: { domain: Object.keys(marks), range },
  }
}
