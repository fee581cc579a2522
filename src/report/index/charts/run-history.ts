/**
 * Verdicts of all runs at a glance: one column for each run, one row for the
 * run itself and one for each of its claims.
 *
 * @module
 */
import type { ClaimVerdict } from '../../../run-store/run-format.ts'
import type { Datum } from '../../charts/chart.ts'
import { describeMetric, nothing, plural } from '../../figures.ts'
import { verdictMarks } from '../../overview.ts'
import { cutInside } from '../../line-breaks.ts'
import { printable } from '../../text.ts'
import { textWidth } from '../../text-width.ts'
import { colours } from '../../theme.ts'
import type { ChartSpec } from '../../vega.ts'
import type { IndexedRun } from '../run-index.ts'
import { chosenRuns, type RunAxis } from '../index-view.ts'
import {
  changesOf,
  datumOfRun,
  runAxis,
  softwareText,
  timeOf,
  xOf,
  type IndexChartMaker,
} from './index-chart.ts'

const claimsMax = 20
const rowHeight = 26

interface Mark {
  readonly run: IndexedRun
  readonly row: string
  readonly verdict: string
  readonly description: string
}

/** `none`: the run makes no claims, or has not come to its verdict. */
const shapes: Readonly<Record<ClaimVerdict | 'none', { readonly shape: string; readonly colour: string }>> = {
  holds: { shape: 'circle', colour: colours.holds },
  refuted: { shape: 'cross', colour: colours.refuted },
  inconclusive: { shape: 'diamond', colour: colours.inconclusive },
  invalid: { shape: 'square', colour: colours.invalid },
  none: { shape: 'stroke', colour: colours.muted },
}

const wholeRun = 'the run'

export const runHistoryChart: IndexChartMaker = ({ index, runs, view }) => {
  const all = runs.toReversed().flatMap(({ claims }) => claims.map(({ id }) => id))
  const ids = [...new Set(all)].filter((id) => view.claims.length === 0 || view.claims.includes(id))
  const shown = ids.slice(0, claimsMax)
  const marks = runs.flatMap((run) => marksOf(run, new Set(shown)))
  return [
    {
      id: 'run-history',
      title: 'Verdicts, run by run',
      howToRead:
        'One column for each run, oldest to newest; the first row is the verdict of the run, those below are its claims. Circle: holds; cross: refuted; diamond: inconclusive; ' +
        'square: invalid; stroke: no claims, or not at its end. A claim that asks for several cells has one mark for each, on top of each other; the table names them. ' +
        'A dashed rule: from here on runs may not be compared with those before it; the table says why.',
      finding: findingOf(runs, {
        left: ids.length - shown.length,
        isFiltered: chosenRuns(index, view).length < index.runs.length,
        isByVerdict: view.verdicts.length > 0,
      }),
      spec: (width) => spec(runs, marks, [wholeRun, ...shown], { axis: view.axis, width }),
      table: {
        columns: [
          { label: 'run' },
          { label: 'began (UTC)' },
          { label: 'verdict' },
          { label: 'exit code', isNumber: true },
          ...shown.map((label) => ({ label })),
          { label: 'not as in the run before' },
        ],
        rows: runs
          .toReversed()
          .map((run) => [
            run.id,
            timeOf(run),
            run.status === 'complete' ? run.verdict : `${run.verdict} (${run.status})`,
            String(run.exitCode),
            ...shown.map((id) => verdictsText(run, id)),
            [...run.differences, ...run.updates].join('; ') || nothing,
          ]),
      },
      data: marks.map(({ run, row, verdict }): Datum => ({
        ...datumOfRun(run),
        row,
        verdict,
        exitCode: run.exitCode,
      })),
    },
  ]
}

function marksOf(run: IndexedRun, shown: ReadonlySet<string>): Mark[] {
  const at = `run ${run.id} of ${timeOf(run)}`
  const news = [...run.differences, ...run.updates]
    .map((text) => `; not as in the run before: ${text}`)
    .join('')
  const whole = `${at}: ${run.verdict}, exit code ${run.exitCode}, ${run.status}; sealbench ${softwareText(run)}. ${run.headline}${news}`
  return [
    { run, row: wholeRun, verdict: run.verdict, description: printable(whole) },
    ...run.claims
      .filter(({ id }) => shown.has(id))
      .map(({ id, verdict, subject, cell, figure, metric, bound }) => {
        const measured = figure === undefined ? 'nothing measured' : describeMetric(metric, figure.estimate)
        const text = `${id}, ${at}: ${verdict}; ${subject} in ${cell}: ${measured}, claimed ${bound.text}`
        return { run, row: id, verdict, description: printable(text) }
      }),
  ]
}

