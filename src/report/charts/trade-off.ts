/**
 * Cost, tail and exposure of each cell against each other: which settings are
 * worth having, and which others beat.
 *
 * @module
 */
import { dominates, paretoFront } from '../../planner/choices/pareto-front.ts'
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { describeCount, describeUsd, plural } from '../figures.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { cellLabel, parameterText, shortLabel, sweptParameters } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ChartInput, ChartMaker, Datum } from './chart.ts'
import { isChosen, presence } from './shown-sweep.ts'
import { describeDelay, revocationDelayOf, tail, type Measure } from './sweep-measures.ts'
import { isAlike } from './swept-axes.ts'
import { tradeOffSpec } from './trade-off-spec.ts'

/** One cell as it is weighed against others. */
export interface Weighed {
  readonly cell: CellResult
  readonly usd: number
  readonly tailNs: number
  /** In ns: how long a disabled KMS key still works. Infinity for good; null where it is not told, which counts as for good. */
  readonly exposureNs: number | null
  readonly isOnFrontier: boolean
  /** A cell of the frontier that is as good in all three and better in one; undefined on the frontier. */
  readonly beatenBy: CellResult | undefined
  readonly presence: number
  readonly isChosen: boolean
  readonly description: string
}

/** What is offered, rather than a setting to choose: cells are compared under the same of it. */
const conditions = new Set(['load', 'records', 'fleet', 'stream'])
/** More names make no sentence. */
const namedMax = 8
const untold = 'untold'

export const tradeOffChart: ChartMaker = (input) => {
  const { run, view, focus } = input
  const held = sweptParameters(run).filter((name) => conditions.has(name.split('.')[0]!))
  const [operation] = view.operations.filter((each) => wasMeasured(focus[each]))
  if (operation === undefined) return []
  const cells = run.cells.filter(
    (cell) =>
      cell.validity.verdict === 'valid' &&
      wasMeasured(cell[operation]) &&
      held.every((name) => isAlike(cell, focus, name)),
  )
  const measure = tail(input, cells, operation)
  const points = cells.map((cell) => pointOf(cell, measure))
  if (cells.length < 2 || varyingOf(points) < 2) return []
  const weighed = weigh(input, cells, points, measure)
  const fixed = held.map((name) => `${name} ${parameterText(run, focus, name)}`).join(', ')
  return [
    {
      id: 'trade-off',
      title: 'Cost against tail and exposure of each cell',
      howToRead:
        `Each mark is one cell: to the right it costs more (modelled), further up its ${measure.title} is longer, and shape and colour say how long a disabled KMS key still works, by the settings. ` +
        'Filled marks are the frontier: no other cell is as good in all three and better in one, where tails count as equal if their first two digits are. Hollow marks are beaten, and say by whom. ' +
        `Below and to the left is better.${fixed === '' ? '' : ` Compared are the cells with ${printable(fixed)}.`}`,
      finding: findingOf(run, weighed, measure),
      spec: (width) => tradeOffSpec({ view, weighed, measure }, width),
      table: tableOf(run, weighed, measure),
      data: weighed.map(dataOf),
    },
  ]
}

/** In USD, ns and ns: less is better in all three. */
export function pointOf(cell: CellResult, { valueOf }: Measure): readonly number[] {
  return [
    cell.kms.usdPer30Days,
    Number((valueOf(cell) ?? Infinity).toPrecision(2)),
    revocationDelayOf(cell) ?? Infinity,
  ]
}

/** In how many of the three cells differ. */
function varyingOf(points: readonly (readonly number[])[]): number {
  return [0, 1, 2].filter((axis) => new Set(points.map((point) => point[axis])).size > 1).length
}

