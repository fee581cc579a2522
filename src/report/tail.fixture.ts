/**
 * What makes the slow records of a cell slow, for tests and for looking at
 * pictures.
 *
 * @module
 */
import type { Operation } from '../measure/series.ts'
import type { OperationResult } from '../run-store/run-format.ts'
import type { CellTail, TailBand, TailSeries } from '../run-store/tail-format.ts'

/** Where bands begin and end, and what shares of them the causes have. */
const bands = [
  { from: 0.99, to: 0.999, causes: { 'kms-miss': 0.1, preempted: 0.3, unknown: 0.6 } },
  { from: 0.999, to: 0.9999, causes: { rotation: 0.5, 'garbage-collection': 0.5 } },
  { from: 0.9999, to: 1, causes: { rotation: 1 } },
] as const

export function tailFixture(
  operation: Operation,
  { plain, sealed }: Pick<OperationResult, 'plain' | 'sealed'>,
): CellTail {
  if (sealed.serviceTime.count === 0) return {}
  return { [operation]: { plain: armTail(plain), sealed: armTail(sealed) } }
}

function armTail({ serviceTime, responseTime }: OperationResult['plain']) {
  return { serviceTime: series(serviceTime), responseTime: series(responseTime) }
}

function series({ count, p90, p99, p999, p9999, max }: OperationResult['plain']['serviceTime']): TailSeries {
  const edges = [p99, p999, p9999, max]
  return {
    thresholdNs: p90,
    unseen: 0,
    bands: bands.map(({ from, to, causes }, index): TailBand => {
      const [fromNs, toNs] = [edges[index]!, edges[index + 1]!]
      const byCause: TailBand['byCause'] = {}
      let total = 0
      for (const [cause, share] of Object.entries(causes)) {
        const records = Math.round(count * (to - from) * share)
        if (records === 0) continue
        total += records
        byCause[cause as keyof typeof byCause] = { count: records, sumNs: records * toNs }
      }
      return { from, to, fromNs, toNs, count: total, byCause }
    }),
    slowest: [
      {
        ordinal: 4711,
        arrivedAtNs: 300.5e9,
        ns: max,
        cause: 'rotation',
        detail: 'waited 12 ms for new key material',
      },
      {
        ordinal: 815,
        arrivedAtNs: 12e9,
        ns: p9999,
        cause: 'garbage-collection',
        detail: 'minor collection of 1.2 ms',
      },
    ],
  }
}
