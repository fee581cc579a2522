/**
 * A plan for a terminal: the answer first, then calls over time, tables, and at
 * the end where prices and quotas come from and what speaks against it all.
 *
 * @module
 */
import type { Plan, PlanCell } from '../../planner/plan-document.ts'
import { plural } from '../figures.ts'
import { paint, wrap, type TerminalOptions } from '../terminal-text.ts'
import { fittedTable } from '../fitted-table.ts'
import type { Answer } from './cell-answer.ts'
import { planAnswers } from './plan-answer.ts'
import { cellName } from './plan-figures.ts'
import { cellSections, planCautions, planSections, sourceLines, type PlanSection } from './plan-sections.ts'
import { shownPlan } from './shown-plan.ts'
import { curveText, timelineCaption, timelineText } from './terminal-pictures.ts'
import { timeGridText } from './terminal-grid.ts'

const bold = 1
const timelinesMax = 4
const rowsMax = 24
const standings = {
  good: { mark: '✔', sgr: 32 },
  bad: { mark: '✘', sgr: 31 },
  neutral: { mark: '·', sgr: 1 },
} as const

/** Several lines, without a line break at the end. */
export function planText(whole: Plan, options: TerminalOptions): string {
  const plan = shownPlan(whole)
  const { width } = options
  return [
    paint(wrap(plan.question, width), bold, options),
    ...planAnswers(plan).map((answer) => answerBlock(answer, options)),
    ...timelineBlocks(plan, options),
    ...plan.curves.filter(({ points }) => points.length > 1).map((curve) => curveText(curve, plan, width)),
    ...timeGridText(plan, options),
    ...planSections(plan).map((section) => sectionBlock(section, options)),
    ...plan.cells
      .slice(0, 1)
      .flatMap((cell) => cellSections(plan, cell).map((section) => sectionBlock(section, options))),
    [
      ...sourceLines(plan).map((line) => wrap(line, width)),
      ...planCautions(plan).map((caution) => wrap(`! ${caution}`, width)),
    ].join('\n'),
  ].join('\n\n')
}

function answerBlock({ topic, figure, text, standing }: Answer, options: TerminalOptions): string {
  const { mark, sgr } = standings[standing]
  return [
    paint(wrap(`${mark} ${topic}: ${figure}`, options.width), sgr, options),
    wrap(text, options.width, '  '),
  ].join('\n')
}

function timelineBlocks({ cells }: Plan, options: TerminalOptions): string[] {
  const blocks = cells.flatMap((cell) => timelineBlock(cell, cells.length > 1, options))
  const left = blocks.length - timelinesMax
  return left > 0
    ? [...blocks.slice(0, timelinesMax), `${plural(left, 'more cell')} over time in the page of this plan.`]
    : blocks
}

function timelineBlock(cell: PlanCell, isNamed: boolean, options: TerminalOptions): string[] {
  const series = cell.simulation?.series
  const picture = series === undefined ? undefined : timelineText(series, options)
  if (series === undefined || picture === undefined) return []
  const caption = timelineCaption(series)
  return [`${wrap(isNamed ? `${cellName(cell)}. ${caption}` : caption, options.width)}\n${picture}`]
}

function sectionBlock(
  { title, table: whole, notes: wholeNotes, rowsShown = rowsMax, brief }: PlanSection,
  options: TerminalOptions,
): string {
  const table = brief ?? whole
  const notes = brief === undefined ? wholeNotes : []
  const left = table.rows.length - rowsShown
  const more = left > 0 ? [`${plural(left, 'more row')} in plan.json and plan.csv.`] : []
  return [
    paint(wrap(title, options.width), bold, options),
    fittedTable({ ...table, rows: table.rows.slice(0, rowsShown) }, options.width),
    ...[...more, ...notes].map((note) => wrap(note, options.width)),
  ].join('\n')
}
