/**
 * Runs on their way, for the tests of the live view.
 *
 * @module
 */
import * as fc from 'fast-check'

import type { ClaimGauge, Standing } from '../../runner/claim-gauges.ts'
import type { CellProgress } from '../../runner/cell-task.ts'
import type { CellStanding, CellState, RunProgress } from '../../runner/progress-meter.ts'
import { metricNamed } from '../../scenario/metrics.ts'

export const cellStates: readonly CellState[] = [
  'waiting',
  'running',
  'valid',
  'invalid',
  'failed',
  'interrupted',
  'absent',
]
export const standings: readonly Standing[] = ['waiting', 'undecided', 'holds', 'refuted', 'invalid']

const quantiles = { plain: { p50: 8100, p99: 20_100 }, sealed: { p50: 15_200, p99: 60_300 } }
export const halfway: CellProgress = {
  share: 0.5,
  records: 36_000,
  put: quantiles,
  get: quantiles,
  kmsCalls: 72,
  throttled: 0,
  scenarioTimeNs: 1800e9,
}

export function cellIn(
  id: string,
  state: CellState,
  progress: CellProgress | undefined = halfway,
): CellStanding {
  return { id, state, progress: state === 'waiting' ? undefined : progress }
}

export function gaugeIn(standing: Standing, known: Partial<ClaimGauge> = {}): ClaimGauge {
  return {
    claimId: 'put-overhead',
    cellId: 'c05',
    metric: metricNamed('put.overhead')!,
    statistic: 'p50',
    bound: { text: '<= 0.2 ms', op: '<=', value: 200_000 },
    estimate: 7120,
    ci95: [7020, 7230],
    standing,
    isFinal: false,
    ...known,
  }
}

export function progressIn(known: Partial<RunProgress> = {}): RunProgress {
  const cells = known.standings ?? [
    cellIn('c01', 'valid'),
    cellIn('c02', 'running'),
    cellIn('c03', 'waiting'),
  ]
  return {
    share: 0.5,
    cellsDone: 1,
    cells: cells.length,
    cellId: 'c02',
    p50Ns: 15_200,
    p99Ns: 60_300,
    kmsCalls: 144,
    throttled: 0,
    records: 72_000,
    elapsedNs: 10e9,
    etaNs: 10e9,
    standings: cells,
    gauges: [gaugeIn('holds')],
    ...known,
  }
}

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('漢字のセル', '<script>alert(1)</script>', 'a\u001B[2Jb', '👩‍👩‍👧‍👦'.repeat(9), '\u202Eabc'),
)
const times = fc.double({ min: 0, max: 4e12, noNaN: true })

const cells = fc.record({
  id: names,
  state: fc.constantFrom(...cellStates),
  progress: fc.option(
    fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      records: fc.nat(),
      put: fc.constantFrom(quantiles, { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } }),
      get: fc.constantFrom(quantiles, { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } }),
      kmsCalls: fc.nat(),
      throttled: fc.nat(),
      scenarioTimeNs: times,
    }),
    { nil: undefined },
  ),
})

const gauges = fc
  .record({
    claimId: names,
    cellId: names,
    standing: fc.constantFrom(...standings),
    isFinal: fc.boolean(),
    estimate: fc.oneof(fc.constant(Number.NaN), fc.double({ min: -1e12, max: 1e12, noNaN: true })),
    ci95: fc.option(fc.tuple(times, times), { nil: null }),
    value: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    op: fc.constantFrom('<', '<=', '>', '>=', '==' as const),
  })
  .map(({ value, op, ...known }) =>
    gaugeIn(known.standing, { ...known, bound: { text: `${op} ${value}`, op, value } }),
  )

/** Runs of 0 to 60 cells and up to 12 claims, of any names and in any state. */
export const anyProgress: fc.Arbitrary<RunProgress> = fc
  .record({
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    kmsCalls: fc.nat(),
    throttled: fc.nat(),
    records: fc.nat(),
    elapsedNs: times,
    etaNs: fc.option(times, { nil: undefined }),
    standings: fc.array(cells, { maxLength: 60 }),
    gauges: fc.array(gauges, { maxLength: 12 }),
  })
  .map(progressIn)

export const anyName = names
