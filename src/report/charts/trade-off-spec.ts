/**
 * Draws cells by cost and tail, with their exposure as shape and colour, and
 * names those of the frontier as far as there is room.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import type { View } from '../data/view.ts'
import { amountAxis, encodedAxis, numberLabel, type PlanAxis } from './amount-axis.ts'
import { textWidth } from '../text-width.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { narrow } from './chart.ts'
import type { Measure } from './sweep-measures.ts'

/** One cell as it is weighed against others. */
export interface Weighed {
  readonly cell: CellResult
  readonly usd: number
  readonly tailNs: number
  /** Of the tail, 95 %. */
  readonly ci95Ns: readonly [number, number] | null
  /** In ns: how long a disabled KMS key still works. Infinity for good; null where it is not told, which counts as for good. */
  readonly exposureNs: number | null
  readonly isOnFrontier: boolean
  /** A cell that is as good in all three and better in one, of the frontier where there is one; undefined on the frontier. */
  readonly beatenBy: CellResult | undefined
  readonly presence: number
  readonly isChosen: boolean
  readonly description: string
}

export interface ShownTradeOff {
  readonly view: View
  readonly weighed: readonly Weighed[]
  readonly measure: Measure
}

const minute = 60e9
/** From the shortest exposure to the longest. */
const classes = [
  { name: 'up to 1 min', most: minute, colour: colours.overhead, shape: 'circle' },
  { name: 'up to 10 min', most: 10 * minute, colour: colours.plain, shape: 'square' },
  { name: 'up to 1 h', most: 60 * minute, colour: colours.amber, shape: 'triangle-up' },
  { name: 'longer', most: Number.MAX_VALUE, colour: colours.sealed, shape: 'diamond' },
  { name: 'for good', most: Infinity, colour: colours.delta, shape: 'cross' },
] as const
const untold = { name: 'untold', colour: colours.invalid, shape: 'triangle-down' } as const
const fontSize = 12
/** A logarithmic axis over less than this ratio has hardly a tick. */
const wide = 4
/** From a mark to its name, in pixels. */
const labelDistance = 14
const axisWidth = 100

export function tradeOffSpec({ view, weighed, measure }: ShownTradeOff, width: number): ChartSpec {
  const isNarrow = width < narrow
  const size = { width: width - axisWidth, height: isNarrow ? 260 : 340 }
  const along = axisOf(
    view,
    weighed.map(({ usd }) => usd),
    numberLabel,
  )
  const up = axisOf(
    view,
    weighed.flatMap(({ tailNs, ci95Ns }) => [tailNs, ...(ci95Ns ?? [])]),
    measure.labelExpr,
  )
  const place = {
    x: { ...along.encoded('USD per 30 days, modelled'), field: 'usd' },
    y: { ...up.encoded(measure.title), field: 'tail' },
  }
  const values = weighed.map((one) => ({
    cell: one.cell.id,
    usd: along.at(one.usd),
    tail: up.at(one.tailNs),
    low: one.ci95Ns && up.at(one.ci95Ns[0]),
    high: one.ci95Ns && up.at(one.ci95Ns[1]),
    group: classOf(one).name,
    isOnFrontier: one.isOnFrontier,
    presence: one.presence,
    isChosen: one.isChosen,
    description: one.description,
  }))
  const names = namesOf(
    values,
    (value) => ({
      x: along.share(value.usd) * size.width,
      y: (1 - up.share(value.tail)) * size.height,
    }),
    size,
  )
  return {
    ...size,
    layer: [
      ...intervals(values, place),
      ...marks(values, place, isNarrow),
      ...extras(values, names, place),
    ] as never[],
  }
}

function classOf({ exposureNs }: Weighed) {
  return exposureNs === null ? untold : classes.find(({ most }) => exposureNs <= most)!
}

interface Axis {
  /** Where a value stands, in the unit of the axis. */
  readonly at: (value: number) => number
  /** From 0 at the lower end of the axis to 1 at the upper. */
  readonly share: (at: number) => number
  readonly encoded: (title: string) => object
}

/** Logarithmic where the view asks for it and values lie far enough apart. */
function axisOf({ scale }: View, values: readonly number[], labelExpr: string): Axis {
  const positive = values.filter((value) => value > 0)
  const isWide = Math.max(...positive) / Math.min(...positive) > wide
  if (scale === 'log' && isWide) {
    const axis: PlanAxis = amountAxis(values, labelExpr)
    const [low, high] = axis.domain
    return {
      at: axis.at,
      share: (at) => Math.log(at / low) / Math.log(high / low),
      encoded: (title) => encodedAxis(axis, title),
    }
  }
  const [least, most] = [Math.min(...values), Math.max(...values, Number.MIN_VALUE)]
  const room = 0.08 * (most - least) || 0.1 * most
  // What lies close together is told apart where zero is not asked for.
  const [low, high] = [scale === 'log' ? least - room : 0, most + room]
  return {
    at: (value) => value,
    share: (at) => (at - low) / (high - low),
    encoded: (title) => ({
      type: 'quantitative',
      title,
      scale: { domain: [low, high], nice: false },
      axis: { tickCount: 6, labelExpr, labelOverlap: true },
    }),
  }
}

interface Place {
  readonly x: object
  readonly y: object
}

