/**
 * From the slow records of a cell by cause, and the latencies of all, to the
 * bands of percentiles that are stored.
 *
 * @module
 */
import { operations, type LatencyLog, type Operation } from '../measure/series.ts'
import { describeAttribution, type TailCause } from '../measure/tail/tail-cause.ts'
import type { TailTime } from '../measure/tail/slowness.ts'
import type { TailCounts } from '../measure/tail/tail-counts.ts'
import type { TailRecorder } from '../measure/tail/tail-recorder.ts'
import type { TailArm } from '../measure/tail/tail-cause.ts'
import type { CellTail, TailBand, TailSeries } from '../run-store/tail-format.ts'
import { mergeBuckets, quantile, totalCount, totalSum, type Buckets } from '../statistics/buckets.ts'
import { segmentsOfSeries } from './operation-result.ts'

/** Where bands begin and end. */
const edges = [0.99, 0.999, 0.9999, 1] as const

export function tailOf(
  recorders: Readonly<Record<Operation, { readonly tail: TailRecorder | undefined }>>,
  log: LatencyLog,
): CellTail {
  const tail: CellTail = {}
  for (const operation of operations) {
    const recorder = recorders[operation].tail
    if (recorder === undefined || !log.has(`${operation}.sealed.serviceTime`)) continue
    const series = (arm: TailArm, time: TailTime): TailSeries => ({
      thresholdNs: Math.round(recorder.watchOf(arm).thresholdOf(time)),
      ...tailSeriesOf(
        recorder.countsOf(arm, time),
        mergeBuckets(segmentsOfSeries(log, operation, `${arm}.${time}`)),
      ),
    })
    const ofArm = (arm: TailArm) => ({
      serviceTime: series(arm, 'serviceTime'),
      responseTime: series(arm, 'responseTime'),
    })
    tail[operation] = { plain: ofArm('plain'), sealed: ofArm('sealed') }
  }
  return tail
}

/** The bands of the series whose times are `all`, in the order of their percentiles. */
export function tailSeriesOf(
  { byCause, slowest }: Pick<TailCounts, 'byCause' | 'slowest'>,
  all: Buckets,
): Omit<TailSeries, 'thresholdNs'> {
  const bands = edges.slice(1).map((to, index) => bandOf(edges[index]!, to, byCause, all))
  return {
    unseen: bands.reduce((sum, { unseen }) => sum + unseen, 0),
    bands: bands.map(({ band }) => band),
    slowest: slowest.map(({ ordinal, arrivedAt, ns, attribution }) => ({
      ordinal,
      arrivedAtNs: arrivedAt,
      ns,
      cause: attribution.cause,
      detail: describeAttribution(attribution),
    })),
  }
}

function bandOf(
  from: number,
  to: number,
  byCause: ReadonlyMap<TailCause, Buckets>,
  all: Buckets,
): { readonly band: TailBand; readonly unseen: number } {
  const [fromNs, toNs] = [quantile(all, from), quantile(all, to)]
  const total = between(all, fromNs, toNs)
  const found: TailBand['byCause'] = {}
  let unseen = total.count
  let unseenNs = total.sumNs
  for (const [cause, buckets] of byCause) {
    const part = between(buckets, fromNs, toNs)
    if (part.count === 0) continue
    found[cause] = part
    unseen -= part.count
    unseenNs -= part.sumNs
  }
  if (unseen > 0) {
    const { count = 0, sumNs = 0 } = found.unknown ?? {}
    found.unknown = { count: count + unseen, sumNs: sumNs + unseenNs }
  }
  return { band: { from, to, fromNs, toNs, count: total.count, byCause: found }, unseen }
}

/** How many times are above `from` and at most `to`, and their sum. */
function between(
  { values, counts }: Buckets,
  from: number,
  to: number,
): { readonly count: number; readonly sumNs: number } {
  const begin = values.findIndex((value) => value > from)
  if (begin < 0) return { count: 0, sumNs: 0 }
  const beyond = values.findIndex((value) => value > to)
  const end = beyond < 0 ? values.length : beyond
  const part = { values: values.subarray(begin, end), counts: counts.subarray(begin, end) }
  return { count: totalCount(part), sumNs: totalSum(part) }
}
