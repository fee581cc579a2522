/**
 * What is shown, in words: for the bar of the controls, and for whoever hears
 * a page rather than sees it.
 *
 * @module
 */
import { describePercentile, plural } from '../report/figures.ts'
import { focusCell } from '../report/overview.ts'
import { shortLabel } from '../report/parameters.ts'
import { firstView, type View } from '../report/data/view.ts'
import type { Run } from '../run-store/run-format.ts'

/** Names of choices as people read them. */
export const choiceNames: Readonly<Record<string, string>> = {
  serviceTime: 'service time',
  responseTime: 'response time',
  record: 'per record',
  call: 'per call',
  log: 'logarithmic',
  linear: 'linear',
}

/** `3 of 10 cells; pictures of one cell show c05 (5 min · 5 min)`. */
export function cellsText(run: Run, { cells }: View): string {
  const total = run.cells.length
  const shown =
    cells.length === 0 ? `all ${plural(total, 'cell')}` : `${cells.length} of ${plural(total, 'cell')}`
  const single = run.cells.find(({ id }) => id === cells[0]) ?? focusCell(run)
  if (total < 2 || single === undefined) return total === 0 ? 'no cell' : 'the one cell'
  return `${shown}; pictures of one cell show ${shortLabel(run, single)}`
}

/** One text for each choice that has a control, in the order in which they stand. */
export function viewTexts(run: Run, view: View): Readonly<Record<keyof View, string>> {
  return {
    cells: cellsText(run, view),
    operations: view.operations.join(' and '),
    arms: view.arms.join(', '),
    time: nameOf(view.time),
    unit: nameOf(view.unit),
    scale: nameOf(view.scale),
    percentiles: view.percentiles.map(describePercentile).join(', '),
  }
}

const isAlwaysTold: ReadonlySet<keyof View> = new Set(['cells', 'time', 'unit'])

/** In one line: which cells, what times, and whatever else is not as it was at first; of the choices that `applies` has. */
export function stateText(run: Run, view: View, applies: ReadonlySet<keyof View>): string {
  const [texts, first] = [viewTexts(run, view), viewTexts(run, firstView)]
  return [...applies]
    .filter((name) => isAlwaysTold.has(name) || texts[name] !== first[name])
    .map((name) => texts[name])
    .join(' · ')
}

/** `Now shown: response time; p50, p99.`; undefined where nothing differs. */
export function changeText(run: Run, before: View, after: View): string | undefined {
  const [old, texts] = [viewTexts(run, before), viewTexts(run, after)]
  const changed = (Object.keys(texts) as (keyof View)[]).filter((name) => texts[name] !== old[name])
  return changed.length === 0 ? undefined : `Now shown: ${changed.map((name) => texts[name]).join('; ')}.`
}

function nameOf(value: string): string {
  return choiceNames[value] ?? value
}
