/**
 * What repetitions in fresh processes tell: how far runs of the same code lie
 * apart, apart from what sampling within a run explains.
 *
 * @module
 */
import { operations } from '../measure/series.ts'
import type { RepeatedFigure } from '../run-store/repetition-format.ts'
import type { CellResult, Run } from '../run-store/run-format.ts'
import { meanOf } from '../statistics/repeated.ts'
import { describeDuration } from '../units/quantity.ts'
import { describeSize } from '../units/share.ts'
import { nothing, plural } from './figures.ts'
import { wasMeasured, type Table } from './overview.ts'

const statistics = ['p50', 'p90', 'p99'] as const

/** Undefined where the run was not repeated. */
export function runToRunTable({ cells }: Run): Table | undefined {
  const rows = cells.flatMap(rowsOf)
  if (rows.length === 0) return undefined
  return {
    columns: [
      { label: 'cell' },
      { label: 'overhead' },
      { label: 'repetitions', isNumber: true },
      { label: 'mean', isNumber: true },
      { label: 'smallest', isNumber: true },
      { label: 'largest', isNumber: true },
      { label: 'within a run (sd)', isNumber: true },
      { label: 'beyond that, run to run (sd)', isNumber: true },
    ],
    rows,
  }
}

export const runToRunNote =
  'Each repetition is a process of its own. The spread within a run is what sampling explains; that from run to run comes on top of it, and an interval from one run knows nothing of it.'

function rowsOf({ id, repetitions, ...cell }: CellResult): string[][] {
  if (repetitions === undefined) return []
  return operations
    .filter((operation) => wasMeasured(cell[operation]))
    .flatMap((operation) =>
      statistics.map((statistic) => [
        id,
        `${operation} ${statistic}`,
        ...figuresOf(repetitions[operation].overhead[statistic]),
      ]),
    )
}

function figuresOf({ valuesNs, withinRunNs, runToRunNs }: RepeatedFigure): string[] {
  const mean = meanOf(valuesNs)
  const spread = (ns: number | null) =>
    ns === null ? nothing : `${describeDuration(ns)} (${describeSize(ns / mean)})`
  return [
    String(valuesNs.length),
    describeDuration(mean),
    describeDuration(Math.min(...valuesNs)),
    describeDuration(Math.max(...valuesNs)),
    spread(withinRunNs),
    runToRunNs === 0 ? 'none seen' : spread(runToRunNs),
  ]
}

/** How often it was run, why it ended, and what was left out; empty where it was run once. */
export function repetitionNotes({ repetitions, cells }: Run): string[] {
  if (repetitions === undefined) return []
  const { done, sequential } = repetitions
  const times = `Run ${done === 1 ? 'once' : `${done} times`}, each in a process of its own`
  return [
    sequential === undefined
      ? `${times}; intervals of overheads and claims cover the next run. ${countsOfOne}`
      : `${times}, ${endings[sequential.endedBy]}, with ${plural(sequential.looks.length, 'look')} at the claims, which all together may err in 5 %: each has a wider interval than 95 %. ${countsOfOne}`,
    ...(sequential?.endedBy === 'records' ? idleNotes(cells) : []),
    ...cells.flatMap(({ id, repetitions: ofCell }) =>
      (ofCell?.leftOut ?? []).map(
        ({ run, reasons }) => `Cell ${id} of repetition ${run} is left out: ${reasons.join('; ')}.`,
      ),
    ),
  ]
}

const countsOfOne =
  'Latencies are of all repetitions; records, KMS calls, causes of the tail and steadiness are those of the first that is valid.'

function idleNotes(cells: readonly CellResult[]): string[] {
  return cells
    .filter(({ records }) => records === 0)
    .map(({ id }) => `Cell ${id} was offered no records: more repetitions tell no more of it.`)
}

const endings = {
  decided: 'until every claim was decided',
  time: 'until the time was spent',
  records: 'until the records were spent',
  interrupted: 'until it was interrupted',
} as const
