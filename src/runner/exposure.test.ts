import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkStrategy } from '../conformance/check-strategy.ts'
import type { Exposure } from '../run-store/exposure-format.ts'
import { drive } from './cell.fixture.ts'
import { exposureOf } from './exposure.ts'

const second = 1e9
/** 1,200 records in two minutes. */
const cell = (settings: string) => `
load: { arrivals: constant, rate: 10 /s, duration: 2 min }
records: { size: 100 B }
fleet: { frontEnds: 1, consumers: 1 }
kms: { latency: { distribution: constant, value: 10 ms } }
${settings}`

async function measure(settings: string): Promise<Exposure | undefined> {
  const { world, driver } = await drive(cell(settings))
  return exposureOf(world.scenario, driver.stored, world.holdings, world.clock.now())
}

/** Of the envelope, which tells everything. */
async function measureEnvelope(settings: string) {
  const exposure = await measure(settings)
  const { keyMaterial = null, held = null, timeline = null } = exposure ?? {}
  assert.ok(exposure && keyMaterial && held && timeline)
  return { ...exposure, keyMaterial, held, timeline }
}

describe('exposure', () => {
  it('is one record for a record key, and all of its records for key material', async () => {
    const exposure = await measureEnvelope(
      'keyCache: { ttl: 1 min, rotation: 1 min }\nreaderCache: { ttl: 2 min }',
    )

    const { recordKey, keyMaterial } = exposure
    assert.equal(recordKey.recordsMax, 1)
    assert.equal(keyMaterial.keys, 2)
    assert.ok(keyMaterial.recordsMax >= 600 && keyMaterial.recordsMax <= 601)
    // `key-000123` and the payload.
    assert.equal(recordKey.bytesMax, 110)
    assert.equal(keyMaterial.bytesMax, keyMaterial.recordsMax * 110)
    assert.ok(keyMaterial.spanNsMax > 59 * second && keyMaterial.spanNsMax <= 61 * second)
    assert.deepEqual(exposure.revocationDelayNs, { put: 60 * second, get: 120 * second })
  })

  it('is that of key material for the record key of a suite that derives none', async () => {
    const exposure = await measureEnvelope(
      'envelope: { suite: aes-256-gcm+random-nonce }\nkeyCache: { maxRecords: 50 }',
    )

    assert.deepEqual(exposure.recordKey, { recordsMax: 50, bytesMax: 50 * 110 })
    assert.equal(exposure.keyMaterial.recordsMax, 50)
  })

  for (const [limits, most] of [
    ['{ maxRecords: 7 }', 7],
    ['{ maxBytes: 1099 B }', 9],
    ['{ maxBytes: 1100 B }', 10],
    ['{ rotation: 1 s, ttl: 1 s }', 11],
  ] as const) {
    it(`is bounded by what retires key material: ${limits}`, async () => {
      const exposure = await measureEnvelope(`keyCache: ${limits}`)

      assert.equal(exposure.keyMaterial.recordsMax, most)
    })
  }

  it('is the whole stream for a branch key, whatever its data keys seal', async () => {
    const exposure = await measureEnvelope(
      'keyCache: { maxRecords: 1, branchKey: { ttl: 30 s } }\nreaderCache: { ttl: 20 s }',
    )

    assert.deepEqual([exposure.keyMaterial.recordsMax, exposure.keyMaterial.keys], [1, 1200])
    assert.deepEqual([exposure.branchKey!.recordsMax, exposure.branchKey!.keys], [1200, 1])
    assert.deepEqual(exposure.revocationDelayNs, { put: 330 * second, get: 50 * second })
    // The front end and the consumer each hold it, and never beyond its TTL.
    assert.equal(exposure.held.branchKeys!.max, 2)
    assert.ok(exposure.held.branchKeys!.longestNs <= 30 * second)
  })

  it('counts the keys that lie in memory over time', async () => {
    const exposure = await measureEnvelope(
      'keyCache: { ttl: 30 s, rotation: 30 s }\nreaderCache: { ttl: 1 min }',
    )

    const { held, timeline, branchKey } = exposure
    assert.equal(branchKey, null)
    assert.equal(held.sealing.max, 1)
    assert.ok(held.sealing.mean > 0.98 && held.sealing.mean <= 1)
    assert.equal(held.sealing.longestNs, 30 * second)
    // Each EDK lives on for a minute after it was read first: two of them at a time.
    assert.equal(held.reading.longestNs, 60 * second)
    assert.ok(held.reading.max >= 2 && held.reading.max <= 3)
    assert.equal(timeline.sealing.length, 60)
    assert.ok(timeline.sealing.slice(1, -1).every((mean) => mean > 0.9 && mean <= 1))
  })

  it('holds nothing beyond one record without a cache', async () => {
    const exposure = await measureEnvelope('keyCache: { ttl: 0 s }\nreaderCache: { ttl: 0 s }')

    assert.deepEqual([exposure.held.sealing.taken, exposure.held.reading.taken], [0, 0])
    assert.deepEqual(exposure.revocationDelayNs, { put: 0, get: 0 })
  })

  it('is every record for a contestant with one key, and no KMS key can end it', async () => {
    const exposure = await measure('envelope: { suite: node-crypto/aes-256-gcm }')

    assert.deepEqual([exposure!.keyMaterial!.keys, exposure!.keyMaterial!.recordsMax], [1, 1200])
    assert.equal(exposure!.recordKey.recordsMax, 1200)
    assert.deepEqual(exposure!.revocationDelayNs, { put: null, get: null })
    assert.deepEqual([exposure!.held, exposure!.timeline], [null, null])
  })

  it('is one record for the record key of a contestant that derives one', async (t) => {
    const suite = 'sodium-native/xchacha20-poly1305+blake2b'
    if ((await checkStrategy(suite)).verdict === 'absent') return t.skip('absent')

    const exposure = await measure(`envelope: { suite: ${suite} }`)

    assert.deepEqual([exposure!.recordKey.recordsMax, exposure!.keyMaterial!.recordsMax], [1, 1200])
  })

  it('is nothing where no key leaves KMS, which ends it at once', async () => {
    const exposure = await measure('envelope: { suite: kms/encrypt }')

    assert.equal(exposure!.keyMaterial!.recordsMax, 0)
    assert.deepEqual(exposure!.revocationDelayNs, { put: 0, get: 0 })
  })

  it('is untold where a contestant has a cache of its own, but for its settings', async (t) => {
    const suite = 'aws-encryption-sdk/kms'
    if ((await checkStrategy(suite)).verdict === 'absent') return t.skip('absent')

    const exposure = await measure(
      `envelope: { suite: ${suite} }\nkeyCache: { ttl: 1 min }\nreaderCache: { ttl: 2 min }`,
    )

    assert.equal(exposure!.keyMaterial, null)
    assert.deepEqual(exposure!.revocationDelayNs, { put: 60 * second, get: 120 * second })
  })

  it('is none where nothing is sealed', async () => {
    assert.equal(await measure('envelope: { suite: plain }'), undefined)
  })

  for (const [settings, delay] of [
    ['keyCache: { ttl: 20 s, rotation: 1 h }', 20],
    ['keyCache: { ttl: 1 h, rotation: 20 s }', 20],
    ['keyCache: { ttl: 20 s, rotation: 20 s, refreshAhead: 5 s }', 20],
    ['keyCache: { ttl: 5 s, rotation: 5 s, branchKey: { ttl: 15 s } }', 20],
    ['keyCache: { ttl: 0 s }', 0],
  ] as const) {
    it(`tells no shorter revocation than there is: puts go on for ${delay} s at most with ${settings}`, async () => {
      const from = 50
      const failures = `{ fault: key-disabled, from: ${from} s }`
      const text = cell(settings).replace('10 ms }', `10 ms }, failures: [${failures}]`)

      const { world, driver } = await drive(text)

      const refused = driver.put.failures['KMSDisabledException'] ?? 0
      const wentOnFor = 120 - refused / 10 - from
      const { put } = exposureOf(
        world.scenario,
        driver.stored,
        world.holdings,
        world.clock.now(),
      )!.revocationDelayNs
      assert.equal(put, delay * second)
      assert.ok(refused > 0 && wentOnFor <= delay + 0.2, `puts went on for ${wentOnFor} s`)
      assert.ok(wentOnFor >= delay / 4 - 0.2, `puts went on for ${wentOnFor} s`)
    })
  }
})
