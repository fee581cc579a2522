/**
 * Every change from base to candidate with its interval, beside what is
 * tolerated.
 *
 * @module
 */
import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import { describeShare } from '../../units/share.ts'
import type { Chart } from '../charts/chart.ts'
import { brokenRowLabels, labelRoom } from '../charts/value-labels.ts'
import { describeInterval, plural } from '../figures.ts'
import { distinctLabels } from '../plan/charts/row-labels.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { changeMarks, outcomeOf, verdictWords, type ChangeOutcome } from './change-outcome.ts'
import { changeTable, figureName } from './comparison-text.ts'

/** More than these are read as a table. */
export const changesMax = 60

/** Those that have an interval. */
type Told = Change & {
  readonly change: number
  readonly ci95: readonly [number, number]
  readonly outcome: ChangeOutcome
}

/** In the order in which they are chosen where there are too many. */
const styles = [
  { outcome: 'regression', colour: colours.refuted, shape: 'triangle-right' },
  { outcome: 'improvement', colour: colours.holds, shape: 'triangle-left' },
  { outcome: 'untold', colour: colours.inconclusive, shape: 'diamond' },
  { outcome: 'no-difference', colour: colours.plain, shape: 'circle' },
  { outcome: 'withheld', colour: colours.muted, shape: 'cross' },
] as const

/** So many times what is tolerated leaves no room for it on a linear axis. */
const farAbove = 30
/** Of a logarithmic axis around 0, relative. */
const linearBelow = 0.01

export function changesChart(comparison: Comparison): Chart[] {
  const told = comparison.changes
    .map((change) => ({ ...change, outcome: outcomeOf(change, comparison.tolerance) }))
    .filter((change): change is Told => change.change !== null && change.ci95 !== null)
  const drawn = mostTelling(told)
  if (drawn.length === 0) return []
  return [
    {
      id: 'changes',
      title: 'Changes from base to candidate',
      howToRead:
        'Each line is one figure: the mark is its change, the bar the 95 % interval over whole runs. To the right is slower, or more; shape and colour say the verdict. ' +
        'The band around zero is what is tolerated; a figure is a regression where its bar lies to the right of it, after correction for how many figures there are and, where runs took no turns, for what the plain arm did. Where a bar that is no regression reaches beyond the band, whether there is a difference cannot be told.' +
        (isFarApart(drawn, comparison.tolerance)
          ? ' The axis is linear near 0 and logarithmic further out, as the changes are of very different size.'
          : ''),
      finding: findingOf(comparison, told, drawn),
      spec: (width) => changesSpec(drawn, comparison.tolerance, width),
      table: changeTable({ ...comparison, changes: [...drawn] }),
      data: drawn.map(
        ({ cellId, metric, statistic, base, candidate, change, ci95: [low, high], verdict }) => ({
          cell: cellId,
          metric,
          statistic,
          base,
          candidate,
          change,
          low,
          high,
          verdict,
        }),
      ),
    },
  ]
}

/** All that there is room for, in their order: first those with a verdict, then those that have moved furthest. */
function mostTelling(told: readonly Told[]): readonly Told[] {
  if (told.length <= changesMax) return told
  const rankOf = ({ outcome }: Told) => styles.findIndex((style) => style.outcome === outcome)
  const chosen = new Set(
    told
      .toSorted((one, other) => rankOf(one) - rankOf(other) || Math.abs(other.change) - Math.abs(one.change))
      .slice(0, changesMax),
  )
  return told.filter((change) => chosen.has(change))
}

function findingOf({ changes }: Comparison, told: readonly Told[], drawn: readonly Told[]): string {
  const worst = told.toSorted((one, other) => other.change - one.change)[0]!
  const untold = changes.length - told.length
  return [
    worst.change > 0 ? `The largest increase: ${worst.reason}.` : 'No figure increased.',
    ...(drawn.length === told.length
      ? []
      : [
          `Drawn are ${drawn.length} of ${told.length} changes, those with a verdict first and then those that moved furthest; the table of changes has all.`,
        ]),
    ...(untold === 0
      ? []
      : [
          `${plural(untold, 'figure has', 'figures have')} no interval, and no mark; the table of changes has them.`,
        ]),
  ].join(' ')
}

