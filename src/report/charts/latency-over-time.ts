/**
 * Latencies over the scenario's time with the KMS calls above them: whether
 * slow records come when caches are filled, or all the time.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { KmsResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { TimeMap } from '../data/cell-detail.ts'
import { describeCount, plural } from '../figures.ts'
import type { Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import type { Chart, ChartInput, ChartMaker, Datum } from './chart.ts'
import { describeSpan } from './clock-axis.ts'
import { callsOf, mapSpec, type Column } from './latency-over-time-spec.ts'

export const latencyOverTimeChart: ChartMaker = (input) =>
  input.view.operations.flatMap((operation) => {
    const map = input.detailOf(input.focus.id).overTime[operation]
    return map === undefined ? [] : [chartOf(input, operation, map)]
  })

function chartOf({ run, focus }: ChartInput, operation: Operation, map: TimeMap): Chart {
  const columns = columnsOf(map, focus.kms.timeline)
  return {
    id: `latency-over-time-${operation}`,
    title: `Response time of a sealed ${operation} over the scenario’s time`,
    howToRead:
      `Each column is a stretch of time with about as many records as the others, and each row a stretch of latencies on a logarithmic axis: the stronger a square, the more of the column’s records lie there, in orders of magnitude: the legend has the shade of each share of a column’s records. ` +
      'Of 100 records 99 lie below the line. Bars above are KMS calls on the same axis of time: what they make slow lies below them. ' +
      'Where the clock is virtual, KMS latency is modelled and all other work measured.',
    finding: findingOf(columns, cellLabel(run, focus)),
    spec: (width) => mapSpec({ map, columns, timeline: focus.kms.timeline }, width),
    table: tableOf(columns),
    data: columns.map((column) => ({ cell: focus.id, operation, ...column }) satisfies Datum),
  }
}

function columnsOf({ times, edges, counts }: TimeMap, timeline: KmsResult['timeline']): Column[] {
  const calls = callsOf(timeline)
  return counts.map((rows, at) => {
    const [fromNs, toNs] = [times[at]!, times[at + 1]!]
    const within = calls.filter((_, slice) => {
      const begin = slice * timeline.sliceNs
      return begin >= fromNs && begin < toNs
    })
    return {
      fromNs,
      toNs,
      records: sumOf(rows),
      medianNs: edgeAt(rows, edges, 0.5),
      p99Ns: edgeAt(rows, edges, 0.99),
      maxNs: edgeAt(rows, edges, 1),
      calls: sumOf(within),
    }
  })
}

/** The upper edge of the row that holds the quantile; 0 where there are no records. */
function edgeAt(rows: readonly number[], edges: readonly number[], quantile: number): number {
  const wanted = quantile * sumOf(rows)
  let seen = 0
  const row = rows.findIndex((count) => {
    seen += count
    return count > 0 && seen >= wanted * (1 - 1e-12)
  })
  return row < 0 ? 0 : edges[row + 1]!
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

function findingOf(columns: readonly Column[], cell: string): string {
  const filled = columns.filter(({ records }) => records > 0)
  const slowest = filled.reduce((most, column) => (column.p99Ns > most.p99Ns ? column : most))
  const calmest = filled.reduce((least, column) => (column.p99Ns < least.p99Ns ? column : least))
  const spread =
    slowest.p99Ns === calmest.p99Ns
      ? `in each of ${plural(filled.length, 'stretch', 'stretches')} of time 99 % of the records took less than ${describeDuration(slowest.p99Ns)}`
      : `99 % of the records took less than ${describeDuration(calmest.p99Ns)} in the calmest stretch of time and ${describeDuration(slowest.p99Ns)} in the slowest, ${describeSpan(slowest.fromNs, slowest.toNs)}, with ${plural(slowest.calls, 'KMS call')}`
  return `In ${cell}, ${spread}.`
}

function tableOf(columns: readonly Column[]): Table {
  return {
    columns: [
      { label: 'from' },
      { label: 'to' },
      ...['records', 'half below', '99 % below', 'all below', 'KMS calls'].map((label) => ({
        label,
        isNumber: true,
      })),
    ],
    rows: columns.map(({ fromNs, toNs, records, medianNs, p99Ns, maxNs, calls }) => [
      describeDuration(fromNs),
      describeDuration(toNs),
      describeCount(records),
      ...[medianNs, p99Ns, maxNs].map(describeDuration),
      describeCount(calls),
    ]),
  }
}
