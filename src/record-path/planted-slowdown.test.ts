import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { monotonicNow } from '../clock/monotonic.ts'
import { Stopwatch } from '../clock/stopwatch.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { nanoseconds } from '../units/units.ts'
import type { Opener } from './opener.ts'
import { SlowedOpener, SlowedSealer } from './planted-slowdown.ts'
import { recordOf } from './record-path.fixture.ts'
import type { PutCall, PutReceipt, Sealer } from './sealer.ts'

const slowdown = nanoseconds(200_000)
// Some readings of the timer are made up for.
const least = slowdown - 1000
const clock = new VirtualClock()
const stopwatch = new Stopwatch(clock)
const receipt: PutReceipt = { shardId: 'shardId-000000000000', sequenceNumber: '1', encryptionType: 'KMS' }
const call: PutCall = {
  principal: 'ann',
  receivedAt: nanoseconds(0),
  stopwatch,
  table: [],
  kmsFailure: undefined,
}

describe('SlowedSealer', () => {
  it('works for as long as it is told before the record is sealed, within the time of the record', () => {
    let begunAt = 0
    const seen: unknown[] = []
    const sealer: Sealer = {
      store: (...given) => {
        begunAt = monotonicNow()
        seen.push(...given)
        return receipt
      },
      dispose: () => seen.push('disposed'),
    }
    const slowed = new SlowedSealer(sealer, slowdown)
    const record = recordOf('key')
    const place = { size: 3, shard: 0, epoch: 1 }
    const startedAt = monotonicNow()
    stopwatch.start()

    assert.equal(slowed.store(record, call, place), receipt)
    slowed.dispose()

    assert(stopwatch.lap() >= least)
    assert(begunAt - startedAt >= least)
    assert.deepEqual(seen, [record, call, place, 'disposed'])
  })
})

describe('SlowedOpener', () => {
  it('works for as long as it is told before the record is opened, within the time of the record', () => {
    const content = { partitionKey: 'key', payload: Buffer.from('payload') }
    const opener: Opener = { cachedKeys: 7, open: () => content, dispose: () => undefined }
    const slowed = new SlowedOpener(opener, slowdown)
    const stored = {
      ordinal: 0,
      arrivedAt: nanoseconds(0),
      epoch: 1,
      isSealed: true,
      contentBytes: 7,
      bytes: Buffer.alloc(0),
    }
    stopwatch.start()

    const opened = slowed.open({ ...stored, batchTable: undefined }, 0, 'key', stopwatch)

    assert(stopwatch.lap() >= least)
    assert.equal(opened, content)
    assert.equal(slowed.cachedKeys, 7)
  })
})