function changesSpec(drawn: readonly Told[], tolerance: number, width: number): ChartSpec {
  const room = labelRoom(width)
  const labels = distinctLabels([...new Set(drawn.map(nameOf))], room)
  const values = drawn.map((change) => ({
    name: labels.of.get(nameOf(change)),
    change: change.change,
    low: change.ci95[0],
    high: change.ci95[1],
    verdict: verdictWord(change),
    description: describeChange(change),
  }))
  const y = {
    field: 'name',
    type: 'nominal',
    scale: { domain: [...labels.of.values()] },
    title: null,
    axis: { ...brokenRowLabels },
  }
  const x = changeAxis(drawn, tolerance)
  const shown = styles.filter(({ outcome }) => drawn.some((change) => change.outcome === outcome))
  const styled = (range: readonly string[]) => ({
    field: 'verdict',
    type: 'nominal',
    legend: { title: null },
    scale: { domain: shown.map(verdictWord), range },
  })
  const color = styled(shown.map(({ colour }) => colour))
  const shape = styled(shown.map(({ shape: own }) => own))
  return {
    width: width - labels.width - 44,
    height: { step: room.lines > 1 ? 34 : 22 },
    layer: [
      {
        data: { values: [{ low: -tolerance, high: tolerance }] },
        mark: { type: 'rect', color: colours.band, opacity: 0.7, aria: false },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      ...markLayers(values, { x, y, color, shape }),
    ] as never[],
  }
}

/** Linear, unless changes would lie upon each other beside the largest. */
function changeAxis(drawn: readonly Told[], tolerance: number) {
  const common = { type: 'quantitative', title: 'change' }
  const axis = {
    labelExpr: 'format(datum.value, abs(datum.value) < 0.1 ? "+.1%" : "+,~%")',
    labelOverlap: true,
  }
  if (!isFarApart(drawn, tolerance)) return { ...common, axis: { ...axis, tickCount: 5 } }
  const ends = endsOf(drawn, tolerance)
  const domain = [1.2 * Math.min(...ends), 1.2 * Math.max(...ends)] as const
  const powers = Array.from({ length: 12 }, (_, at) => Number(`1e${at - 3}`)).filter(
    (tick) => tick >= linearBelow,
  )
  const values = [...powers.map((tick) => -tick), 0, ...powers].filter(
    (tick) => tick >= domain[0] && tick <= domain[1],
  )
  return {
    ...common,
    scale: { type: 'symlog', constant: linearBelow, domain, nice: false },
    axis: { ...axis, values },
  }
}

function isFarApart(drawn: readonly Told[], tolerance: number): boolean {
  return Math.max(...endsOf(drawn, tolerance).map(Math.abs)) > farAbove * Math.max(tolerance, linearBelow)
}

function endsOf(drawn: readonly Told[], tolerance: number): number[] {
  return [-tolerance, tolerance, ...drawn.flatMap(({ change, ci95 }) => [change, ...ci95])]
}

interface Channels {
  readonly x: object
  readonly y: object
  readonly color: object
  readonly shape: object
}

function markLayers(values: readonly object[], { x, y, color, shape }: Channels) {
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 2, aria: false },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
    },
    {
      data: { values },
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: {
        y,
        x: { ...x, field: 'change' },
        color,
        shape,
        description: { field: 'description', type: 'nominal' },
      },
    },
  ]
}

function nameOf(change: Told): string {
  return printable(`${change.cellId} ${figureName(change)}`)
}

function verdictWord({ outcome }: { readonly outcome: ChangeOutcome }): string {
  return `${changeMarks[outcome]} ${verdictWords[outcome]}`
}

function describeChange(change: Told): string {
  const figure = `${describeShare(change.change)} (${describeInterval(change.ci95, describeShare)})`
  return printable(`${nameOf(change)}: ${figure}, ${verdictWord(change)}; ${change.reason}`)
}
