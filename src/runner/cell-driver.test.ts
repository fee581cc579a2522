import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { delayedShare } from '../planner/published-formulas.ts'
import { totalCount } from '../statistics/buckets.ts'
import { drive, type DrivenCell } from './cell.fixture.ts'

const oneFrontEnd = `
fleet: { frontEnds: 1, consumers: 0, principals: 1 }
load: { arrivals: constant, rate: 10 /s, duration: 1 h }
kms: { latency: 0 ms }
`
const fourAndTwo = `
fleet: { frontEnds: 4, consumers: 2, principals: 1 }
load: { arrivals: poisson, rate: 8 /s, duration: 1 h }
records: { size: 64 B }
kms: { latency: 5 ms }
`

describe('CellDriver', () => {
  it('makes exactly one GenerateDataKey in five minutes where TTL and rotation are five minutes', async () => {
    const { world, driver } = await drive(oneFrontEnd)

    assert.deepEqual(world.kms.snapshot().calls, { GenerateDataKey: 12, Decrypt: 0 })
    assert.equal(driver.records, 36_000)
  })

  it('decrypts at each expiry in between where the TTL is shorter than the rotation', async () => {
    const { world } = await drive(`${oneFrontEnd}keyCache: { ttl: 1 min, rotation: 5 min }\n`)

    assert.deepEqual(world.kms.snapshot().calls, { GenerateDataKey: 12, Decrypt: 48 })
  })

  it('asks KMS for every record where the TTL is 0', async () => {
    const { world } = await drive(
      `${oneFrontEnd.replace('1 h', '10 min')}keyCache: { ttl: 0 s, rotation: 5 min }\n`,
    )

    const { GenerateDataKey, Decrypt } = world.kms.snapshot().calls
    assert.equal(GenerateDataKey + Decrypt, 6000)
  })

  it('lets every consumer decrypt the EDKs of every front end once', async () => {
    const { world, driver, get } = await drive(`${fourAndTwo}readerCache: { ttl: 10 min, capacity: 1000 }\n`)

    assert.deepEqual(world.kms.snapshot().calls, { GenerateDataKey: 48, Decrypt: 96 })
    assert.equal(get.records, 2 * driver.records)
    assert.equal(driver.get.unread, 0)
  })

  it('counts the same calls and offers the same records in every run of a seed', async () => {
    const text = `${fourAndTwo.replace('1 h', '10 min')}keyCache: { ttl: 7 s, rotation: 20 s }\n`
    const first = await drive(text)

    const second = await drive(text)

    assert.deepEqual(second.world.kms.snapshot(), first.world.kms.snapshot())
    assert.equal(second.world.workload.hash(), first.world.workload.hash())
    assert.equal(second.driver.put.recordsDelayed, first.driver.put.recordsDelayed)
  })

  it('repeats failures, retries and their pauses with the seed, and has others under another', async () => {
    const troubled = `
fleet: { frontEnds: 4, consumers: 2, principals: 3 }
load: { arrivals: poisson, rate: 40 /s, duration: 15 s }
records: { size: 64 B }
keyCache: { ttl: 1 s, rotation: 3 s }
kms:
  latency: { distribution: lognormal, median: 10 ms, p99: 40 ms }
  quota: 20 /s
  client: { requestTimeout: 30 ms }
  failures: [{ fault: brown-out, from: 3 s, to: 10 s, share: 0.4, delay: 5 ms }]
`
    const first = factsOf(await drive(troubled))

    const second = factsOf(await drive(troubled))
    const other = factsOf(await drive(troubled, 12))

    assert.deepEqual(second, first)
    assert.notDeepEqual(other, first)
    const { KMSInternalException: failed, ThrottlingException: throttled } = first.kms.attemptsByOutcome
    assert.ok(failed! > 0 && throttled! > 0 && first.kms.attemptsByOutcome.RequestTimedOut! > 0)
  })

  it('makes the share of records wait for KMS that theory predicts, and with independent fills eleven times the calls', async () => {
    const load =
      'load: { arrivals: poisson, rate: 200 /s, duration: 5 min }\nrecords: { size: 64 B }\nkms: { latency: 50 ms }\n'
    const cache = 'ttl: 10 s, rotation: 10 s'

    const shared = await drive(`${load}keyCache: { ${cache}, policy: single-flight }\n`)
    const apart = await drive(`${load}keyCache: { ${cache}, policy: independent }\n`)

    const share = shared.driver.put.recordsDelayed / shared.driver.records
    const expected = delayedShare(200, 10, 0.05)
    assert.ok(
      Math.abs(share / expected - 1) < 0.1,
      `${share} of the records waited, expected are ${expected}`,
    )
    const ratio =
      apart.world.kms.snapshot().calls.GenerateDataKey / shared.world.kms.snapshot().calls.GenerateDataKey
    assert.ok(ratio > 9.5 && ratio < 12.5, `${ratio} times as many calls`)
  })

  it('takes every record through all arms, put and get, in every form of key reference and batch', async () => {
    for (const keyReference of ['inline', 'edk-id', 'batch-index']) {
      const { driver, put, get, log } = await drive(
        `fleet: { frontEnds: 2, consumers: 1, principals: 2 }
load: { arrivals: poisson, rate: 100 /s, duration: 20 s }
put: { batch: 5 }
keyCache: { ttl: 3 s, rotation: 9 s }
stream: { shards: 3 }
envelope: { suite: aes-256-gcm+hkdf-sha512, keyReference: ${keyReference} }
kms: { latency: 20 ms }
`,
      )

      assert.equal(put.records, driver.records, keyReference)
      assert.equal(get.records, driver.records, keyReference)
      assert.deepEqual({ ...driver.put.failures, ...driver.get.failures }, {})
      const calls = (log.get('put.sealed.callTime') ?? []).reduce(
        (sum, segment) => sum + totalCount(segment),
        0,
      )
      assert.equal(calls, driver.records / 5)
    }
  })

  it('stores nothing and loses nothing that it stored while KMS is down', async () => {
    const { world, driver, put, get } = await drive(`
fleet: { frontEnds: 2, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 50 /s, duration: 2 min }
records: { size: 64 B }
keyCache: { ttl: 10 s, rotation: 10 s }
kms:
  latency: 5 ms
  failures: [{ fault: internal-error, from: 30 s, to: 60 s }]
`)

    const failed = driver.put.failures['InternalFailureException'] ?? 0
    assert.ok(failed > 800, `${failed} puts failed`)
    assert.equal(put.records + failed, driver.records)
    assert.equal(get.records, put.records)
    assert.equal(driver.get.unread, 0)
    assert.equal(world.sealed.stream.logs[0]!.next, put.records)
  })

  it('counts the time of a get from the first poll after the arrival, so that a consumer that lags is seen to', async () => {
    const { log } = await drive(`
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 2 /s, duration: 20 s }
records: { size: 64 B }
get: { pollInterval: 1 s, maxRecords: 1 }
`)

    const longest = (name: 'get.plain.responseTime' | 'get.plain.serviceTime') =>
      Math.max(...log.get(name)!.map(({ values }) => values.at(-1)!))
    assert.ok(Math.abs(longest('get.plain.responseTime') - 20e9) < 1e9)
    assert.ok(longest('get.plain.serviceTime') < 1e9)
  })

  it('counts a record as delayed that asked KMS, also where KMS took no time', async () => {
    const { driver } = await drive(`
load: { arrivals: constant, rate: 10 /s, duration: 10 s }
records: { size: 64 B }
keyCache: { ttl: 0 s }
kms: { latency: 0 ms }
`)

    assert.equal(driver.put.recordsDelayed, 100)
    assert.equal(driver.put.waitedNs, 0)
  })

  it('takes the largest records that there are', async () => {
    const { driver, put, get } = await drive(`
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 1 /s, duration: 5 s }
records: { size: 10 MiB }
`)

    assert.deepEqual({ ...driver.put.failures, ...driver.get.failures }, {})
    assert.equal(put.records, 5)
    assert.equal(get.records, 5)
  })

  it('waits for a closed loop to complete before it offers more', async () => {
    const { driver } = await drive(`
load: { arrivals: closed, clients: 3, thinkTime: 10 ms, duration: 10 s }
records: { size: 64 B }
keyCache: { ttl: 0 s }
kms: { latency: 40 ms }
`)

    // Each client takes 10 ms and 40 ms for a record.
    assert.ok(Math.abs(driver.records - 3 * 200) <= 3, `${driver.records} records`)
  })

  for (const consumers of [0, 1]) {
    it(`lets a single client of a closed loop wait for KMS, with ${consumers} consumers`, async () => {
      const { driver } = await drive(`
fleet: { frontEnds: 1, consumers: ${consumers}, principals: 1 }
load: { arrivals: closed, clients: 1, thinkTime: 1 ms, duration: 20 s }
records: { size: 64 B }
keyCache: { ttl: 0 s }
kms: { latency: 9 ms }
`)

      // 1 ms and 9 ms for a record; nobody else is asleep while the client asks.
      assert.ok(Math.abs(driver.records - 2000) <= 2, `${driver.records} records`)
    })
  }

  it('waits for a fill that is in flight when the load ends, and no longer', async () => {
    const { driver, world, get } = await drive(`
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 1 /s, duration: 10 s }
records: { size: 64 B }
keyCache: { ttl: 0 s }
readerCache: { ttl: 5 min }
kms: { latency: 300 ms }
`)

    assert.equal(driver.records, 10)
    assert.equal(get.records, 10)
    assert.ok(world.clock.now() < 13e9, `it ended at ${world.clock.now() / 1e9} s`)
  })

  it('paces itself, waits and measures on the real clock by the same code', async () => {
    const { world, driver, put, get } = await drive(`
clock: real
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 200 /s, duration: 300 ms }
records: { size: 64 B }
get: { pollInterval: 50 ms }
keyCache: { ttl: 150 ms, rotation: 150 ms }
kms: { latency: 2 ms }
`)

    assert.equal(driver.records, 60)
    assert.equal(put.records, 60)
    assert.equal(get.records, 60)
    assert.ok(world.clock.now() >= 295e6)
    assert.ok(world.kms.snapshot().calls.GenerateDataKey >= 2)
    assert.ok(driver.put.waitedNs >= 2e6)
  })
})

/** What a run of a seed repeats. */
function factsOf({ world, driver }: DrivenCell) {
  return { kms: world.kms.snapshot(), waitedNs: driver.put.waitedNs, failures: driver.put.failures }
}
