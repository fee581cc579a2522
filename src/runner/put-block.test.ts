import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { OperationRecorder, RecordTimes } from '../measure/operation-recorder.ts'
import { nanoseconds } from '../units/units.ts'
import type { OfferedCall } from '../workload/workload.ts'
import { armNames } from './arm.ts'
import { PutBlock } from './put-block.ts'

describe('PutBlock', () => {
  it('records a record once all arms have stored it', () => {
    const { block, records } = setUp([1, 1])
    for (const arm of armNames) block.stored(arm, 0, arm === 'sealed' ? 30 : 10, arm === 'sealed' ? 35 : 15)

    block.close()

    assert.deepEqual(records, [
      {
        plainService: 10,
        plainResponse: 15,
        sealedService: 30,
        sealedResponse: 35,
        againService: 10,
        againResponse: 15,
      },
    ])
  })

  it('records a record that waited for KMS when it comes, after the block was closed', () => {
    const { block, records } = setUp([1])
    block.stored('plain', 0, 10, 10)
    block.stored('again', 0, 11, 11)
    block.close()
    assert.equal(records.length, 0)

    block.stored('sealed', 0, 5000, 5000)

    assert.deepEqual(
      records.map(({ sealedService }) => sealedService),
      [5000],
    )
  })

  it('leaves a record that one arm did not store out of all arms', () => {
    const { block, records } = setUp([1])
    block.stored('plain', 0, 10, 10)
    block.stored('again', 0, 11, 11)
    block.failed('sealed', 0)

    block.close()

    assert.deepEqual(records, [])
  })

  it('records calls of several records apart', () => {
    const { block, calls } = setUp([2, 2])
    block.called('plain', 1, 100)
    block.close()

    block.called('sealed', 1, 300)

    assert.deepEqual([...block.firstRecord], [0, 2])
    assert.deepEqual(calls, [[100, 300]])
  })

  it('does not record calls of one record apart', () => {
    const { block, calls } = setUp([1, 1])
    for (const arm of armNames) block.called(arm, 0, 100)

    block.close()

    assert.deepEqual(calls, [])
  })
})

/** A block of calls with so many records each. */
function setUp(sizes: readonly number[]) {
  const records: RecordTimes[] = []
  const calls: [number, number][] = []
  const recorder = {
    record: (times: RecordTimes) => records.push({ ...times }),
    recordCall: (plain: number, sealed: number) => calls.push([plain, sealed]),
  }
  const offered = sizes.map((size): OfferedCall => {
    const record = { ordinal: 0, partitionKey: 'k', payload: Buffer.alloc(1) }
    return {
      arrivesAt: nanoseconds(0),
      frontEnd: 0,
      principal: 0,
      client: 0,
      records: Array.from({ length: size }, () => record),
    }
  })
  return { block: new PutBlock(offered, recorder as unknown as OperationRecorder), records, calls }
}
