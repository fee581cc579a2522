/**
 * What is shown of each strategy: what it adds at the typical record and in
 * the tail, with the noise floor and the bounds that are claimed there, and
 * the KMS calls that it makes.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { CellResult, Overhead, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { gridIndexOf } from '../data/percentile-grid.ts'
import type { View, ViewPercentile } from '../data/view.ts'
import { describePercentile } from '../figures.ts'
import { wasMeasured } from '../overview.ts'
import { colours } from '../theme.ts'
import { durationLabel, type ChartInput } from './chart.ts'
import { kmsCalls, type Measure } from './sweep-measures.ts'

export interface StrategyPanel extends Measure {
  /** Panels of the same line stand side by side. */
  readonly line: Operation | 'kms'
  /** The largest difference of two plain arms that their interval holds, in ns; null where it is not known. */
  readonly noise: number | null
  /** That are claimed of this figure in any cell, in ns. */
  readonly bounds: readonly { readonly text: string; readonly value: number }[]
}

type Asked = Pick<ChartInput, 'run' | 'view' | 'detailOf'>

/** Those that run.json has for overheads. */
const storedNames: Partial<Record<ViewPercentile, Exclude<keyof Overhead, 'mean'>>> = {
  50: 'p50',
  90: 'p90',
  99: 'p99',
  99.9: 'p999',
}
const summaryNames = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999', 99.99: 'p9999' } as const

/** Empty where no operation of the view was measured; calls only where they tell strategies apart. */
export function strategyPanels(asked: Asked, cells: readonly CellResult[]): readonly StrategyPanel[] {
  const measured = asked.view.operations.filter((operation) =>
    cells.some((cell) => wasMeasured(cell[operation])),
  )
  const percents = shownPercentiles(asked, cells, measured)
  const overheads = measured.flatMap((operation) =>
    percents.map((percent) => panelOf(asked, operation, percent)),
  )
  const differ = new Set(cells.map(kmsCalls.valueOf)).size > 1
  return overheads.length > 0 && differ ? [...overheads, calls] : overheads
}

const calls: StrategyPanel = { ...kmsCalls, line: 'kms', noise: null, bounds: [] }

/** The lowest of the view, and the highest that has an interval in half of the cells whichever the operation. */
function shownPercentiles(
  asked: Asked,
  cells: readonly CellResult[],
  measured: readonly Operation[],
): readonly ViewPercentile[] {
  const { percentiles } = asked.view
  const isSure = (operation: Operation, percent: ViewPercentile) => {
    const known = cells.filter((cell) => intervalOf(asked, cell, operation, percent) !== null)
    return known.length * 2 >= cells.length
  }
  const last = percentiles.findLast((percent) => measured.every((operation) => isSure(operation, percent)))
  return [...new Set([percentiles[0]!, last ?? percentiles[0]!])]
}

function panelOf(asked: Asked, operation: Operation, percent: ViewPercentile): StrategyPanel {
  const { run, view } = asked
  const name = describePercentile(percent)
  const time = view.unit === 'call' ? 'callTime' : view.time
  const what = { serviceTime: '', responseTime: '’s response', callTime: ' call' }[time]
  return {
    id: `${operation}.overhead.${time}.${name}`,
    line: operation,
    title: `${name} of a ${operation}${what}, added`,
    unit: 'ns',
    valueOf: (cell) => (wasMeasured(cell[operation]) ? estimateOf(view, cell[operation], percent) : null),
    intervalOf: (cell) => intervalOf(asked, cell, operation, percent),
    describe: describeDuration,
    short: describeDuration,
    labelExpr: durationLabel,
    colour: colours.overhead,
    noise: time === 'serviceTime' ? noiseOf(run, operation, percent) : null,
    bounds: view.time === 'serviceTime' || view.unit === 'call' ? boundsOf(asked, operation, percent) : [],
  }
}

/** As run.json has it, or else what lies between the two arms. */
function estimateOf(view: View, result: CellResult[Operation], percent: ViewPercentile): number {
  const stored = storedOf(view, result, percent)
  if (stored !== undefined) return stored.estimateNs
  const [sealed, plain] =
    view.unit === 'call'
      ? [result.perCall.sealed, result.perCall.plain]
      : [result.sealed[view.time], result.plain[view.time]]
  return sealed[summaryNames[percent]] - plain[summaryNames[percent]]
}

function intervalOf(
  { view, detailOf }: Asked,
  cell: CellResult,
  operation: Operation,
  percent: ViewPercentile,
): readonly [number, number] | null {
  const stored = storedOf(view, cell[operation], percent)
  if (stored !== undefined) return stored.ci95Ns
  const band = detailOf(cell.id).overheads[`${operation}.${view.unit === 'call' ? 'callTime' : view.time}`]
  const at = gridIndexOf(percent / 100)
  const [low, high] = [band?.low[at] ?? null, band?.high[at] ?? null]
  return low === null || high === null ? null : [low, high]
}

function storedOf({ unit, time }: View, result: CellResult[Operation], percent: ViewPercentile) {
  const name = storedNames[percent]
  if (name === undefined) return undefined
  if (unit === 'call') return result.perCall.overhead[name]
  return time === 'serviceTime' ? result.overhead[name] : undefined
}

function noiseOf({ noiseFloor }: Run, operation: Operation, percent: ViewPercentile): number | null {
  const name = storedNames[percent]
  if (name === undefined) return null
  const { estimateNs, ci95Ns } = noiseFloor[operation][name]
  return ci95Ns === null ? null : Math.max(Math.abs(estimateNs), ...ci95Ns.map(Math.abs))
}

/** Each once, as the first claim has it, whichever side of it was claimed. */
function boundsOf(
  { run, view }: Asked,
  operation: Operation,
  percent: ViewPercentile,
): StrategyPanel['bounds'] {
  const claimed = run.claims.filter(
    ({ metric, statistic, unit }) =>
      metric === `${operation}.overhead` &&
      (statistic ?? 'p50') === describePercentile(percent) &&
      (unit ?? 'record') === view.unit,
  )
  return [
    ...new Map(claimed.toReversed().map(({ bound: { text, value } }) => [value, { text, value }])).values(),
  ]
}
