/**
 * The slow records of each band of percentiles by cause, sealed beside plain:
 * which tail is sealing's, and which is the machine's.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import { tailArms, tailCauses, type TailArm, type TailCause } from '../../measure/tail/tail-cause.ts'
import type { TailTime } from '../../measure/tail/slowness.ts'
import type { CellTail } from '../../run-store/tail-format.ts'
import type { ChartSpec } from '../vega.ts'
import { describeCount, nothing, plural } from '../figures.ts'
import type { Table } from '../overview.ts'
import { cellLabel, shortLabel } from '../parameters.ts'
import {
  causeWords,
  describeBand,
  describeTail,
  percent,
  sharesOf,
  tailNote,
  tailsOf,
  tailTable,
  timeWords,
} from '../tail-causes.ts'
import { printable } from '../text.ts'
import { textWidth } from '../text-width.ts'
import { colours } from '../theme.ts'
import { percentLabel, type Chart, type ChartInput, type ChartMaker } from './chart.ts'
import { panelCells, panelLayout, panelSpacing } from './panel-cells.ts'
import { brokenRowLabels } from './value-labels.ts'

type OperationTail = NonNullable<CellTail[Operation]>

/** Of a block, and of the words on it, which can be read in light and dark. */
export const causeColours: Readonly<Record<TailCause, { readonly block: string; readonly words: string }>> = {
  'kms-miss': { block: colours.sealed, words: colours.onBright },
  rotation: { block: colours.amber, words: colours.onBright },
  'behind-a-miss': { block: colours.delta, words: colours.card },
  queueing: { block: colours.plain, words: colours.card },
  'garbage-collection': { block: colours.overhead, words: colours.card },
  'event-loop-delay': { block: colours.ink, words: colours.card },
  preempted: { block: colours.muted, words: colours.card },
  'first-use': { block: colours.sky, words: colours.onBright },
  unknown: { block: colours.band, words: colours.ink },
}

interface Bars {
  readonly cell: string
  /** Above the panel where there are several. */
  readonly title: string
  readonly tails: OperationTail
}

export const tailCausesChart: ChartMaker = (input) =>
  input.view.operations.flatMap((operation) => chartOf(operation, input) ?? [])

function chartOf(operation: Operation, input: ChartInput): Chart | undefined {
  const { run, view } = input
  const { cells, leftOut } = panelCells(input)
  const bars = cells.flatMap((cell): Bars[] => {
    const tails = tailsOf(cell, operation)
    return tails === undefined
      ? []
      : [{ cell: cell.id, title: cells.length > 1 ? printable(shortLabel(run, cell)) : '', tails }]
  })
  if (bars.length === 0) return undefined
  const chosen = tailArms.filter((arm) => view.arms.includes(arm))
  const arms = chosen.length === 0 ? tailArms : chosen
  const blocks = bars.flatMap((one) => blocksOf(one, view.time, arms.toReversed()))
  const sentences = cells.flatMap((cell) => {
    const tails = tailsOf(cell, operation)
    return tails === undefined ? [] : [`in ${cellLabel(run, cell)}, ${describeTail(tails, view.time, arms)}`]
  })
  return {
    id: `tail-causes-${operation}`,
    title: `What makes the slow records of a ${operation} slow, by ${timeWords[view.time]}`,
    howToRead:
      'Each bar is all records of one band of percentiles in one arm, divided by cause; lower bars are ten times rarer. What the plain ' +
      `arm has too is this machine’s or this runtime’s, and not sealing’s. ${tailNote}`,
    finding: `By ${timeWords[view.time]}: ${sentences.join('; ')}.${leftOut}`,
    spec: (width) => spec(bars, blocks, width),
    table: tableOf(bars),
    data: blocks.map(({ cell, arm, band, causeName, share, count, of }) => ({
      cell,
      time: view.time,
      arm,
      band,
      cause: causeName,
      share,
      records: count,
      recordsOfBand: of,
    })),
  }
}

function tableOf(bars: readonly Bars[]): Table {
  const [only, ...others] = bars.map(({ title, tails }) => ({ title, table: tailTable(tails) }))
  if (only === undefined || others.length === 0) return only!.table
  // Causes differ from cell to cell: the columns of all, each in its place.
  const labels = [
    'cell',
    ...new Set([only, ...others].flatMap(({ table }) => table.columns.map(({ label }) => label))),
  ]
  const isNumber = (label: string): boolean =>
    [only, ...others].some(({ table }) =>
      table.columns.some((one) => one.label === label && one.isNumber === true),
    )
  return {
    columns: labels.map((label) => ({ label, isNumber: isNumber(label) })),
    rows: [only, ...others].flatMap(({ title, table }) =>
      table.rows.map((row) =>
        labels.map((label) => {
          const at = table.columns.findIndex((column) => column.label === label)
          return label === 'cell' ? title : (row[at] ?? nothing)
        }),
      ),
    ),
  }
}

