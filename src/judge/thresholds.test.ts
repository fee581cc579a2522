import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { PlannedThreshold } from '../scenario/loaded.ts'
import { metricNamed } from '../scenario/metrics.ts'
import { boundOf, cellOf, putLog } from './cell.fixture.ts'
import { judgeThresholds } from './thresholds.ts'

describe('judgeThresholds', () => {
  it('passes and fails by the point estimate, on both sides of the bound', () => {
    assert.equal(judgeCalls(144).passed, true)
    assert.equal(judgeCalls(143).passed, false)
    assert.equal(judgeCalls(143).actual, 144)
    assert.equal(judgeCalls(143).reason, 'kms.calls is 144 in cell c01, which breaks <= 143')
  })

  it('reads latencies per record, without need of an interval', () => {
    const result = judge(thresholdOn('put.sealed.serviceTime', 'p9999', '< 1 ms', 1e6))

    assert.equal(result.passed, true)
    assert.match(
      result.reason,
      /^put\.sealed\.serviceTime is 24\.\d us at p9999 in cell c01, which keeps < 1 ms$/,
    )
    assert.equal(judge(thresholdOn('put.overhead', 'p50', '< 10 us', 10_000)).passed, false)
  })

  it('fails what was not measured', () => {
    const noConsumers = judge(thresholdOn('get.overhead', 'p50', '< 1 ms', 1e6))
    const notRun = judge({ ...thresholdOn('kms.calls', null, '<= 144', 144), cellIds: ['c09'] })

    assert.deepEqual([noConsumers.passed, noConsumers.actual], [false, null])
    assert.deepEqual([notRun.passed, notRun.reason], [false, 'kms.calls was not measured in cell c09'])
  })
})

function judge(threshold: PlannedThreshold) {
  return judgeThresholds([threshold], [cellOf()], () => putLog())[0]!
}

function thresholdOn(
  metric: string,
  statistic: string | null,
  text: string,
  value: number,
): PlannedThreshold {
  return {
    expression: `${metric} ${text}`,
    metric: metricNamed(metric)!,
    statistic,
    bound: boundOf(text, value),
    cellIds: ['c01'],
  }
}

function judgeCalls(limit: number) {
  return judge(thresholdOn('kms.calls', null, `<= ${limit}`, limit))
}
