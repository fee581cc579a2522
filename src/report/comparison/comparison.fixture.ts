/**
 * A comparison with a change of each verdict, for the tests of its reports.
 *
 * @module
 */
import {
  comparisonSchema,
  type Change,
  type Comparison,
  type QuantileShift,
} from '../../run-store/comparison-format.ts'

export function changeOf(more: Partial<Change> = {}): Change {
  return {
    cellId: 'c01',
    params: { 'keyCache.ttl': '5 min' },
    metric: 'put.sealed.serviceTime',
    statistic: 'p50',
    dimension: 'duration',
    base: 20_000,
    candidate: 24_000,
    change: 0.2,
    ci95: [0.15, 0.25],
    pValue: 0.0001,
    pAdjusted: 0.0002,
    runToRun: 0.03,
    isRunToRunMeasured: true,
    control: null,
    detectable: 0.08,
    verdict: 'regression',
    reason: 'put.sealed.serviceTime p50 of cell c01: 20 us to 24 us: worse by more than 2.00 % tolerated',
    ...more,
  }
}

/** Red, with one change of each verdict. */
export function comparisonOf(more: Partial<Comparison> = {}): Comparison {
  const changes = [
    changeOf(),
    changeOf({
      cellId: 'c02',
      change: -0.2,
      ci95: [-0.25, -0.15],
      candidate: 16_000,
      verdict: 'improvement',
    }),
    changeOf({
      cellId: 'c03',
      change: 0.001,
      ci95: [-0.04, 0.042],
      candidate: 20_020,
      verdict: 'no-difference',
    }),
    changeOf({ cellId: 'c04', change: null, ci95: null, pValue: null, pAdjusted: null, verdict: 'withheld' }),
    changeOf({
      metric: 'kms.calls',
      statistic: null,
      dimension: 'count',
      base: 144,
      candidate: 150,
      change: 0.0417,
      ci95: [0.0417, 0.0417],
      runToRun: null,
    }),
  ]
  return comparisonSchema.parse({
    comparisonVersion: 1,
    scenario: 'regression-gate',
    base: { name: 'main', runs: [1, 2, 3].map((index) => runOf(`old-${index}`, '1111111111111111')) },
    candidate: { name: 'this', runs: [1, 2].map((index) => runOf(`new-${index}`, null)) },
    design: 'paired',
    tolerance: 0.02,
    rerunCells: [],
    changes,
    shifts: [shift],
    warnings: [],
    verdict: 'regression',
    reasons: changes.filter(({ verdict }) => verdict === 'regression').map(({ reason }) => reason),
    exitCode: 4,
    ...more,
  })
}

const shift: QuantileShift = {
  cellId: 'c01',
  operation: 'put',
  points: [0.1, 0.5, 0.9, 0.99].map((q) => ({
    q,
    baseNs: 20_000,
    candidateNs: 20_000 * (1 + q / 5),
    change: q / 5,
    ci95: [q / 5 - 0.05, q / 5 + 0.05],
  })),
}

/** Four cells, two by two, each with four figures and two distributions: figures of every outcome but `withheld`. */
export function sweptComparison(): Comparison {
  const cells = ['1 min', '5 min'].flatMap((ttl) =>
    ['5 min', '1 h'].map((rotation) => ({ 'keyCache.ttl': ttl, 'keyCache.rotation': rotation })),
  )
  const changes = cells.flatMap((params, index) => {
    const cellId = `c0${index + 1}`
    const figure = (metric: string, statistic: string | null, change: number, more: Partial<Change> = {}) =>
      changeOf({
        cellId,
        params,
        metric,
        statistic,
        candidate: 20_000 * (1 + change),
        change,
        ci95: [change - 0.05, change + 0.05],
        verdict: change > 0.07 ? 'regression' : change < -0.07 ? 'improvement' : 'no-difference',
        reason: `${metric} ${statistic ?? ''} of cell ${cellId} moved`,
        ...more,
      })
    return [
      figure('put.sealed.serviceTime', 'p50', 0.1 - 0.1 * index),
      figure('put.sealed.serviceTime', 'p99', 0.01 * index),
      figure('get.sealed.serviceTime', 'p50', 0.04),
      figure('kms.calls', null, 0, {
        dimension: 'count',
        base: 144,
        candidate: 144,
        ci95: [0, 0],
        runToRun: null,
        detectable: null,
      }),
    ]
  })
  const shifts = cells.flatMap((_, index) =>
    (['put', 'get'] as const).map((operation) => ({ ...shift, cellId: `c0${index + 1}`, operation })),
  )
  return comparisonOf({ changes, shifts })
}

/** Swept, with texts that try to be anything but text wherever a scenario or a command line has a say. */
export function hostileComparison(): Comparison {
  const swept = sweptComparison()
  const { base, candidate } = swept
  const cellOf = (id: string) => `${id} ${hostile}`
  return comparisonSchema.parse({
    ...swept,
    scenario: hostile,
    base: { ...base, name: hostile },
    candidate: { ...candidate, name: hostile },
    changes: swept.changes.map((change) => ({
      ...change,
      cellId: cellOf(change.cellId),
      params: { ...change.params, [`key ${hostile}`]: cellOf(change.cellId) },
      reason: `${change.reason} ${hostile}`,
    })),
    shifts: swept.shifts.map((one) => ({ ...one, cellId: cellOf(one.cellId) })),
    warnings: [hostile],
    reasons: [hostile],
    told: ['compare', hostile],
  })
}

const hostile = `<img src=x onerror=alert(1)><script>alert(2)</script>'"\u202e\u001b]0;owned\u0007 javascript:alert(3)`

function runOf(id: string, gitCommit: string | null) {
  return { id, startedAt: '2026-11-26T00:00:00.000Z', gitCommit }
}
