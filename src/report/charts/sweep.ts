/**
 * What the swept parameters do to KMS calls, money, the tail and exposure:
 * heatmaps over two parameters, lines or marks with error bars over one.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import type { View } from '../data/view.ts'
import { moneyNotes } from '../money-note.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { cellLabel, parameterText, shortLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ChartInput, ChartMaker, Datum } from './chart.ts'
import { doubtNote, figureText, textOf, type ShownSweep } from './shown-sweep.ts'
import { heatmaps } from './sweep-heatmaps.ts'
import { lines } from './sweep-lines.ts'
import { kmsCalls, measuresOf, overheadMeasures, type Measure } from './sweep-measures.ts'
import { isStrategy } from './strategies.ts'
import { sweptSlice, type SweptSlice } from './swept-axes.ts'

/** A picture with more marks is slow to open and shows no more. */
const marksMax = 1200
/** However many there are: calls, the tail and exposure. Dollars follow from calls. */
const panelsMin = 3

export const sweepChart: ChartMaker = (input) => {
  const { run, view, focus } = input
  const slice = sweptSlice(
    run,
    focus,
    measuresOf(input, run.cells).map(({ valueOf }) => valueOf),
  )
  if (slice === undefined || slice.cells.filter(({ put }) => wasMeasured(put)).length < 2) return []
  const { axes, cells } = slice
  const measures = measuresFor(input, slice)
  const varying = measures.filter((measure) => !isAlike(measure, cells))
  const wanted = varying.length === 0 ? measures : varying
  const shown = wanted.slice(0, Math.max(panelsMin, Math.floor(marksMax / cells.length)))
  const left = wanted.slice(shown.length)
  const sweep: ShownSweep = { run, view, axes, cells, measures: shown }
  return [
    {
      id: 'sweep',
      title: `What ${axes.join(' and ')} ${axes.length === 1 ? 'costs' : 'cost'}`,
      howToRead: howToRead(slice, input, measures),
      finding: [
        ...measures.map((measure) => findingOf(run, cells, measure)),
        ...(left.length === 0
          ? []
          : [
              `Not drawn, as there are so many cells, but in the table: ${left.map(({ title }) => title).join('; ')}.`,
            ]),
      ].join(' '),
      spec: (width) => (axes.length === 1 ? lines(sweep, width) : heatmaps(sweep, width)),
      table: tableOf(run, cells, measures),
      data: dataOf(sweep),
    },
  ]
}

/** What sealing adds has its own panel only where there is room for error bars; of strategies it has a picture, as have their calls. */
function measuresFor(input: ChartInput, { axes, cells }: SweptSlice): readonly Measure[] {
  const { arms } = input.view
  const ofStrategies = axes.length === 1 && axes.every(isStrategy)
  const all = measuresOf(input, cells).filter((measure) => !ofStrategies || measure !== kmsCalls)
  const tails = arms.includes('sealed') ? all : all.filter(({ id }) => !id.includes('.sealed.'))
  const added =
    axes.length === 1 && !ofStrategies && arms.includes('overhead') ? overheadMeasures(input, cells) : []
  return [...tails.slice(0, 1), ...added, ...tails.slice(1)]
}

function howToRead(
  { axes, fixed, cells }: SweptSlice,
  { run, view }: ChartInput,
  measures: readonly Measure[],
): string {
  const isLine = axes.length === 1
  const hasTail = measures.some(({ id }) => id.includes('.sealed.'))
  const isVirtual = run.scenario['clock'] === 'virtual'
  return [
    isLine
      ? 'Each mark is one cell of the sweep, with the 95 % interval where it has one.'
      : 'Each square is one cell of the sweep, at the same place in each panel; the stronger its colour, the more. ' +
        `Each panel has its own shades, ${shadesText(view)}; those of two panels cannot be compared.`,
    'Cells that are chosen have a frame, and the others step back.',
    ...doubtNote(cells),
    'KMS calls are counted, and dollars modelled from dated list prices of KMS requests and one key.',
    ...moneyNotes(run, cells),
    ...(hasTail
      ? [
          'The tail is that of the highest chosen percentile with ten records beyond it in each cell.',
          ...(isVirtual ? ['It holds modelled KMS latency, as the clock is virtual.'] : []),
        ]
      : []),
    ...(fixed === ''
      ? []
      : [
          `Of all that was swept these two make most of the difference; of the others one value is shown: ${printable(fixed)}. Choose a cell to see those of another.`,
        ]),
  ].join(' ')
}

function shadesText({ scale }: View): string {
  return scale === 'log'
    ? 'logarithmic where its values span more than a factor of ten and in proportion from its least to its most where they do not'
    : 'in proportion from its least to its most'
}

function isAlike({ valueOf, describe }: Measure, cells: readonly CellResult[]): boolean {
  return new Set(cells.map((cell) => textOf(valueOf(cell), describe))).size === 1
}

function findingOf(run: Run, cells: readonly CellResult[], { title, valueOf, describe }: Measure): string {
  const told = cells.flatMap((cell) => {
    const value = valueOf(cell)
    return value === null ? [] : [{ cell, value }]
  })
  const sorted = told.toSorted((one, other) => Math.sign(one.value - other.value) || 0)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return `${title}: not told.`
  const [low, high] = [describe(least.value), describe(most.value)]
  return low === high
    ? `${title}: ${low} in every cell.`
    : `${title}: from ${low} in ${shortLabel(run, least.cell)} to ${high} in ${shortLabel(run, most.cell)}.`
}

function tableOf(run: Run, cells: readonly CellResult[], measures: readonly Measure[]): Table {
  return {
    columns: [{ label: 'cell' }, ...measures.map(({ title }) => ({ label: title, isNumber: true }))],
    rows: cells.map((cell) => [
      cellLabel(run, cell),
      ...measures.map((measure) => figureText(cell, measure)),
    ]),
  }
}

/** Panel by panel, as marks are drawn: a square also where nothing is told, a mark on a line is not. */
function dataOf({ run, axes, cells, measures }: ShownSweep): Datum[] {
  return measures.flatMap((measure) =>
    cells.flatMap((cell) => {
      const value = measure.valueOf(cell)
      if (value === null && axes.length === 1) return []
      const interval = value === null ? null : measure.intervalOf(cell)
      return {
        cell: cell.id,
        ...Object.fromEntries(axes.map((name) => [name, parameterText(run, cell, name)])),
        measure: measure.id,
        unit: measure.unit,
        value: value === null || !Number.isFinite(value) ? null : value,
        low: interval?.[0] ?? null,
        high: interval?.[1] ?? null,
        text: textOf(value, measure.describe),
      }
    }),
  )
}
