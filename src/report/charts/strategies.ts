/**
 * What each strategy adds to a record, where suites, libraries or cache
 * policies are swept: sorted, with error bars, noise floor and claimed bounds,
 * and the KMS calls that it makes.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { View } from '../data/view.ts'
import { describeInterval, plural } from '../figures.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { parameterText, sweptParameters } from '../parameters.ts'
import { printable } from '../text.ts'
import type { Chart, ChartInput, ChartMaker, Datum } from './chart.ts'
import { doubtNote, figureText } from './shown-sweep.ts'
import { strategiesSpec, type Strategies } from './strategies-spec.ts'
import { axisNotes } from './strategy-axis.ts'
import { strategyPanels, type StrategyPanel } from './strategy-panels.ts'
import { isAlike } from './swept-axes.ts'

/** Parameters whose values are ways of doing the same, rather than more or less of something. */
const parameters = ['envelope.suite', 'keyCache', 'keyCache.policy']
/** In a sentence. */
const namedMax = 4

export function isStrategy(parameter: string): boolean {
  return parameters.includes(parameter)
}

export const strategiesChart: ChartMaker = (input) =>
  sweptParameters(input.run)
    .filter(isStrategy)
    .flatMap((parameter) => strategiesOf(input, parameter) ?? [])
    .map((strategies, index) => chartOf(strategies, index))

/** Those of `parameter`, all else as in focus; undefined where fewer than two were measured. */
function strategiesOf(input: ChartInput, parameter: string): Strategies | undefined {
  const { run, view, focus } = input
  const others = sweptParameters(run).filter((name) => name !== parameter)
  const cells = run.cells.filter(
    (cell) => wasMeasured(cell.put) && others.every((name) => isAlike(cell, focus, name)),
  )
  const panels = cells.length < 2 ? [] : strategyPanels(input, cells)
  const [first] = panels
  if (first === undefined) return undefined
  const placeOf = (cell: CellResult) => first.valueOf(cell) ?? Infinity
  const sorted = cells.toSorted((one, other) => Math.sign(placeOf(one) - placeOf(other)) || 0)
  return { run, view, parameter, cells: sorted, panels }
}

function chartOf(strategies: Strategies, index: number): Chart {
  const { parameter, panels, cells } = strategies
  return {
    id: index === 0 ? 'strategies' : `strategies-${index + 1}`,
    title: `What each ${printable(parameter)} adds to a record`,
    howToRead: howToRead(strategies),
    finding: panels.flatMap((panel) => findingOf(strategies, panel)).join(' '),
    spec: (width) => strategiesSpec(strategies, width),
    table: tableOf(strategies),
    data: panels.flatMap((panel) => cells.flatMap((cell) => datumOf(strategies, panel, cell))),
  }
}

/** For each swept kind of strategy the least and the most that it adds at the typical record, and what those that are claimed of add. */
export function strategyAnswers(input: ChartInput): string[] {
  return sweptParameters(input.run)
    .filter(isStrategy)
    .flatMap((parameter) => strategiesOf(input, parameter) ?? [])
    .flatMap((strategies) => answerOf(strategies, input))
}

function answerOf(strategies: Strategies, { run, focus }: ChartInput): string[] {
  const [panel] = strategies.panels
  const { least, most } = extremesOf(strategies, panel!)
  if (least === undefined || most === undefined || least === most) return []
  const figure = (cell: CellResult) => panel!.describe(panel!.valueOf(cell)!)
  const name = (cell: CellResult) => nameOf(strategies, cell)
  const isBetween = run.claims.length > 0 && ![least, most].includes(focus) && panel!.valueOf(focus) !== null
  const claimed = isBetween ? `; ${figure(focus)} with ${name(focus)}, which claims are about` : ''
  return [
    `${panel!.title}: least ${figure(least)} with ${name(least)}, most ${figure(most)} with ${name(most)}${claimed}.`,
  ]
}

function howToRead(strategies: Strategies): string {
  const { panels, cells, view } = strategies
  const isCounted = panels.some(({ line }) => line === 'kms')
  return [
    `Each row is one strategy, sorted by the first panel: sealed minus plain at one percentile of ${timeOf(view)}, with its 95 % interval; further left is cheaper. Strategies whose bars overlap cannot be told apart by this run.`,
    'A bar may be narrower than its mark; one without has too few records for it, and no interval in the table. The grey band is the noise floor, how far two plain arms differ at that percentile (A/A), where it is wide enough to be seen: what lies in it has not been measured. A dashed rule is a claimed bound, whichever strategy it was claimed of.',
    ...axisNotes(strategies),
    ...doubtNote(cells),
    ...(isCounted ? ['KMS calls are counted, and have no error.'] : []),
    ...(cells.some(({ fairness }) => fairness !== undefined)
      ? ['Libraries do not all do the same work: what differs is said below, under fairness.']
      : []),
  ].join(' ')
}

