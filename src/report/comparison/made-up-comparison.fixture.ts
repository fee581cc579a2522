/**
 * A comparison of as many cells as somebody wants, from a seed: for how large
 * and how slow its page is.
 *
 * @module
 */
import type { Change, Comparison, QuantileShift } from '../../run-store/comparison-format.ts'
import { randomStream } from '../../random.ts'
import { changeOf, comparisonOf } from './comparison.fixture.ts'

const statistics = { p50: 20_000, p90: 40_000, p99: 900_000 }
const quantiles = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
const operations = ['put', 'get'] as const

type Cell = Pick<Change, 'cellId' | 'params'>
/** In [0, 1). */
type Draw = () => number

/** Two parameters are swept; figures and distributions are those that are compared if nobody says otherwise. */
export function madeUpComparison(count: number): Comparison {
  const random = randomStream(1, 'made-up comparison')
  const draw = () => random.uniform()
  const cells = Array.from({ length: count }, (_, index) => ({
    cellId: `c${String(index + 1).padStart(3, '0')}`,
    params: {
      'keyCache.ttl': `${5 * (Math.floor(index / 20) + 1)} min`,
      'keyCache.rotation': `${5 * ((index % 20) + 1)} min`,
    },
  }))
  return comparisonOf({
    changes: cells.flatMap((cell) => [...latenciesOf(cell, draw), ...countsOf(cell)]),
    shifts: cells.flatMap(({ cellId }) => operations.map((operation) => shiftOf(cellId, operation, draw))),
  })
}

/** Each cell has moved further than the one before. */
export function risingComparison(count: number): Comparison {
  const [shift] = comparisonOf().shifts
  const ids = Array.from({ length: count }, (_, index) => `c${String(index + 1).padStart(2, '0')}`)
  return comparisonOf({
    changes: ids.map((cellId) => changeOf({ cellId })),
    shifts: ids.flatMap((cellId, index) =>
      (['put', 'get'] as const).map((operation) => ({
        ...shift!,
        cellId,
        operation,
        points: shift!.points.map((point) => ({ ...point, change: 0.01 * index })),
      })),
    ),
  })
}

function latenciesOf(cell: Cell, draw: Draw): Change[] {
  return operations.flatMap((operation) =>
    Object.entries(statistics).map(([statistic, base]) => {
      const metric = `${operation}.sealed.serviceTime`
      const change = 0.2 * (draw() - 0.45)
      const half = 0.01 + 0.06 * draw()
      return changeOf({
        ...cell,
        metric,
        statistic,
        base,
        candidate: base * (1 + change),
        change,
        ci95: [change - half, change + half],
        verdict:
          change - half > 0.02 ? 'regression' : change + half < -0.02 ? 'improvement' : 'no-difference',
        detectable: 2 * half,
        reason: `${metric} ${statistic} of cell ${cell.cellId} changed by ${change}`,
      })
    }),
  )
}

function countsOf(cell: Cell): Change[] {
  return (['kms.calls', 'stored.overheadBytes'] as const).map((metric) =>
    changeOf({
      ...cell,
      metric,
      statistic: null,
      dimension: metric === 'kms.calls' ? 'count' : 'size',
      base: 144,
      candidate: 144,
      change: 0,
      ci95: [0, 0],
      runToRun: null,
      detectable: null,
      verdict: 'no-difference',
      reason: `${metric} of cell ${cell.cellId} is equal`,
    }),
  )
}

function shiftOf(cellId: string, operation: QuantileShift['operation'], draw: Draw): QuantileShift {
  const points = quantiles.map((q): QuantileShift['points'][number] => {
    const [baseNs, change] = [15_000 + 30_000 * q, 0.1 * q * draw()]
    return { q, baseNs, candidateNs: baseNs * (1 + change), change, ci95: [change - 0.03, change + 0.03] }
  })
  return { cellId, operation, points }
}
