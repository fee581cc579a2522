/**
 * What sealing adds along a swept quantity, such as the size of a record, with
 * the claimed bound and where it stops holding.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type {
  CellResult,
  ClaimResult,
  Crossing,
  Estimate,
  Overhead,
  Run,
} from '../../run-store/run-format.ts'
import { describeBytes, describeDuration, parseQuantity, type Dimension } from '../../units/quantity.ts'
import { crossingSentences } from '../crossings.ts'
import { describeCount, describeInterval, describePercentile, nothing } from '../figures.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { cellLabel, sweptParameters } from '../parameters.ts'
import { printable } from '../text.ts'
import type { Chart, ChartInput, ChartMaker, Datum } from './chart.ts'
import { crossoverSpec, type Crossover, type CrossoverPoint } from './crossover-spec.ts'
import { isAlike } from './swept-axes.ts'

/** Always shown where it is swept; other quantities where a bound is crossed along them. */
const usual = 'records.size'
/** Fewer values make no line. */
const valuesMin = 3
const overheadNames = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999' } as const

export const crossoverChart: ChartMaker = (input) =>
  parametersOf(input.run).flatMap((parameter, index) => chartOf(input, parameter, index) ?? [])

/** For each such quantity what the first operation pays at both ends of it, typically. */
export function crossoverAnswers(input: ChartInput): string[] {
  return parametersOf(input.run).flatMap((parameter) => {
    const line = lineOf(input, parameter)
    if (line === undefined) return []
    const points = input.view.operations.flatMap((operation) => pointsOf(input, line, operation, 'p50'))
    return endSentences(points, line.describe).slice(0, 1)
  })
}

function parametersOf(run: Run): string[] {
  const crossed = (run.crossings ?? []).map(({ parameter }) => parameter)
  return sweptParameters(run).filter((name) => name === usual || crossed.includes(name))
}

function chartOf(input: ChartInput, parameter: string, index: number): Chart | undefined {
  const { run, view } = input
  const percentile = view.percentiles.find((percent) => percent in overheadNames) ?? 50
  const statistic = overheadNames[percentile as keyof typeof overheadNames]
  const line = lineOf(input, parameter)
  if (line === undefined) return undefined
  const shown = view.operations.filter((each) => line.cells.some(({ cell }) => wasMeasured(cell[each])))
  const points = shown.flatMap((operation) => pointsOf(input, line, operation, statistic))
  if (points.length === 0) return undefined
  const isShown = ({ metric, unit, statistic: own }: ClaimResult | Crossing) =>
    shown.some((each) => metric === `${each}.overhead`) &&
    (unit ?? 'record') === view.unit &&
    (own ?? 'p50') === describePercentile(percentile)
  const crossings = (run.crossings ?? []).filter((one) => one.parameter === parameter && isShown(one))
  const crossover: Crossover = {
    parameter: printable(parameter),
    points,
    bounds: boundsOf(run.claims.filter(isShown)),
    crossings,
    describe: line.describe,
    view,
  }
  const name = describePercentile(percentile)
  return {
    id: index === 0 ? 'crossover' : `crossover-${index + 1}`,
    title: `What sealing adds along ${parameter}`,
    howToRead:
      `Each mark is one cell: sealed minus plain at ${name} of service time, per ${view.unit}, with its 95 % interval. Dashed across stands what is claimed; the upright line is where the bound stops holding, ` +
      'between cells taken to be linear, and the band around it the 95 % interval of that place.',
    finding: findingOf(run, crossover),
    spec: (width) => crossoverSpec(crossover, width),
    table: tableOf(crossover),
    data: points.map((point) => datumOf(parameter, point)),
  }
}

interface Line {
  readonly cells: readonly { readonly cell: CellResult; readonly at: number }[]
  readonly describe: (value: number) => string
}

