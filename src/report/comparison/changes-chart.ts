/**
 * Every change from base to candidate with its interval, beside what is
 * tolerated.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Chart, Datum } from '../charts/chart.ts'
import { plural } from '../figures.ts'
import { outcomeOf } from './change-outcome.ts'
import { outcomeStyles, type ToldChange } from './change-rows.ts'
import { changesAsAmounts } from './changes-as-amounts.ts'
import { changesAsShares } from './changes-as-shares.ts'
import { changeTable } from './comparison-text.ts'
import type { ComparisonView } from './comparison-view.ts'

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
  const drawn = mostTelling(told)
  if (drawn.length === 0) return []
  const picture =
    change === 'share' ? changesAsShares(drawn, tolerance) : changesAsAmounts(drawn, tolerance, scale)
  const { howToRead, rows, spec, moreOf } = picture
  return [
    {
      id: 'changes',
      title: 'Changes from base to candidate',
      howToRead,
      finding: [...shownText(whole, shown), findingOf(shown, told, drawn)].join(' '),
      spec,
      table: changeTable({ tolerance, changes: [...rows] }, { hasAmounts: change === 'amount' }),
      data: rows.map((row) => ({ ...datumOf(row), ...moreOf?.(row) })),
    },
  ]
}

/** All that there is room for, in their order: first those with a verdict, then those that have moved furthest. */
function mostTelling(told: readonly ToldChange[]): readonly ToldChange[] {
  if (told.length <= changesMax) return told
  const chosen = new Set(
    told
      .toSorted((one, other) => rankOf(one) - rankOf(other) || Math.abs(other.change) - Math.abs(one.change))
      .slice(0, changesMax),
  )
  return told.filter((change) => chosen.has(change))
}

function rankOf({ outcome }: ToldChange): number {
  return outcomeStyles.findIndex((style) => style.outcome === outcome)
}

function shownText({ changes: { length: all } }: Comparison, { changes: { length } }: Comparison): string[] {
  return length === all ? [] : [`Chosen are ${length} of ${plural(all, 'figure')}.`]
}

function findingOf(
  { changes }: Comparison,
  told: readonly ToldChange[],
  drawn: readonly ToldChange[],
): string {
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

function datumOf({ cellId, ci95: [low, high], ...row }: ToldChange): Datum {
  const { metric, statistic, base, candidate, change, verdict, outcome } = row
  return { cell: cellId, metric, statistic, base, candidate, change, low, high, verdict, outcome }
}
