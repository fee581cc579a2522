/**
 * Contestants on the way of a whole cell: the same records, every one of them
 * stored and read, timed one by one, with the KMS calls that each must make.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MessageChannel } from 'node:worker_threads'

import { checkStrategy, type StrategyCheck } from '../conformance/check-strategy.ts'
import { contestants } from '../contestants/registry.ts'
import { cellOf, drive } from './cell.fixture.ts'
import runCell, { type CellMessage } from './cell-task.ts'

const records = 60
const small = (suite: string, more = '') => `
fleet: { frontEnds: 2, consumers: 1 }
load: { arrivals: constant, rate: 20 /s, duration: ${records / 20} s }
records: { size: 500 B }
kms: { latency: { distribution: constant, value: 10 ms } }
envelope: { suite: ${suite} }
${more}`

describe('a contestant', () => {
  for (const { name } of contestants) {
    it(`puts and gets the records of a cell: ${name}`, async (t) => {
      const check = await checkStrategy(name)
      if (check.verdict === 'absent') return t.skip(check.reason)

      const { world, driver, put, get } = await drive(small(name))

      assert.deepEqual([driver.put.failures, driver.get.failures], [{}, {}])
      assert.deepEqual([driver.records, put.records, get.records], [records, records, records])
      assert.equal(driver.get.unread, 0)
      assert.equal(driver.stored.fault, undefined)
      assert.ok(name === 'plain' || world.sealed.stream.storedBytes > driver.bytes)
    })
  }

  it('offers the same records as the envelope gets', async () => {
    const [envelope, contestant] = await Promise.all(
      ['aes-256-gcm+hkdf-sha512', 'node-crypto/aes-256-gcm'].map((suite) => drive(small(suite))),
    )

    assert.equal(contestant!.world.workload.hash(), envelope!.world.workload.hash())
  })

  it('waits for KMS on the clock of the scenario, for each record where KMS seals it', async () => {
    const { world, driver, log } = await drive(small('kms/encrypt'))

    assert.deepEqual(world.kms.snapshot().calls, { GenerateDataKey: 0, Decrypt: records, Encrypt: records })
    assert.equal(driver.put.recordsDelayed, records)
    assert.equal(driver.put.waitedNs, records * 10e6)
    const [times] = log.get('put.sealed.serviceTime')!
    // To the resolution of a histogram.
    assert.ok(times!.values[0]! >= 9.9e6)
  })

  it('asks KMS as the front end and the consumer that it works for', async (t) => {
    if ((await checkStrategy('aws-encryption-sdk/kms')).verdict === 'absent') return t.skip('absent')

    const { world } = await drive(small('aws-encryption-sdk/kms'))

    const { bySource, byPrincipal } = world.kms.snapshot()
    assert.deepEqual(bySource, {
      'front-end-0': { GenerateDataKey: 1, Decrypt: 0 },
      'front-end-1': { GenerateDataKey: 1, Decrypt: 0 },
      'consumer-0': { GenerateDataKey: 0, Decrypt: 2 },
    })
    assert.deepEqual(byPrincipal, { 'principal-0': { GenerateDataKey: 2, Decrypt: 2 } })
  })

  it('keeps to the use limits of the scenario where it caches', async (t) => {
    if ((await checkStrategy('aws-encryption-sdk/kms')).verdict === 'absent') return t.skip('absent')

    const { world } = await drive(small('aws-encryption-sdk/kms', 'keyCache: { maxRecords: 10 }'))

    const { GenerateDataKey, Decrypt } = world.kms.snapshot().calls
    const byFrontEnd = Object.values(world.kms.snapshot().bySource).map((calls) => calls.GenerateDataKey)
    assert.ok(GenerateDataKey >= records / 10)
    assert.equal(Decrypt, GenerateDataKey)
    assert.ok(byFrontEnd.every((calls) => calls <= Math.ceil(records / 10)))
  })

  for (const suite of ['aes-256-gcm+hkdf-sha512', 'aws-encryption-sdk/kms', 'kms/encrypt']) {
    it(`loses no record that KMS kept a consumer from reading for a while: ${suite}`, async (t) => {
      if ((await checkStrategy(suite)).verdict === 'absent') return t.skip('absent')
      const failures = '{ fault: key-disabled, operations: [Decrypt], from: 0 s, to: 1500 ms }'
      const text = small(suite, 'get: { pollInterval: 200 ms }')

      const { driver, get } = await drive(text.replace('10 ms }', `10 ms }, failures: [${failures}]`))

      assert.deepEqual(Object.keys(driver.get.failures), ['KMSDisabledException'])
      assert.equal(get.records, records)
    })
  }

  it('loses the records that KMS takes no more, and no other', async () => {
    const { driver, put } = await drive(
      small('kms/encrypt').replace('500 B', '{ distribution: uniform, min: 3 KiB, max: 5 KiB }'),
    )

    const lost = driver.put.failures['InternalFailureException'] ?? 0
    assert.ok(lost > 0 && lost < records)
    assert.equal(put.records, records - lost)
    assert.equal(driver.get.unread, 0)
  })
})

describe('a cell', () => {
  it('is not timed where its suite does not conform', async () => {
    const { result, messages } = await run('plain', { verdict: 'failed', reason: 'does not conform' })

    assert.deepEqual(result.validity, { verdict: 'failed', reasons: ['does not conform'] })
    assert.deepEqual([result.records, result.put.sealed.serviceTime.count, messages], [0, 0, []])
  })

  it('says that its contestant is absent, and measures nothing', async () => {
    const { result } = await run('plain', { verdict: 'absent', reason: 'not installed' })

    assert.deepEqual(result.validity, { verdict: 'absent', reasons: ['not installed'] })
    assert.equal(result.records, 0)
  })

  it('is timed where it conforms, and says what is unfair about its contestant', async () => {
    const [contestant, envelope] = [
      await run('plain', { verdict: 'conforms' }),
      await run('aes-256-gcm+hkdf-sha512', { verdict: 'conforms' }),
    ]

    assert.equal(contestant.result.validity.verdict, 'valid')
    assert.equal(contestant.result.records, records)
    assert.match(contestant.result.fairness!, /protects nothing/)
    assert.equal(envelope.result.fairness, undefined)
  })
})

async function run(suite: string, check: StrategyCheck) {
  const { port1, port2 } = new MessageChannel()
  const messages: CellMessage[] = []
  port1.on('message', (message: CellMessage) => messages.push(message))
  const task = { ...cellOf(small(suite)), histograms: 'h.hlog', isAudited: false, port: port2 }
  const result = await runCell(task, async () => check)
  port1.close()
  return { result, messages }
}
