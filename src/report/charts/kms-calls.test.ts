import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KmsResult } from '../../run-store/run-format.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { kmsCallsChart } from './kms-calls.ts'

const { run } = storedRun({ recordsPerCell: 50 })

describe('kmsCallsChart', () => {
  it('names the two operations that an envelope asks for', () => {
    const chart = chartOf({})

    assert.match(chart.finding, /calls \(GenerateDataKey \+ Decrypt\) were counted/)
    assert.deepEqual(
      chart.table.columns.map(({ label }) => label),
      ['from', 'to', 'GenerateDataKey', 'Decrypt'],
    )
  })

  it('names Encrypt where a contestant asks for it', () => {
    const chart = chartOf({
      calls: { GenerateDataKey: 0, Decrypt: 14, Encrypt: 7 },
      timeline: { sliceNs: 60e9, GenerateDataKey: [0, 0], Decrypt: [8, 6], Encrypt: [4, 3] },
    })

    assert.match(
      chart.finding,
      /0 \+ 14 \+ 7 Encrypt calls \(GenerateDataKey \+ Decrypt \+ Encrypt\) were counted/,
    )
    assert.match(chart.finding, /The busiest 1 min held 12\./)
    assert.deepEqual(chart.table.rows, [
      ['0 ns', '1 min', '0', '8', '4'],
      ['1 min', '2 min', '0', '6', '3'],
    ])
  })
})

function chartOf(kms: Partial<KmsResult>) {
  const [cell] = run.cells
  const [chart] = kmsCallsChart(chartInput(run, { focus: { ...cell!, kms: { ...cell!.kms, ...kms } } }))
  assert.ok(chart)
  return chart
}
