/**
 * What can be chosen of many runs: the names of choices, their values that
 * these runs have, and how people read them. Controls and fragments follow it.
 *
 * @module
 */
import { operations } from '../../measure/series.ts'
import { viewScales } from '../../report/data/view.ts'
import { plural } from '../../report/figures.ts'
import {
  chosenRuns,
  drawnRuns,
  firstIndexView,
  indexFigures,
  indexVerdicts,
  isTimed,
  machineOf,
  newestChoices,
  runAxes,
  type IndexView,
} from '../../report/index/index-view.ts'
import { indexArms, indexStatistics } from '../../report/index/run-index.ts'
import { chosenText, type InputChoice } from '../choice-inputs.ts'
import type { RunIndex } from '../../report/index/run-index.ts'

export interface IndexPageView extends IndexView {
  /** Number of the column by which runs are sorted, with `-` where the largest come first; empty: newest first. */
  readonly sort: string
}

export type ChoiceName = Exclude<keyof IndexView, 'since' | 'until'>

export type Choice = InputChoice<ChoiceName>

const words: Readonly<Record<string, string>> = {
  verdicts: 'verdicts',
  claims: 'claims',
  latency: 'latency of cells',
  kms: 'KMS calls',
  order: 'in their order',
  time: 'at their time',
  log: 'logarithmic',
  p999: 'p99.9',
  none: 'no claims',
  0: 'all',
}

/** Those of which these runs have more than one value. */
export function choicesOf({ runs }: RunIndex): readonly Choice[] {
  const claims = new Set(runs.flatMap((run) => run.claims.map(({ id }) => id)))
  const cells = new Map(runs.flatMap((run) => run.cells.map(({ id, label }) => [id, label] as const)))
  const has = (operation: 'put' | 'get') =>
    runs.some((run) => run.cells.some((cell) => cell[operation] !== undefined))
  const choice = (
    name: ChoiceName,
    title: string,
    count: Choice['count'],
    values: Iterable<string | number>,
    labelOf: (value: string) => string = (value) => words[value] ?? value,
  ): Choice => ({
    name,
    title,
    count,
    values: Array.from(values, (value) => ({ value, label: labelOf(String(value)) })),
  })
  const verdicts = new Set(runs.map(({ verdict }) => verdict as string))
  return [
    choice('newest', 'Runs drawn: the newest', 'one', runs.length > 20 ? newestChoices : []),
    choice('axis', 'Runs stand', 'one', isTimed(runs) ? runAxes : []),
    choice('figures', 'Pictures', 'some', indexFigures),
    choice('operations', 'Operations', 'some', operations.filter(has)),
    choice('arms', 'Arms', 'some', indexArms),
    choice('statistics', 'Percentiles', 'some', indexStatistics),
    choice('scale', 'Axes of latency', 'one', viewScales),
    choice(
      'verdicts',
      'Verdict of a run',
      'any',
      indexVerdicts.filter((verdict) => verdicts.has(verdict)),
    ),
    choice('versions', 'sealbench', 'any', new Set(runs.map(({ sealbench }) => sealbench))),
    choice('machines', 'Machine', 'any', new Set(runs.map(machineOf))),
    choice('claims', 'Claims', 'any', claims),
    choice('cells', 'Cells', 'any', cells.keys(), (id) => cells.get(id) ?? id),
  ].filter(({ values }) => values.length > 1)
}

/** `the newest 40 of 57 runs`, or `the newest 40 of 43 chosen of 57 runs`, and what else is not as it is first. */
export function stateText(index: RunIndex, choices: readonly Choice[], view: IndexPageView): string {
  const [chosen, drawn] = [chosenRuns(index, view).length, drawnRuns(index, view).length]
  const runs = countText(drawn, chosen, index)
  const few = drawn === 1 ? ['trends are drawn from two on'] : []
  const changed = choices.filter(({ name }) => name !== 'newest' && isChanged(view, name))
  return [runs, ...few, ...changed.map((choice) => chosenText(choice, view)), ...spanText(view)].join(' · ')
}

function countText(drawn: number, chosen: number, { runs: { length: all }, older }: RunIndex): string {
  // Of older ones the page has no figures.
  const runs = `${older > 0 ? 'the newest ' : ''}${plural(all, 'run')}`
  if (chosen === 0) return `none of ${runs}: choose others`
  if (drawn === all) return older > 0 ? runs : `all ${runs}`
  if (drawn === chosen) return `${drawn} of ${runs}`
  return `the newest ${drawn} of ${chosen === all ? '' : `${chosen} chosen of `}${runs}`
}

function spanText({ since, until }: IndexPageView): string[] {
  return [...(since === '' ? [] : [`since ${since}`]), ...(until === '' ? [] : [`until ${until}`])]
}

function isChanged(view: IndexPageView, name: keyof IndexView): boolean {
  return JSON.stringify(view[name]) !== JSON.stringify(firstIndexView[name])
}

/** What differs from what is shown first, for names of files. */
export function changedWords(view: IndexPageView): readonly string[] {
  return (Object.keys(firstIndexView) as (keyof IndexView)[])
    .filter((name) => isChanged(view, name))
    .flatMap((name) => [name, ...[view[name]].flat().slice(0, 3).map(String)])
}