interface Mark {
  readonly cell: string
  readonly usd: number
  readonly tail: number
  /** Of the interval; null without one. */
  readonly low: number | null
  readonly high: number | null
  readonly group: string
  readonly isOnFrontier: boolean
  readonly presence: number
  readonly isChosen: boolean
}

function marks(values: readonly Mark[], place: object, isNarrow: boolean) {
  const groups = [...classes, untold].filter(({ name }) => values.some(({ group }) => group === name))
  const legend = { title: 'a disabled KMS key still works for', columns: isNarrow ? 3 : 6 }
  const domain = groups.map(({ name }) => name)
  const channel = { field: 'group', type: 'nominal', legend: { ...legend, symbolStrokeWidth: 2 } }
  const encoding = {
    ...place,
    color: { ...channel, scale: { domain, range: groups.map(({ colour }) => colour) } },
    shape: { ...channel, scale: { domain, range: groups.map(({ shape }) => shape) } },
    opacity: { field: 'presence', type: 'quantitative', scale: null },
    description: { field: 'description', type: 'nominal' },
  }
  const layer = (own: readonly Mark[], style: object) =>
    own.length === 0 ? [] : [{ data: { values: own }, mark: { type: 'point', ...style }, encoding }]
  return [
    ...layer(
      values.filter(({ isOnFrontier }) => !isOnFrontier),
      { filled: false, size: 46, strokeWidth: 1.4 },
    ),
    ...layer(
      values.filter(({ isOnFrontier }) => isOnFrontier),
      { filled: true, size: 120 },
    ),
  ]
}

function intervals(values: readonly Mark[], place: Place) {
  const told = values.filter(({ low }) => low !== null)
  if (told.length === 0) return []
  const opacity = { field: 'presence', type: 'quantitative', scale: null }
  return [
    {
      data: { values: told },
      mark: { type: 'rule', color: colours.muted, strokeWidth: 1.2, aria: false },
      encoding: { ...place, y: { ...place.y, field: 'low' }, y2: { field: 'high' }, opacity },
    },
  ]
}

/** Rings around what is chosen, and names. */
function extras(values: readonly Mark[], names: readonly Name[], place: object) {
  return [
    {
      data: { values: values.filter(({ isChosen }) => isChosen) },
      mark: { type: 'point', size: 300, color: colours.ink, strokeWidth: 2, aria: false },
      encoding: place,
    },
    // A halo keeps a name apart from the interval that it stands on.
    ...[{ stroke: colours.card, strokeWidth: 4 }, { color: colours.ink }].flatMap((style) =>
      [...Map.groupBy(names, ({ side }) => side)].map(([{ align, dx, dy }, own]) => ({
        data: { values: own.map(({ usd, tail, name }) => ({ usd, tail, name })) },
        mark: { type: 'text', align, dx, dy, baseline: 'middle', fontSize, aria: false, ...style },
        encoding: { ...place, text: { field: 'name', type: 'nominal' } },
      })),
    ),
  ]
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Of the plot, in pixels. */
interface Size {
  readonly width: number
  readonly height: number
}

/** Where a name may stand beside its mark, the best first: pixels from its middle. */
const sides = [
  { align: 'center', dx: 0, dy: -labelDistance },
  { align: 'center', dx: 0, dy: labelDistance },
  { align: 'left', dx: labelDistance, dy: 0 },
  { align: 'right', dx: -labelDistance, dy: 0 },
] as const

interface Name extends Pick<Mark, 'usd' | 'tail'> {
  readonly name: string
  readonly side: (typeof sides)[number]
}

/** The ids of the frontier, together where marks lie upon each other, left out where other names stand on all sides already. */
function namesOf(values: readonly Mark[], pixelOf: (value: Mark) => Point, size: Size): readonly Name[] {
  const groups = Map.groupBy(
    values.filter(({ isOnFrontier }) => isOnFrontier),
    (value) => {
      const { x, y } = pixelOf(value)
      return `${Math.round(x / 8)},${Math.round(y / 8)}`
    },
  )
  const taken: Room[] = []
  return [...groups.values()].flatMap((group) => {
    const [first] = group as [Mark, ...Mark[]]
    const name = nameOf(group)
    const free = sides
      .map((side) => ({ side, room: roomOf(pixelOf(first), name, side) }))
      .find(({ room }) => isWithin(room, size) && taken.every((other) => !touch(room, other)))
    if (free === undefined) return []
    taken.push(free.room)
    return [{ usd: first.usd, tail: first.tail, name, side: free.side }]
  })
}

function nameOf(group: readonly Mark[]): string {
  const ids = group.map(({ cell }) => cell)
  return ids.length > 3 ? `${ids.slice(0, 2).join(', ')} and ${ids.length - 2} more` : ids.join(', ')
}

/** What a name takes, from its middle, in pixels. */
interface Room extends Point {
  readonly half: number
}

function roomOf({ x, y }: Point, name: string, { align, dx, dy }: Name['side']): Room {
  const half = textWidth(name, fontSize) / 2 + 3
  const shift = align === 'left' ? half : align === 'right' ? -half : 0
  return { x: x + dx + shift, y: y + dy, half }
}

function isWithin({ x, y, half }: Room, { width, height }: Size): boolean {
  return x - half >= -16 && x + half <= width + 16 && y >= 0 && y <= height
}

function touch(one: Room, other: Room): boolean {
  return Math.abs(other.x - one.x) <= other.half + one.half && Math.abs(other.y - one.y) <= fontSize + 2
}