function weigh(
  { run, view }: ChartInput,
  cells: readonly CellResult[],
  points: readonly (readonly number[])[],
  measure: Measure,
): Weighed[] {
  const isOnFrontier = paretoFront(points)
  return cells.map((cell, at) => {
    const better = isOnFrontier[at]!
      ? -1
      : points.findIndex((point, other) => isOnFrontier[other]! && dominates(point, points[at]!))
    const own = {
      cell,
      usd: cell.kms.usdPer30Days,
      tailNs: measure.valueOf(cell)!,
      exposureNs: revocationDelayOf(cell),
      isOnFrontier: isOnFrontier[at]!,
      beatenBy: cells[better],
      presence: presence({ view }, cell),
      isChosen: isChosen({ view }, cell),
    }
    return { ...own, description: describeWeighed(run, own, measure) }
  })
}

export function describeExposure(ns: number | null): string {
  return ns === null ? untold : describeDelay(ns)
}

type Told = Omit<Weighed, 'description'>

function describeWeighed(run: Run, weighed: Told, { describe, title }: Measure): string {
  const { cell, usd, tailNs, exposureNs } = weighed
  return printable(
    `${cellLabel(run, cell)}: ${describeUsd(usd)} per 30 days, ${title} ${describe(tailNs)}, a disabled KMS key still works for: ${describeExposure(exposureNs)}; ${verdictOf(run, weighed)}`,
  )
}

function verdictOf(run: Run, { beatenBy }: Told): string {
  return beatenBy === undefined ? 'on the frontier' : `beaten by ${shortLabel(run, beatenBy)}`
}

function findingOf(run: Run, weighed: readonly Weighed[], { describe }: Measure): string {
  const frontier = weighed.filter(({ isOnFrontier }) => isOnFrontier)
  const beaten = weighed.filter(({ beatenBy }) => beatenBy !== undefined)
  const leastBy = (of: (one: Weighed) => number) =>
    frontier.reduce((least, one) => (of(one) < of(least) ? one : least))
  const [cheapest, fastest] = [leastBy(({ usd }) => usd), leastBy(({ tailNs }) => tailNs)]
  const shortest = leastBy(({ exposureNs }) => exposureNs ?? Infinity)
  const names = frontier.slice(0, namedMax).map(({ cell }) => shortLabel(run, cell))
  const more = frontier.length > namedMax ? ` and ${describeCount(frontier.length - namedMax)} more` : ''
  const example = beaten[0]
  return [
    `On the frontier ${frontier.length === 1 ? 'is' : 'are'} ${describeCount(frontier.length)} of ${plural(weighed.length, 'cell')}: ${names.join(', ')}${more}.`,
    `The cheapest of them is ${cheapest.cell.id} with ${describeUsd(cheapest.usd)}, the fastest ${fastest.cell.id} with ${describe(fastest.tailNs)}, and the least exposed ${shortest.cell.id} with ${describeExposure(shortest.exposureNs)}.`,
    ...(example === undefined
      ? []
      : [
          `${describeCount(beaten.length)} ${beaten.length === 1 ? 'is' : 'are'} beaten, such as ${shortLabel(run, example.cell)} by ${shortLabel(run, example.beatenBy!)}.`,
        ]),
  ].join(' ')
}

function tableOf(run: Run, weighed: readonly Weighed[], { title, describe }: Measure): Table {
  return {
    columns: [
      { label: 'cell' },
      { label: 'USD per 30 days, modelled', isNumber: true },
      { label: 'KMS calls', isNumber: true },
      { label: title, isNumber: true },
      { label: 'a disabled KMS key still works for', isNumber: true },
      { label: 'verdict' },
    ],
    rows: weighed.map((one) => [
      cellLabel(run, one.cell),
      describeUsd(one.usd),
      describeCount(totalCalls(one.cell.kms.calls)),
      describe(one.tailNs),
      describeExposure(one.exposureNs),
      verdictOf(run, one),
    ]),
  }
}

function dataOf({ cell, usd, tailNs, exposureNs, isOnFrontier, beatenBy }: Weighed): Datum {
  return {
    cell: cell.id,
    usdPer30Days: usd,
    kmsCalls: totalCalls(cell.kms.calls),
    tailNs,
    exposureNs: exposureNs === Infinity ? null : exposureNs,
    exposure: describeExposure(exposureNs),
    isOnFrontier: isOnFrontier ? 1 : 0,
    beatenBy: beatenBy?.id ?? null,
  }
}
