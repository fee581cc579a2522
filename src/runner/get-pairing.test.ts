import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { OperationRecorder, RecordTimes } from '../measure/operation-recorder.ts'
import { GetPairing, Reading, type Poll } from './get-pairing.ts'

describe('GetPairing', () => {
  it('records what all arms read in the same order, and the call', () => {
    const { pairing, records, calls } = setUp()

    pairing.settle(pollOf([1, 2, 3], [1, 2, 3], [1, 2, 3]))

    assert.deepEqual(records.map(sealedAndPlain), [
      [101, 1],
      [102, 2],
      [103, 3],
    ])
    assert.equal(calls.length, 1)
  })

  it('brings a record together with itself where the sealed arm reads it later', () => {
    const { pairing, records, calls } = setUp()

    pairing.settle(pollOf([1, 2, 3], [1, 2, 3], [1, 3]))
    pairing.settle(pollOf([4], [4], [2, 4]))

    assert.deepEqual(records.map(sealedAndPlain), [
      [101, 1],
      [103, 3],
      [102, 2],
      [104, 4],
    ])
    assert.deepEqual(calls, [])
  })

  it('does so where the order differs', () => {
    const { pairing, records } = setUp()

    pairing.settle(pollOf([1, 2], [1, 2], [2, 1]))

    assert.deepEqual(
      records.map(sealedAndPlain).toSorted(([first], [second]) => first - second),
      [
        [101, 1],
        [102, 2],
      ],
    )
  })

  it('records nothing of a record that only some arms have read', () => {
    const { pairing, records } = setUp()

    pairing.settle(pollOf([1], [1], []))
    pairing.settle(pollOf([], [], [2]))

    assert.deepEqual(records, [])
  })

  it('does not wait for a record that the sealed arm has not stored, whoever hears of it first', () => {
    const { pairing, records, calls } = setUp()

    pairing.unstored(1)
    pairing.settle(pollOf([1, 2], [1, 2], [2]))
    pairing.settle(pollOf([3], [3], []))
    pairing.unstored(3)
    pairing.settle(pollOf([4], [4], [4]))

    assert.deepEqual(records.map(sealedAndPlain), [
      [102, 2],
      [104, 4],
    ])
    assert.equal(calls.length, 1)
  })

  it('does not compare calls that brought as many records, but others', () => {
    const { pairing, calls } = setUp()

    pairing.settle(pollOf([1, 2], [1, 2], [2, 3]))

    assert.deepEqual(calls, [])
  })

  it('forgets the oldest of more than 100,000 records that wait for their counterpart', () => {
    const { pairing, records } = setUp()
    const ordinals = Array.from({ length: 100_001 }, (_, ordinal) => ordinal)

    pairing.settle(pollOf(ordinals, [], []))
    pairing.settle(pollOf([], [0, 1], [0, 1]))

    assert.equal(pairing.forgotten >= 1, true)
    assert.deepEqual(records.map(sealedAndPlain), [[101, 1]])
  })
})

function setUp() {
  const records: RecordTimes[] = []
  const calls: [number, number][] = []
  const recorder = {
    record: (times: RecordTimes) => records.push({ ...times }),
    recordCall: (plain: number, sealed: number) => calls.push([plain, sealed]),
  }
  return { pairing: new GetPairing(recorder as unknown as OperationRecorder), records, calls }
}

function pollOf(plain: number[], again: number[], sealed: number[]): Poll {
  return { plain: readingOf(plain, 0), again: readingOf(again, 0), sealed: readingOf(sealed, 100) }
}

/** The service time of a record is its ordinal and `offset`. */
function readingOf(ordinals: readonly number[], offset: number): Reading {
  const reading = new Reading()
  for (const ordinal of ordinals) reading.add(ordinal, ordinal + offset, ordinal + offset)
  return reading
}

function sealedAndPlain({ sealedService, plainService }: RecordTimes): [number, number] {
  return [sealedService, plainService]
}