/** A sweep has the same claim for several cells. */
function verdictsText({ claims }: IndexedRun, id: string): string {
  const counts = Map.groupBy(
    claims.filter((claim) => claim.id === id),
    ({ verdict }) => verdict,
  )
  if (counts.size === 0) return nothing
  return [...counts]
    .map(([verdict, { length }]) => `${verdictMarks[verdict]} ${verdict}${length > 1 ? ` × ${length}` : ''}`)
    .join(', ')
}

interface Told {
  /** How many claims the picture has no room for. */
  readonly left: number
  /** Whether there are runs that are not chosen: what is shown may not have the newest. */
  readonly isFiltered: boolean
  /** Whether runs are chosen by the verdict: that theirs are equal is no news. */
  readonly isByVerdict: boolean
}

function findingOf(runs: readonly IndexedRun[], { left, isFiltered, isByVerdict }: Told): string {
  const newest = runs.at(-1)!
  const subject = isFiltered ? 'The newest of the runs shown' : 'The newest run'
  const word = newest.verdict === 'none' ? 'no verdict' : newest.verdict
  const since = isByVerdict ? '' : `; ${sinceText(runs)}`
  const rest = left > 0 ? ` The picture leaves out ${plural(left, 'claim')}.` : ''
  return printable(`${subject}, ${newest.id}: ${word}${since}.${rest}`)
}

/** For how long the verdict of the newest of `runs` has been what it is. */
function sinceText(runs: readonly IndexedRun[]): string {
  const { verdict } = runs.at(-1)!
  const other = runs.findLastIndex((run) => run.verdict !== verdict)
  if (other < 0) return `so are all ${plural(runs.length, 'run')} shown`
  const count = runs.length - 1 - other
  const before = count === 1 ? 'is not the one before it' : `are the last ${plural(count, 'run')} shown`
  return `so ${before}; before that, ${runs[other]!.id}: ${runs[other]!.verdict}`
}

function spec(
  runs: readonly IndexedRun[],
  marks: readonly Mark[],
  rows: readonly string[],
  { axis, width }: { readonly axis: RunAxis; readonly width: number },
): ChartSpec {
  const x = { field: 'x', ...runAxis(runs, axis, width * 0.75) }
  const breaks = changesOf(runs, axis).filter(({ isOther }) => isOther)
  const values = marks.map(({ run, row, verdict, description }) => ({
    x: xOf(run, axis),
    run: run.id,
    folder: run.folder,
    row: printable(row),
    verdict,
    description,
  }))
  return {
    width,
    height: rows.length * rowHeight + 40,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: breaks },
        mark: { type: 'rule', color: colours.muted, strokeWidth: 1.5, strokeDash: [6, 3], aria: false },
        encoding: { x },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 1, size: 80, strokeWidth: 2 },
        encoding: {
          x,
          y: rowAxis(rows, width),
          shape: verdictScale(Object.values(shapes).map(({ shape }) => shape)),
          color: verdictScale(Object.values(shapes).map(({ colour }) => colour)),
          description: { field: 'description', type: 'nominal' },
        },
      },
    ],
  }
}

const labelSize = 12

function rowAxis(names: readonly string[], width: number) {
  const rows = names.map(printable)
  const room = width * 0.3
  const labels = rows.map((row) => cutInside(row, room, (line) => textWidth(line, labelSize)))
  return {
    field: 'row',
    type: 'nominal' as const,
    sort: null,
    title: null,
    scale: { domain: rows },
    axis: {
      grid: true,
      domain: false,
      ticks: false,
      labelLimit: room + 1,
      labelExpr: `${JSON.stringify(labels)}[indexof(${JSON.stringify(rows)}, datum.value)]`,
    },
  }
}

function verdictScale(range: readonly string[]) {
  const scale = { domain: Object.keys(shapes), range: [...range] }
  return { field: 'verdict', type: 'nominal' as const, legend: null, scale }
}
