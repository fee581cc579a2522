/**
 * Every change from base to candidate with its interval, beside what is
 * tolerated.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Chart, Datum } from '../charts/chart.ts'
import { plural } from '../figures.ts'
import { amountOf, describeAmount, dimensions, dimensionWords } from './amount-of-change.ts'
import { outcomeOf } from './change-outcome.ts'
import { outcomeStyles, type ToldChange } from './change-rows.ts'
import { changesAsAmounts } from './changes-as-amounts.ts'
import { changesAsShares } from './changes-as-shares.ts'
import { changeTable } from './comparison-text.ts'
import type { ChangeMeasure, ComparisonView } from './comparison-view.ts'

/** More than these are read as a table. */
export const changesMax = 60

/** Of those changes of `whole` that are `shown`, in their order. */
export function changesChart(
  whole: Comparison,
  shown: Comparison,
  { change, scale }: ComparisonView,
): Chart[] {
  const { tolerance } = whole
  const told = shown.changes
    .map((one) => ({ ...one, outcome: outcomeOf(one, tolerance) }))
    .filter((one): one is ToldChange => one.change !== null && one.ci95 !== null)
  const drawn = mostTelling(told, change)
  if (drawn.length === 0) return []
  const picture =
    change === 'share' ? changesAsShares(drawn, tolerance) : changesAsAmounts(drawn, tolerance, scale)
  const { howToRead, rows, spec, moreOf } = picture
  return [
    {
      id: 'changes',
      title: 'Changes from base to candidate',
      howToRead,
      finding: [...shownText(whole, shown), ...findings(change, told), ...leftOut(shown, told, drawn)].join(
        ' ',
      ),
      spec,
      table: changeTable({ tolerance, changes: [...rows] }, { hasAmounts: change === 'amount' }),
      data: rows.map((row) => ({ ...datumOf(row), ...moreOf?.(row) })),
    },
  ]
}

/** All that there is room for, in their order: first those with a verdict, then those that have moved furthest. */
function mostTelling(told: readonly ToldChange[], measure: ChangeMeasure): readonly ToldChange[] {
  if (told.length <= changesMax) return told
  const reachOf = measure === 'share' ? ({ change }: ToldChange) => Math.abs(change) : partOfLargest(told)
  const chosen = new Set(
    told
      .toSorted((one, other) => rankOf(one) - rankOf(other) || reachOf(other) - reachOf(one))
      .slice(0, changesMax),
  )
  return told.filter((change) => chosen.has(change))
}

/** As amounts of different units have no order: in [0, 1], of the largest of its unit. */
function partOfLargest(told: readonly ToldChange[]): (change: ToldChange) => number {
  const largest = new Map(
    [...Map.groupBy(told, ({ dimension }) => dimension)].map(([dimension, all]) => [
      dimension,
      Math.max(...all.map((one) => Math.abs(amountOf(one)))),
    ]),
  )
  return (change) => Math.abs(amountOf(change)) / (largest.get(change.dimension)! || 1)
}

function rankOf({ outcome }: ToldChange): number {
  return outcomeStyles.findIndex((style) => style.outcome === outcome)
}

function shownText({ changes: { length: all } }: Comparison, { changes: { length } }: Comparison): string[] {
  return length === all ? [] : [`Chosen are ${length} of ${plural(all, 'figure')}.`]
}

/** What has increased most: by share, or as an amount in each panel. */
function findings(measure: ChangeMeasure, told: readonly ToldChange[]): string[] {
  if (told.every(({ change }) => change <= 0)) return ['No figure increased.']
  if (measure === 'share') {
    const worst = told.toSorted((one, other) => other.change - one.change)[0]!
    return [`The largest increase: ${worst.reason}.`]
  }
  return dimensions.flatMap((dimension) => {
    const [worst] = told
      .filter((one) => one.dimension === dimension)
      .toSorted((one, other) => amountOf(other) - amountOf(one))
    if (worst === undefined) return []
    const unit = dimensionWords[dimension]
    return worst.change > 0
      ? `The largest increase ${unit} is ${describeAmount(worst)}: ${worst.reason}.`
      : `None increased ${unit}.`
  })
}

function leftOut(
  { changes }: Comparison,
  told: readonly ToldChange[],
  drawn: readonly ToldChange[],
): string[] {
  const untold = changes.length - told.length
  return [
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
  ]
}

function datumOf({ cellId, ci95: [low, high], ...row }: ToldChange): Datum {
  const { metric, statistic, base, candidate, change, verdict, outcome } = row
  return { cell: cellId, metric, statistic, base, candidate, change, low, high, verdict, outcome }
}
