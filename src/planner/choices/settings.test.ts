import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { minutes, seconds } from '../../units/units.ts'
import { documentedKinesis } from './plan.fixture.ts'
import { describeChanges, effortOf, paramsOf, settingsOf, withSettings, type Settings } from './settings.ts'

const planned = settingsOf(documentedKinesis())
const changed = (change: Partial<Settings>): Settings => ({ ...planned, ...change })

describe('withSettings', () => {
  it('changes what settingsOf reads, and nothing else', () => {
    const settings: Settings = {
      ttlNs: minutes(1),
      rotationNs: minutes(2),
      readerTtlNs: minutes(3),
      jitter: 0.1,
      refreshAheadNs: seconds(4),
      sharedBy: 2,
      maxRecords: 500,
      branchKeyTtlNs: minutes(6),
      readerCapacity: 70,
    }
    const model = documentedKinesis()

    const other = withSettings(model, settings)

    assert.deepEqual(settingsOf(other), settings)
    assert.deepEqual(withSettings(other, planned).fleet, withSettings(model, planned).fleet)
    assert.deepEqual(other.load, model.load)
  })
})

describe('paramsOf', () => {
  it('gives times always, and the rest where it is not as usual', () => {
    assert.deepEqual(paramsOf(planned, planned), {
      'keyCache.ttl': '5 min',
      'keyCache.rotation': '5 min',
      'readerCache.ttl': '5 min',
    })
    assert.deepEqual(paramsOf(changed({ jitter: 0.2, branchKeyTtlNs: minutes(60) }), planned), {
      'keyCache.ttl': '5 min',
      'keyCache.rotation': '5 min',
      'readerCache.ttl': '5 min',
      'keyCache.jitter': 0.2,
      'keyCache.branchKey.ttl': '1 h',
    })
  })

  it('gives what the plan has and this has not', () => {
    assert.equal(paramsOf(planned, changed({ jitter: 0.5 }))['keyCache.jitter'], 0)
  })
})

describe('describeChanges', () => {
  it('names what differs, and nothing of what does not', () => {
    assert.equal(describeChanges(planned, planned), '')
    assert.equal(
      describeChanges(changed({ ttlNs: minutes(15), maxRecords: 1000 }), planned),
      'keyCache.ttl 15 min, keyCache.maxRecords 1000',
    )
  })
})

describe('effortOf', () => {
  it('is none for what is planned, and grows with what is changed and by how much', () => {
    const efforts = [
      {},
      { ttlNs: minutes(6) },
      { ttlNs: minutes(10) },
      { ttlNs: minutes(10), readerTtlNs: minutes(60) },
      { ttlNs: 0 },
      { jitter: 0.1, refreshAheadNs: seconds(1) },
      { ttlNs: minutes(6), sharedBy: 2 },
      { ttlNs: minutes(6), branchKeyTtlNs: minutes(5) },
    ].map((change) => effortOf(changed(change), planned))

    assert.equal(efforts[0], 0)
    assert.deepEqual(
      efforts,
      efforts.toSorted((one, other) => one - other),
    )
    assert.equal(new Set(efforts).size, efforts.length)
  })
})
