import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Interference } from '../run-store/interference-format.ts'
import type { CellResult } from '../run-store/run-format.ts'
import type { SteadyState } from '../run-store/steady-state-format.ts'
import { cellOf } from './cell.fixture.ts'
import { noInterference } from './interference.fixture.ts'
import { judgeConditions, type Conditions } from './conditions.ts'
import { validityLimits } from './validity-limits.ts'

const calibration = { timerNs: 50, timerResolutionNs: 30, recorderNs: 20, nullRecordNs: 300 }
const good: Conditions = { calibration, workers: 2, cores: 2 }

describe('judgeConditions', () => {
  it('leaves a cell that was measured under good conditions as it is, a busy neighbour or not', () => {
    const cell = measured({
      interference: { othersShare: 0.5, pressureShare: 0.9, involuntarySwitches: 1e6 },
    })

    assert.equal(judgeConditions(cell, good), cell)
  })

  it('refuses more workers than there are cores', () => {
    assert.equal(judgeConditions(measured(), { ...good, workers: 2 }).validity.verdict, 'valid')

    const { verdict, reasons } = judgeConditions(measured(), { ...good, workers: 3 }).validity
    assert.equal(verdict, 'invalid')
    assert.match(reasons[0]!, /3 workers share 2 cores.+give --workers 2 or less/)
  })

  it('refuses a warm-up that did not settle, and not one that was too short to tell', () => {
    for (const isSettled of [true, null])
      assert.equal(judgeConditions(measured({ isSettled }), good).validity.verdict, 'valid')

    const { reasons } = judgeConditions(measured({ isSettled: false }), good).validity
    assert.match(reasons[0]!, /warm-up did not settle.+raise measure.warmUpRecords/)
  })

  it('refuses a timer whose steps are more than a tenth of a plain record', () => {
    assert.equal(withTimer(300).validity.verdict, 'valid')
    assert.match(
      withTimer(301).validity.reasons[0]!,
      /the timer steps by 301 ns, more than 10 % of a plain put \(3 us at p50\)/,
    )
    assert.equal(withTimer(301).validity.reasons.length, 1, 'get was not measured')
  })

  it('refuses a cell that its quota held back, beyond the limit', () => {
    assert.equal(beside({ throttledShare: null }).verdict, 'valid')
    assert.equal(beside({ throttledShare: validityLimits.throttledShare }).verdict, 'valid')
    assert.match(
      beside({ throttledShare: 0.123 }).reasons[0]!,
      /held it back for 12 % of the time \(limit 1 %\); raise the quota/,
    )
  })

  it('refuses a cell whose machine was given to others, if it was for long enough to tell', () => {
    assert.equal(beside({ stealShare: validityLimits.stealShare, stolenNs: 1e9 }).verdict, 'valid')
    assert.equal(beside({ stealShare: 0.5, stolenNs: validityLimits.stolenNs - 1 }).verdict, 'valid')
    assert.match(
      beside({ stealShare: 0.14, stolenNs: validityLimits.stolenNs }).reasons[0]!,
      /gave 14 % of the CPU time .+\(limit 10 %\)/,
    )
  })

  it('says all that is wrong, after what was wrong already', () => {
    const cell = measured({ isSettled: false, validity: { verdict: 'invalid', reasons: ['lost a record'] } })

    const { reasons } = judgeConditions(cell, { ...good, workers: 9 }).validity

    assert.equal(reasons.length, 3)
    assert.equal(reasons[0], 'lost a record')
  })

  it('says nothing of a cell that gave no figures, and nothing of the timer where nobody measured it', () => {
    for (const verdict of ['failed', 'absent', 'interrupted'] as const) {
      const cell = measured({ isSettled: false, validity: { verdict, reasons: ['why'] } })
      assert.equal(judgeConditions(cell, good), cell)
    }
    const unmeasured = judgeConditions(measured({ plainP50: 1 }), { ...good, calibration: undefined })
    assert.equal(unmeasured.validity.verdict, 'valid')
  })
})

/** A put of 3 us under a timer of such steps. */
function withTimer(timerResolutionNs: number): CellResult {
  const conditions = { ...good, calibration: { ...calibration, timerResolutionNs } }
  return judgeConditions(measured({ plainP50: 3000 }), conditions)
}

/** What comes of a cell that this came between. */
function beside(interference: Partial<Interference>): CellResult['validity'] {
  return judgeConditions(measured({ interference }), good).validity
}

interface Shape {
  readonly validity?: CellResult['validity']
  readonly isSettled?: boolean | null
  readonly plainP50?: number
  readonly interference?: Partial<Interference>
}

function measured({
  validity,
  isSettled = true,
  plainP50 = 3000,
  interference = {},
}: Shape = {}): CellResult {
  const cell = cellOf(validity && { validity })
  const { plain } = cell.put
  const steadyState: SteadyState = {
    warmUp: { records: 8000, isSettled },
    put: null,
    get: null,
    gc: { count: 0, totalNs: 0, longestNs: 0 },
  }
  return {
    ...cell,
    put: {
      ...cell.put,
      plain: { ...plain, serviceTime: { ...plain.serviceTime, count: 4000, p50: plainP50 } },
    },
    steadyState,
    interference: { ...noInterference, ...interference },
  }
}
