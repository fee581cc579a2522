/**
 * Cost, tail and exposure of each cell against each other: which settings are
 * worth having, and which others beat.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { describeCount, describeUsd, plural } from '../figures.ts'
import type { View } from '../data/view.ts'
import { moneyNotes } from '../money-note.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { cellLabel, parameterText, shortLabel, sweptParameters } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ChartInput, ChartMaker, Datum } from './chart.ts'
import { figureText, isChosen, presence } from './shown-sweep.ts'
import { describeDelay, intervalsMax, revocationDelayOf, tail, type Measure } from './sweep-measures.ts'
import { isAlike } from './swept-axes.ts'
import { tradeOffSpec, type Weighed } from './trade-off-spec.ts'

/** What is offered or found, rather than a setting to choose: cells are compared under the same of it. */
const conditions =
  /^(?:load|records|fleet|stream|kms|kms\.(?:latency|quota|region|backend|endpoint|failures))$|^(?:load|records|fleet|stream|kms\.(?:latency|failures))\./
/** Of a tail without an interval: what differs by less than a tenth may be noise. */
const noiseShare = 0.05
/** More names in full make no sentence. */
const namedMax = 8
const untold = 'untold'

export const tradeOffChart: ChartMaker = (input) => {
  const { run, view, focus } = input
  const held = sweptParameters(run).filter((name) => conditions.test(name))
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
  const weighed = weigh(input, points, measure)
  const fixed = held.map((name) => `${name} ${parameterText(run, focus, name)}`).join(', ')
  return [
    {
      id: 'trade-off',
      title: 'Cost against tail and exposure of each cell',
      howToRead:
        `Each mark is one cell: to the right it costs more (modelled), further up its ${measure.title} is longer, and shape and colour say how long a disabled KMS key still works, by the settings. ` +
        `${tailsText(points)} Hollow marks are beaten, and say by whom. ` +
        'Names for which there is no room are left out of the picture, and told below. ' +
        `${axesText(view)} ` +
        `Below and to the left is better. ${moneyNotes(run, cells).join(' ')}${fixed === '' ? '' : ` Compared are the cells with ${printable(fixed)}.`}`,
      finding: findingOf(run, weighed, measure),
      spec: (width) => tradeOffSpec({ view, weighed, measure }, width),
      table: tableOf(run, weighed, measure),
      data: weighed.map(dataOf),
    },
  ]
}

interface Point {
  readonly cell: CellResult
  readonly usd: number
  readonly tailNs: number
  /** Within which the tail lies, with as much confidence as there is. */
  readonly tail: readonly [number, number]
  readonly ci95Ns: readonly [number, number] | null
  /** Infinity also where it is not told. */
  readonly exposureNs: number
}

function pointOf(cell: CellResult, { valueOf, intervalOf }: Measure): Point {
  const tailNs = valueOf(cell)!
  const ci95Ns = intervalOf(cell)
  return {
    cell,
    usd: cell.kms.usdPer30Days,
    tailNs,
    ci95Ns,
    tail: ci95Ns ?? [tailNs * (1 - noiseShare), tailNs * (1 + noiseShare)],
    exposureNs: revocationDelayOf(cell) ?? Infinity,
  }
}

/**
 * As good in all three, and better in one. No cells beat each other in a ring:
 * money and exposure could not differ in it, and intervals that are apart are
 * in order. Yet who beats one that beats a third need not beat the third.
 */
function beats(one: Point, other: Point): boolean {
  const isFaster = one.tail[1] < other.tail[0]
  const isSlower = one.tail[0] > other.tail[1]
  const isAsGood = one.usd <= other.usd && one.exposureNs <= other.exposureNs && !isSlower
  return isAsGood && (one.usd < other.usd || one.exposureNs < other.exposureNs || isFaster)
}

/** In how many of the three cells differ. */
function varyingOf(points: readonly Point[]): number {
  const slowest = Math.max(...points.map(({ tail: [low] }) => low))
  const isApart = points.some(({ tail: [, high] }) => high < slowest)
  const counted = [points.map(({ usd }) => usd), points.map(({ exposureNs }) => exposureNs)]
  return counted.filter((values) => new Set(values).size > 1).length + Number(isApart)
}

function weigh({ run, view }: ChartInput, points: readonly Point[], measure: Measure): Weighed[] {
  const isOnFrontier = new Map(points.map((point) => [point, !points.some((other) => beats(other, point))]))
  return points.map((point) => {
    const { cell, usd, tailNs, ci95Ns } = point
    const better = points.filter((other) => beats(other, point))
    const winner = better.find((other) => isOnFrontier.get(other)) ?? better[0]
    const own = {
      cell,
      usd,
      tailNs,
      ci95Ns,
      exposureNs: revocationDelayOf(cell),
      isOnFrontier: winner === undefined,
      beatenBy: winner?.cell,
      presence: presence({ view }, cell),
      isChosen: isChosen({ view }, cell),
    }
    return { ...own, description: describeWeighed(run, own, measure) }
  })
}