/** The cells along `parameter`, all else as in focus; undefined where it is not a quantity above zero at three values. */
function lineOf({ run, focus }: ChartInput, parameter: string): Line | undefined {
  const others = sweptParameters(run).filter((name) => name !== parameter)
  const cells = run.cells.filter((cell) => others.every((name) => isAlike(cell, focus, name)))
  for (const [dimension, describe] of describers) {
    const parsed = cells.flatMap((cell) => {
      const quantity = parseQuantity(dimension, cell.params[parameter])
      return quantity.ok && quantity.value > 0 ? [{ cell, at: quantity.value }] : []
    })
    const distinct = new Set(parsed.map(({ at }) => at)).size
    if (distinct >= valuesMin) return { cells: parsed.toSorted((one, other) => one.at - other.at), describe }
  }
  return undefined
}

const describers: readonly (readonly [Dimension, (value: number) => string])[] = [
  ['size', describeBytes],
  ['duration', describeDuration],
  ['rate', (value) => `${describeCount(value)} /s`],
]

function pointsOf(
  { run, view }: ChartInput,
  { cells, describe }: Line,
  operation: Operation,
  statistic: keyof Overhead,
): CrossoverPoint[] {
  return cells.flatMap(({ cell, at }) => {
    const result = cell[operation]
    if (!wasMeasured(result)) return []
    const { estimateNs, ci95Ns }: Estimate = (view.unit === 'call' ? result.perCall : result).overhead[
      statistic
    ]
    const figure = `${describeDuration(estimateNs)} (${describeInterval(ci95Ns, describeDuration)})`
    const doubt = cell.validity.verdict === 'valid' ? '' : `, not valid: ${cell.validity.verdict}`
    const description = printable(
      `${operation} at ${describe(at)}: sealing adds ${figure}; ${cellLabel(run, cell)}${doubt}`,
    )
    return [{ cell: cell.id, operation, at, estimateNs, ci95Ns, description }]
  })
}

/** Each bound once. */
function boundsOf(claims: readonly ClaimResult[]): Crossover['bounds'] {
  const upper = claims.filter(({ bound }) => bound.op.startsWith('<'))
  return [...new Map(upper.map(({ bound }) => [bound.value, { ns: bound.value, text: bound.text }])).values()]
}

function endSentences(points: readonly CrossoverPoint[], describe: Line['describe']): string[] {
  return operations.flatMap((operation) => {
    const own = points.filter((point) => point.operation === operation)
    const [first, last] = [own[0], own.at(-1)]
    return first === undefined || last === undefined
      ? []
      : [
          `A ${operation} pays ${describeDuration(first.estimateNs)} at ${describe(first.at)} and ${describeDuration(last.estimateNs)} at ${describe(last.at)}.`,
        ]
  })
}

function findingOf(run: Run, { points, crossings, describe }: Crossover): string {
  const ends = endSentences(points, describe)
  const sentences = crossingSentences({ ...run, crossings: [...crossings] })
  return [
    ...ends,
    ...(sentences.length === 0
      ? ['No place is known in what was swept where a claimed bound stops holding.']
      : sentences),
  ].join(' ')
}

function tableOf({ parameter, points, describe }: Crossover): Table {
  const shown = operations.filter((operation) => points.some((point) => point.operation === operation))
  const cells = [...Map.groupBy(points, ({ cell }) => cell).values()]
  return {
    columns: [
      { label: parameter },
      ...shown.map((operation) => ({ label: `${operation}, added by sealing`, isNumber: true })),
    ],
    rows: cells.map((own) => [
      describe(own[0]!.at),
      ...shown.map((operation) => {
        const point = own.find((each) => each.operation === operation)
        return point === undefined
          ? nothing
          : `${describeDuration(point.estimateNs)} (${describeInterval(point.ci95Ns, describeDuration)})`
      }),
    ]),
  }
}

function datumOf(parameter: string, { cell, operation, at, estimateNs, ci95Ns }: CrossoverPoint): Datum {
  const [lowNs, highNs] = ci95Ns ?? [null, null]
  return { cell, operation, [parameter]: at, estimateNs, lowNs, highNs }
}