function timeOf({ unit, time }: View): string {
  if (unit === 'call') return 'the time of a call'
  return time === 'serviceTime' ? 'service time' : 'response time'
}

function findingOf(strategies: Strategies, panel: StrategyPanel): string[] {
  const { panels } = strategies
  const { told, sorted, least, most } = extremesOf(strategies, panel)
  if (least === undefined || most === undefined) return []
  const name = (cell: CellResult) => nameOf(strategies, cell)
  const near = panel === panels[0] ? sorted.slice(1).filter((cell) => overlaps(panel, least, cell)) : []
  const inNoise = told.filter((cell) => isInNoise(panel, cell))
  const noise =
    panel.noise === null ? '' : `; two plain arms differ by up to ${describeDuration(panel.noise)}`
  return [
    `${panel.title}: from ${figureText(least, panel)} with ${name(least)} to ${figureText(most, panel)} with ${name(most)}${noise}.`,
    ...(near.length === 0 ? [] : [`Not told apart from the least: ${listed(near.map(name))}.`]),
    ...(inNoise.length === 0 ? [] : [`Within the noise floor: ${listed(inNoise.map(name))}.`]),
    ...panel.bounds.map((bound) => boundFinding(panel, bound, told)),
  ]
}

function extremesOf({ cells }: Strategies, panel: StrategyPanel) {
  const told = cells.filter((cell) => panel.valueOf(cell) !== null)
  const sorted = told.toSorted((one, other) => panel.valueOf(one)! - panel.valueOf(other)!)
  return { told, sorted, least: sorted[0], most: sorted.at(-1) }
}

function nameOf({ run, parameter }: Strategies, cell: CellResult): string {
  return printable(parameterText(run, cell, parameter))
}

/** What is counted is told apart wherever it differs. */
function overlaps({ intervalOf }: StrategyPanel, least: CellResult, cell: CellResult): boolean {
  const [one, other] = [intervalOf(least), intervalOf(cell)]
  return one !== null && other !== null && other[0] <= one[1]
}

function isInNoise({ noise, valueOf }: StrategyPanel, cell: CellResult): boolean {
  return noise !== null && Math.abs(valueOf(cell)!) <= noise
}

/** Of the bound for all strategies, whichever it was claimed of. */
function boundFinding(
  { intervalOf }: StrategyPanel,
  { value }: StrategyPanel['bounds'][number],
  told: readonly CellResult[],
): string {
  const sure = told.flatMap((cell) => {
    const interval = intervalOf(cell)
    return interval === null ? [] : [interval]
  })
  const below = sure.filter(([, high]) => high <= value).length
  const above = sure.filter(([low]) => low > value).length
  const rest = told.length - below - above
  return [
    `Of ${plural(told.length, 'strategy', 'strategies')} ${below} ${below === 1 ? 'lies' : 'lie'} below the claimed ${describeDuration(value)} with ${below === 1 ? 'its' : 'their'} whole interval`,
    above === 0 ? '' : `, ${above} above`,
    rest === 0 ? '.' : `; of ${rest} it cannot be told.`,
  ].join('')
}

function listed(names: readonly string[]): string {
  const rest = names.length - namedMax
  return rest > 1
    ? `${names.slice(0, namedMax).join('; ')} and ${rest} more, which are in the table`
    : names.join('; ')
}

function tableOf(strategies: Strategies): Table {
  const { parameter, cells, panels } = strategies
  const noises = panels.map(({ noise }) => noise)
  return {
    columns: [
      { label: printable(parameter) },
      { label: 'cell' },
      ...panels.map(({ title }) => ({ label: title, isNumber: true })),
    ],
    rows: [
      ...cells.map((cell) => [
        nameOf(strategies, cell),
        cell.id,
        ...panels.map((panel) => figureText(cell, panel)),
      ]),
      ...(noises.every((noise) => noise === null)
        ? []
        : [
            [
              'noise floor (A/A)',
              '',
              ...noises.map((noise) =>
                noise === null ? '' : describeInterval([-noise, noise], describeDuration),
              ),
            ],
          ]),
    ],
  }
}

function datumOf({ run, parameter }: Strategies, panel: StrategyPanel, cell: CellResult): Datum[] {
  const value = panel.valueOf(cell)
  if (value === null) return []
  const [low, high] = panel.intervalOf(cell) ?? [null, null]
  return [
    {
      cell: cell.id,
      [parameter]: parameterText(run, cell, parameter),
      measure: panel.id,
      unit: panel.unit,
      value,
      low,
      high,
      noise: panel.noise,
    },
  ]
}
