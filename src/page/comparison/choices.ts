/**
 * What can be chosen of a comparison: the names of choices, their values that
 * this comparison has, and how people read them. Controls and fragments follow
 * it.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import { viewScales } from '../../report/data/view.ts'
import {
  changeMarks,
  changeOutcomes,
  outcomeOf,
  verdictWords,
} from '../../report/comparison/change-outcome.ts'
import {
  changeMeasures,
  changeOrders,
  changeSubjects,
  comparedCells,
  firstComparisonView,
  shownComparison,
  shownQuantiles,
  subjectOf,
  type ComparisonView,
} from '../../report/comparison/comparison-view.ts'
import { plural } from '../../report/figures.ts'
import { printable, shortened } from '../../report/text.ts'
import { chosenText, type InputChoice } from '../choice-inputs.ts'

export type ComparisonChoice = InputChoice<Exclude<keyof ComparisonView, 'cells' | 'search'>>

const words: Readonly<Record<string, string>> = {
  other: 'KMS and others',
  compared: 'as compared',
  size: 'largest change first',
  name: 'by name',
  verdict: 'by verdict, regressions first',
  share: 'as a share',
  amount: 'as time or amount',
  log: 'logarithmic',
  linear: 'linear',
  all: 'all',
  upper: 'from the median up',
}

/** Those of which there is more than one value that changes what is shown. */
export function comparisonChoices(comparison: Comparison): readonly ComparisonChoice[] {
  const { changes, shifts, tolerance } = comparison
  const subjects = new Set(changes.map(subjectOf))
  for (const { operation } of shifts) subjects.add(operation)
  const outcomes = new Set(changes.map((change) => outcomeOf(change, tolerance)))
  const isDrawn = changes.some(({ change, ci95 }) => change !== null && ci95 !== null)
  const choice = (
    name: ComparisonChoice['name'],
    title: string,
    count: ComparisonChoice['count'],
    values: readonly string[],
    labelOf: (value: string) => string = (value) => words[value] ?? value,
  ): ComparisonChoice => ({
    name,
    title,
    count,
    values: values.map((value) => ({ value, label: labelOf(value) })),
  })
  return [
    choice(
      'operations',
      'Figures of',
      'any',
      changeSubjects.filter((subject) => subjects.has(subject)),
    ),
    choice(
      'outcomes',
      'Verdict',
      'any',
      changeOutcomes.filter((outcome) => outcomes.has(outcome)),
      outcomeText,
    ),
    choice('sort', 'Order of figures', 'one', changes.length > 1 ? changeOrders : []),
    choice('change', 'Changes', 'one', isDrawn ? changeMeasures : []),
    choice('scale', 'Axes of amounts', 'one', isDrawn || shifts.length > 0 ? viewScales : []),
    choice('quantiles', 'Quantiles', 'one', hasBothHalves(comparison) ? shownQuantiles : []),
  ].filter(({ values }) => values.length > 1)
}

function hasBothHalves({ shifts }: Comparison): boolean {
  const of = (isAsked: (q: number) => boolean) =>
    shifts.some(({ points }) => points.some(({ q }) => isAsked(q)))
  return of((q) => q < 0.5) && of((q) => q >= 0.5)
}

function outcomeText(value: string): string {
  const outcome = changeOutcomes.find((known) => known === value)!
  return `${changeMarks[outcome]} ${verdictWords[outcome]}`
}

/** Of a text that somebody searches for, in characters. */
const searchMost = 40

/** `12 of 40 figures · 2 of 10 cells · verdict: ✘ regression`: how many figures, and whatever is not as it is first. */
export function comparisonStateText(
  comparison: Comparison,
  choices: readonly ComparisonChoice[],
  view: ComparisonView,
): string {
  const { length: cells } = comparedCells(comparison)
  const changed = choices.filter(({ name }) => isChanged(view, name))
  return [
    figuresText(comparison, shownComparison(comparison, view).changes.length),
    ...(view.cells.length === 0 ? [] : [`${view.cells.length} of ${plural(cells, 'cell')}`]),
    ...changed.map((choice) => chosenText(choice, view)),
    ...(view.search === '' ? [] : [`search: ${printable(shortened(view.search, searchMost))}`]),
  ].join(' · ')
}

function figuresText({ changes: { length: all } }: Comparison, shown: number): string {
  if (shown === all) return all === 1 ? 'the one figure' : `all ${plural(all, 'figure')}`
  return shown === 0
    ? `none of ${plural(all, 'figure')}: choose others`
    : `${shown} of ${plural(all, 'figure')}`
}

/** Stands above the table, on paper too; undefined where all is shown. */
export function shownNote(whole: Comparison, shown: Comparison): string | undefined {
  const { length: all } = whole.changes
  const { length: distributions } = whole.shifts
  if (shown.changes.length === all && shown.shifts.length === distributions) return undefined
  const figures = shown.changes.length === 0 ? 'none' : String(shown.changes.length)
  const moved =
    distributions < 2 ? '' : ` and ${shown.shifts.length} of ${plural(distributions, 'distribution')}`
  return `Shown: ${figures} of ${plural(all, 'figure')}${moved}. The verdict on top is of all of them.`
}

function isChanged(view: ComparisonView, name: keyof ComparisonView): boolean {
  return JSON.stringify(view[name]) !== JSON.stringify(firstComparisonView[name])
}

/** What differs from what is shown first, for names of files. */
export function comparisonWords(view: ComparisonView): readonly string[] {
  return (Object.keys(firstComparisonView) as (keyof ComparisonView)[])
    .filter((name) => isChanged(view, name))
    .flatMap((name): readonly string[] => {
      const values = [view[name]].flat()
      if (name === 'cells') return values.length > 3 ? [`${values.length} cells`] : values
      return name === 'sort' ? ['by', ...values] : values
    })
}