/** When tails count as equal: intervals are read of few cells alone. */
function tailsText(points: readonly Point[]): string {
  const frontier =
    'Filled marks are the frontier: no other cell is as good in all three and better in one, where tails count as equal unless'
  const told = points.filter(({ ci95Ns }) => ci95Ns !== null).length
  if (told === 0)
    return `${frontier} they are a tenth apart, as ${points.length > intervalsMax ? `intervals are not read of more than ${intervalsMax} cells` : 'too few records lie beyond for intervals'}.`
  const others = told === points.length ? '' : ', or without intervals unless they are a tenth apart'
  return `Upright bars are 95 % intervals. ${frontier} their intervals are apart${others}.`
}

function axesText({ scale }: View): string {
  return scale === 'log'
    ? 'An axis is logarithmic where its values lie more than a factor of four apart; else it does not begin at 0.'
    : 'Both axes begin at 0.'
}

export function describeExposure(ns: number | null): string {
  return ns === null ? untold : describeDelay(ns)
}

type Told = Omit<Weighed, 'description'>

function describeWeighed(run: Run, weighed: Told, measure: Measure): string {
  const { cell, usd, exposureNs } = weighed
  return printable(
    `${cellLabel(run, cell)}: ${describeUsd(usd)} per 30 days, ${measure.title} ${figureText(cell, measure)}, a disabled KMS key still works for: ${describeExposure(exposureNs)}; ${verdictOf(run, weighed)}`,
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
  const isSame = (of: (one: Weighed) => number | null) => new Set(weighed.map(of)).size === 1
  const [cheapest, fastest] = [leastBy(({ usd }) => usd), leastBy(({ tailNs }) => tailNs)]
  const shortest = leastBy(({ exposureNs }) => exposureNs ?? Infinity)
  const names = frontier.slice(0, namedMax).map(({ cell }) => shortLabel(run, cell))
  const others = frontier.slice(namedMax).map(({ cell }) => cell.id)
  const more = others.length === 0 ? '' : ` and ${others.join(', ')}`
  const example = beaten[0]
  return [
    `On the frontier ${frontier.length === 1 ? 'is' : 'are'} ${describeCount(frontier.length)} of ${plural(weighed.length, 'cell')}: ${names.join(', ')}${more}.`,
    isSame(({ usd }) => usd)
      ? `All cells cost the same: ${describeUsd(cheapest.usd)}.`
      : `The cheapest of them is ${cheapest.cell.id} with ${describeUsd(cheapest.usd)}.`,
    `The shortest tail of them has ${fastest.cell.id} with ${describe(fastest.tailNs)}.`,
    isSame(({ exposureNs }) => exposureNs)
      ? shortest.exposureNs === null
        ? 'No cell tells its exposure.'
        : `All cells expose the same: ${describeExposure(shortest.exposureNs)}.`
      : `The least exposed of them is ${shortest.cell.id} with ${describeExposure(shortest.exposureNs)}.`,
    ...(example === undefined
      ? []
      : [
          `${describeCount(beaten.length)} ${beaten.length === 1 ? 'is' : 'are'} beaten, such as ${shortLabel(run, example.cell)} by ${shortLabel(run, example.beatenBy!)}.`,
        ]),
  ].join(' ')
}

function tableOf(run: Run, weighed: readonly Weighed[], measure: Measure): Table {
  return {
    columns: [
      { label: 'cell' },
      { label: 'USD per 30 days, modelled', isNumber: true },
      { label: 'KMS calls', isNumber: true },
      { label: measure.title, isNumber: true },
      { label: 'a disabled KMS key still works for', isNumber: true },
      { label: 'verdict' },
    ],
    rows: weighed.map((one) => [
      cellLabel(run, one.cell),
      describeUsd(one.usd),
      describeCount(totalCalls(one.cell.kms.calls)),
      figureText(one.cell, measure),
      describeExposure(one.exposureNs),
      verdictOf(run, one),
    ]),
  }
}

function dataOf({ cell, usd, tailNs, ci95Ns, exposureNs, isOnFrontier, beatenBy }: Weighed): Datum {
  return {
    cell: cell.id,
    usdPer30Days: usd,
    kmsCalls: totalCalls(cell.kms.calls),
    tailNs,
    lowNs: ci95Ns?.[0] ?? null,
    highNs: ci95Ns?.[1] ?? null,
    exposureNs: exposureNs === Infinity ? null : exposureNs,
    exposure: describeExposure(exposureNs),
    isOnFrontier: isOnFrontier ? 1 : 0,
    beatenBy: beatenBy?.id ?? null,
  }
}
