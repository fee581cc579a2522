/**
 * The axes of panels of strategies: of one kind wherever the same is measured,
 * so that a put and a get can be compared at a glance.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import type { View } from '../data/view.ts'
import { logAxis } from './chart.ts'
import type { StrategyPanel } from './strategy-panels.ts'

/** What axes are made for. */
interface Compared {
  readonly view: Pick<View, 'scale'>
  readonly cells: readonly CellResult[]
  readonly panels: readonly StrategyPanel[]
}

/** `symlog` is logarithmic on both sides of 0, and linear around it. */
type AxisKind = 'linear' | 'log' | 'symlog'

/** A noise floor that lies further below the least mark would take the room of the marks. */
const noiseReach = 4
/** Of a logarithmic axis: the highest by the lowest, at least, so that it has ticks. */
const reachMin = 4

/** An axis for a panel, and below what it cuts intervals. */
export function strategyAxis(compared: Compared, panel: StrategyPanel) {
  const { noise, labelExpr, unit } = panel
  const { values, ends } = extentOf(compared, panel)
  const least = Math.min(...values)
  const [low, high] = [Math.min(...ends), Math.max(...ends, Number.MIN_VALUE)]
  const axis = { tickCount: 4, labelExpr, labelOverlap: 'greedy' as const }
  const kind = kindOf(compared, panel)
  if (kind === 'linear') {
    // Room for half a mark, so that none lies on the labels.
    const domain = [Math.min(-0.04 * high, low * 1.06), high * 1.06]
    return { floor: -Infinity, axis: { scale: { type: kind, domain, nice: false }, axis } }
  }
  if (kind === 'log') {
    const below = noise !== null && noise > least / noiseReach ? noise / 1.5 : least
    const floor = Math.min(below, Math.max(least / 10, low), high / reachMin)
    const { domain, ticks } = logAxis(floor, high)
    return { floor, axis: { scale: { type: kind, domain, nice: false }, axis: { ...axis, values: ticks } } }
  }
  const constant = linearWithin(unit)
  const powers = Array.from({ length: 10 }, (_, power) => constant * 10 ** power)
  const ticks = [...powers.map((power) => -power), 0, ...powers].filter(
    (tick) => tick >= low * 1.3 && tick <= high * 1.3,
  )
  const domain = [Math.min(-constant / 4, low * 1.3), high * 1.3]
  return {
    floor: -Infinity,
    axis: { scale: { type: kind, domain, constant, nice: false }, axis: { ...axis, values: ticks } },
  }
}

/** How the axes are read, and the arrowheads where an interval goes on beyond one. */
export function axisNotes(compared: Compared): string[] {
  const { cells, panels } = compared
  const times = panels.find(({ line }) => line !== 'kms')!
  const calls = panels.find(({ line }) => line === 'kms')
  const kinds = [times, ...(calls === undefined ? [] : [calls])].map((panel) => kindOf(compared, panel))
  const [ofTimes, ofCalls = ofTimes] = kinds as [AxisKind, AxisKind?]
  const isCut = panels.some((panel) => {
    const { floor } = strategyAxis(compared, panel)
    return cells.some(
      (cell) => panel.valueOf(cell) !== null && (panel.intervalOf(cell)?.[0] ?? floor) < floor,
    )
  })
  return [
    `All axes of times are ${words[ofTimes]}${ofCalls === ofTimes ? '' : `, that of calls is ${words[ofCalls]}`}; each has a range of its own.`,
    ...(isCut ? ['A bar that ends in an arrowhead goes on beyond the axis; the table has its end.'] : []),
  ]
}

const words: Readonly<Record<AxisKind, string>> = {
  linear: 'linear',
  log: 'logarithmic',
  symlog: 'logarithmic, and linear around 0',
}

/** Logarithmic where any panel of the unit needs it, around 0 linear where something in one of them is not above it. */
function kindOf(compared: Compared, { unit }: StrategyPanel): AxisKind {
  const alike = compared.panels
    .filter((panel) => panel.unit === unit)
    .map((panel) => ({ panel, ...extentOf(compared, panel) }))
  const isWide = alike.some(({ panel, values }) => {
    const least = Math.min(...values)
    return values.some((value) => Math.abs(value) > 10 * Math.abs(least)) || panel.bounds.length > 0
  })
  if (compared.view.scale === 'linear' || !isWide) return 'linear'
  return alike.every(({ values }) => values.every((value) => value > 0)) ? 'log' : 'symlog'
}

/** What is marked in a panel, and all that it has to have room for. */
function extentOf({ cells }: Compared, { valueOf, intervalOf, bounds }: StrategyPanel) {
  const marked = cells.filter((cell) => valueOf(cell) !== null)
  const values = marked.map((cell) => valueOf(cell)!)
  const intervals = marked.flatMap((cell) => intervalOf(cell) ?? [])
  return { values, ends: [...values, ...intervals, ...bounds.map(({ value }) => value)] }
}

/** From 0 to both sides, in the base unit. */
function linearWithin(unit: StrategyPanel['unit']): number {
  return unit === 'ns' ? 1000 : 1
}
