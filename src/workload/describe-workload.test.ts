import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { minutes, perSecond, seconds } from '../units/units.ts'
import { createWorkload } from './create-workload.ts'
import { describeWorkload } from './describe-workload.ts'
import { payloadBytesMax, type WorkloadSpec } from './workload-spec.ts'

const base: WorkloadSpec = {
  seed: 1,
  frontEnds: 4,
  principals: 1,
  batch: 1,
  load: { arrivals: 'poisson', rate: perSecond(1000), duration: seconds(60) },
  records: {
    size: { distribution: 'lognormal', median: 1024, p99: 24_576, max: 2 ** 20 },
    partitionKeys: { distribution: 'uniform', count: 10 },
  },
}

describe('describeWorkload', () => {
  it('expects about what is then offered', () => {
    const workload = createWorkload(base)
    let records = 0
    let bytes = 0
    while (workload.peek() !== undefined) {
      const call = workload.next()
      records += call.records.length
      for (const { payload } of call.records) bytes += payload.length
    }

    const expected = describeWorkload(base)

    assert.equal(expected.expectedRecords, workload.expectedRecords)
    assert.ok(Math.abs(records / expected.expectedRecords! - 1) < 0.02)
    assert.ok(Math.abs(bytes / expected.expectedBytes! - 1) < 0.05)
  })

  it('is exact for a constant stream of records of one size', () => {
    const size = { distribution: 'constant', value: 100 } as const
    const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const
    const records = { size, partitionKeys: { distribution: 'uniform', count: 1 } } as const

    assert.deepEqual(describeWorkload({ ...base, load, records }), {
      expectedRecords: 36_000,
      expectedBytes: 3_600_000,
      meanPayloadBytes: 100,
    })
  })

  it('does not promise records that a closed loop may never ask for', () => {
    const load = { arrivals: 'closed', clients: 1, thinkTime: seconds(1), duration: seconds(1) } as const

    const { expectedRecords, expectedBytes } = describeWorkload({ ...base, load })

    assert.deepEqual([expectedRecords, expectedBytes], [undefined, undefined])
  })

  it('counts the rows of a trace and measures those of a record file', () => {
    using folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
    const file = path.join(folder.path, 'rows.csv')
    writeFileSync(file, 'at,text\n0,four\n1,to\n')
    const load = { arrivals: 'trace', trace: { file, time: 'at', speed: 1 } } as const
    const records = { source: { file, partitionKey: 'at', payload: 'text' } } as const

    assert.deepEqual(describeWorkload({ ...base, batch: 5, load, records }), {
      expectedRecords: 10,
      expectedBytes: 30,
      meanPayloadBytes: 3,
    })
  })

  it('cuts sizes without a bound at the largest payload', () => {
    const size = { distribution: 'lognormal', median: 2 ** 20, p99: 2 ** 40 } as const
    const { partitionKeys } = base.records as Extract<typeof base.records, { size: unknown }>

    const { meanPayloadBytes } = describeWorkload({ ...base, records: { size, partitionKeys } })

    assert.ok(meanPayloadBytes < payloadBytesMax)
  })
})
