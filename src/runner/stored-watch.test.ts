import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { MessageChannel } from 'node:worker_threads'

import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { SaltPool } from '../envelope/salt-pool.ts'
import { sealInto } from '../envelope/seal.ts'
import { unpooledCopy } from '../envelope/secret-bytes.ts'
import { suites } from '../envelope/suites/registry.ts'
import { Stream } from '../record-path/stream.ts'
import { nanoseconds } from '../units/units.ts'
import { cellOf } from './cell.fixture.ts'
import runCell from './cell-task.ts'
import { StoredWatch } from './stored-watch.ts'

function setUp() {
  const stream = new Stream({ name: 'orders', clock: new VirtualClock(), shards: 2 })
  const watch = new StoredWatch(stream, suites[0].name)
  const put = (key: SealingKey, salt?: Buffer, shard = 0) => {
    const { buffer, offset } = stream.logs[shard]!.reserve(1000)
    const length = sealInto(
      buffer,
      offset,
      key,
      stream.contexts[shard]!,
      'key',
      randomBytes(20),
      { kind: 'inline' },
      salt,
    )
    const entry = { arrivedAt: nanoseconds(0), ordinal: 0, epoch: 0, isSealed: true, contentBytes: 23 }
    stream.logs[shard]!.commit(length, { ...entry, batchTable: undefined })
  }
  return { watch, put }
}

function newKey(): SealingKey {
  return SealingKey.prepare(suites[0], unpooledCopy(randomBytes(32)), randomBytes(184))
}

describe('StoredWatch', () => {
  it('finds nothing where every salt is fresh', () => {
    const { watch, put } = setUp()
    const key = newKey()

    for (let count = 0; count < 100; count += 1) put(key)
    watch.look()

    assert.equal(watch.fault, undefined)
    assert.deepEqual([watch.keyMaterial.snapshot().recordsMax, watch.largestRecord], [100, 23])
  })

  it('finds a salt that comes again in another shard, at another time, under another key', () => {
    const { watch, put } = setUp()
    const salt = randomBytes(16)
    put(newKey(), salt)
    watch.look()
    assert.equal(watch.fault, undefined)

    put(newKey(), salt, 1)
    watch.look()

    assert.match(watch.fault!, /uniqueness: 1 of 2 records of the run have the salt or nonce of another/)
  })

  it('looks at each record once', () => {
    const { watch, put } = setUp()
    put(newKey())

    watch.look()
    watch.look()

    assert.equal(watch.fault, undefined)
    assert.equal(watch.keyMaterial.snapshot().recordsMax, 1)
  })
})

describe('a cell whose salts come again', () => {
  it('fails after its run, with the reason and without any times', async (t) => {
    const { port1, port2 } = new MessageChannel()
    let drawn = 0
    // A generator that was copied: every salt twice.
    t.mock.method(SaltPool.prototype, 'fill', (salt: Buffer) => {
      drawn += 1
      salt.fill(0)
      salt.writeUInt32BE(drawn >> 1)
    })
    const text = 'load: { arrivals: constant, rate: 100 /s, duration: 1 s }\nrecords: { size: 64 B }\n'
    const task = { ...cellOf(text), histograms: 'h.hlog', isAudited: false, port: port2 }

    const { validity, records, put } = await runCell(task, async () => ({ verdict: 'conforms' }))
    port1.close()

    assert.equal(validity.verdict, 'failed')
    assert.match(validity.reasons[0]!, /its times are dropped; uniqueness: 50 of 100 records/)
    assert.deepEqual([records, put.sealed.serviceTime.count], [0, 0])
  })
})
