/**
 * The slow records of each band of percentiles by cause, sealed beside plain:
 * which tail is sealing's, and which is the machine's.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import { tailCauses, tailTimes, type TailCause } from '../../measure/tail/tail-cause.ts'
import { tailArms } from '../../measure/tail/tail-cause.ts'
import type { CellTail } from '../../run-store/tail-format.ts'
import type { ChartSpec } from '../vega.ts'
import { describeCount } from '../figures.ts'
import { cellLabel } from '../parameters.ts'
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
import { colours } from '../theme.ts'
import { narrow, type Chart, type ChartMaker } from './chart.ts'

type OperationTail = NonNullable<CellTail[Operation]>

const colourOf: Readonly<Record<TailCause, string>> = {
  'kms-miss': colours.sealed,
  rotation: colours.amber,
  'behind-a-miss': colours.delta,
  queueing: colours.plain,
  'garbage-collection': colours.overhead,
  'event-loop-delay': colours.ink,
  preempted: colours.muted,
  'first-use': colours.sky,
  unknown: colours.band,
}

export const tailCausesChart: ChartMaker = ({ run, focus }) =>
  operations.flatMap((operation) => {
    const tails = tailsOf(focus, operation)
    return tails === undefined ? [] : [chartOf(operation, tails, cellLabel(run, focus))]
  })

function chartOf(operation: Operation, tails: OperationTail, cell: string): Chart {
  return {
    id: `tail-causes-${operation}`,
    title: `What makes the slow records of a ${operation} slow`,
    howToRead:
      'Each bar is all records of one band of percentiles in one arm, divided by cause; lower bars are ten times rarer. What the plain ' +
      `arm has too is this machine’s or this runtime’s, and not sealing’s. ${tailNote}`,
    finding: tailTimes
      .map((time) => `In ${cell} by ${timeWords[time]} ${describeTail(tails, time)}.`)
      .join(' '),
    spec: (width) => spec(tails, width),
    table: tailTable(tails),
  }
}

function spec(tails: OperationTail, width: number): ChartSpec {
  const columns = width < narrow ? 1 : 2
  const blocks = blocksOf(tails)
  const found = tailCauses.filter((cause) => blocks.some((block) => block.cause === causeWords[cause]))
  return {
    data: { values: blocks },
    facet: { field: 'time', type: 'nominal', title: null, sort: tailTimes.map((time) => timeWords[time]) },
    columns,
    spacing: 20,
    spec: {
      width: Math.floor((width - 40 - columns * 150) / columns),
      height: { step: 26 },
      mark: { type: 'bar', stroke: colours.card, strokeWidth: 1, height: { band: 0.8 } },
      encoding: {
        y: {
          field: 'bar',
          type: 'nominal',
          title: null,
          sort: [...new Set(blocks.map(({ bar }) => bar))],
          axis: { ticks: false, domain: false, labelLimit: 150 },
        },
        x: {
          field: 'begin',
          type: 'quantitative',
          title: 'share of the band’s records',
          scale: { domain: [0, 1], nice: false },
          axis: { values: [0, 0.25, 0.5, 0.75, 1], format: '.0%' },
        },
        x2: { field: 'end' },
        color: {
          field: 'cause',
          type: 'nominal',
          legend: { title: null, symbolType: 'square', symbolStrokeWidth: 0, columns: columns === 1 ? 2 : 5 },
          scale: {
            domain: found.map((cause) => causeWords[cause]),
            range: found.map((cause) => colourOf[cause]),
          },
        },
        description: { field: 'description', type: 'nominal' },
      },
    },
  }
}

/** The causes of each bar side by side, in the order of the legend; bands without records have no bar. */
function blocksOf(tails: OperationTail) {
  return tailTimes.flatMap((time) =>
    tails.sealed[time].bands.flatMap((_, index) =>
      tailArms.toReversed().flatMap((arm) => {
        const band = tails[arm][time].bands[index]!
        const bar = `${arm}, ${describeBand(band)}`
        const shares = new Map(sharesOf(band).map((part) => [part.cause, part]))
        let end = 0
        return tailCauses.flatMap((cause) => {
          const part = shares.get(cause)
          if (part === undefined) return []
          const begin = end
          end += part.share
          const counted = `${describeCount(part.count)} of ${describeCount(band.count)} records`
          const description = `${timeWords[time]}, ${bar}: ${percent(part.share)} ${causeWords[cause]}, ${counted}`
          return [{ time: timeWords[time], bar, cause: causeWords[cause], begin, end, description }]
        })
      }),
    ),
  )
}