function spec(bars: readonly Bars[], blocks: readonly Block[], width: number): ChartSpec {
  const found = tailCauses.filter((cause) => blocks.some(({ causeName }) => causeName === cause))
  const layout = panelLayout(bars.length, width, labelWidth)
  const legend = {
    title: null,
    symbolType: 'square',
    symbolStrokeWidth: 0,
    // It begins where the plot does.
    columns: Math.max(1, Math.floor((width - labelWidth) / 130)),
  }
  const color = {
    field: 'cause',
    type: 'nominal',
    legend,
    scale: {
      domain: found.map((cause) => causeWords[cause]),
      range: found.map((cause) => causeColours[cause].block),
    },
  }
  return {
    concat: bars.map(({ cell, title }) => ({
      ...(bars.length > 1 && { title: { text: title, limit: layout.width } }),
      width: layout.width,
      height: { step: blocks.some(({ row }) => row.includes('\n')) ? 34 : 26 },
      data: {
        values: blocks.filter((block) => block.cell === cell).map((block) => labelled(block, layout.width)),
      },
      encoding: {
        y: {
          field: 'row',
          type: 'nominal',
          title: null,
          sort: [...new Set(blocks.map(({ row }) => row))],
          axis: { ...brokenRowLabels, ticks: false, domain: false, labelLimit: labelWidth },
        },
      },
      layer: barLayers(color, layout.width),
    })),
    columns: layout.columns,
    spacing: panelSpacing,
    resolve: { scale: { color: 'shared' } },
  } as ChartSpec
}

/** Narrower, labels of quarters would touch. */
const quartersFrom = 240

function barLayers(color: object, width: number): object[] {
  const x = {
    type: 'quantitative',
    title: 'share of the band’s records',
    scale: { domain: [0, 1], nice: false },
    axis: { values: width < quartersFrom ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1], labelExpr: percentLabel },
  }
  const encoding = {
    x: { ...x, field: 'middle' },
    text: { field: 'label', type: 'nominal' },
    color: { field: 'words', type: 'nominal', scale: null },
  }
  return [
    {
      mark: { type: 'bar', stroke: colours.card, strokeWidth: 1, height: { band: 0.8 } },
      encoding: {
        x: { ...x, field: 'begin' },
        x2: { field: 'end' },
        color,
        description: { field: 'description', type: 'nominal' },
      },
    },
    { mark: { type: 'text', fontSize, aria: false }, encoding },
  ]
}

const fontSize = 11
/** Of the bars, in pixels. */
const labelWidth = 150
/** The label of a bar that is of fewer says of how many. */
const fewRecords = 100

/** Names the cause in its block where there is room, so that colour is not needed. */
function labelled(block: Block, width: number) {
  const room = block.share * width - 8
  const texts = [`${block.cause} ${percent(block.share)}`, block.cause, percent(block.share), '']
  return {
    ...block,
    middle: (block.begin + block.end) / 2,
    words: causeColours[block.causeName].words,
    label: texts.find((text) => text === '' || textWidth(text, fontSize) <= room),
  }
}

type Block = ReturnType<typeof blocksOf>[number]

/** The causes of each bar side by side, in the order of the legend; bands without records have no bar. */
function blocksOf({ cell, tails }: Bars, time: TailTime, arms: readonly TailArm[]) {
  return tails.sealed[time].bands.flatMap((_, index) =>
    arms.flatMap((arm) => {
      const band = tails[arm][time].bands[index]!
      const bar = `${arm}, ${describeBand(band)}`
      // A bar is full however few it is of.
      const row = band.count < fewRecords ? `${bar}\n${plural(band.count, 'record')}` : bar
      const shares = new Map(sharesOf(band).map((part) => [part.cause, part]))
      let end = 0
      return tailCauses.flatMap((causeName) => {
        const part = shares.get(causeName)
        if (part === undefined) return []
        const begin = end
        end += part.share
        const counted = `${describeCount(part.count)} of ${describeCount(band.count)} records`
        const cause = causeWords[causeName]
        return [
          {
            cell,
            arm,
            band: describeBand(band),
            row,
            cause,
            causeName,
            begin,
            end,
            share: part.share,
            count: part.count,
            of: band.count,
            description: `${timeWords[time]}, ${bar}: ${percent(part.share)} ${cause}, ${counted}`,
          },
        ]
      })
    }),
  )
}
