import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Curve } from '../../planner/outlook-document.ts'
import { bendText, isRotationAlong, rotationAt, rotationText } from './curve-rotation.ts'

const alike = { ttlS: 300, rotationS: 300, readerTtlS: 600 }
const apart = { ttlS: 60, rotationS: 300, readerTtlS: 600 }
const ttl = { knob: 'ttl' } as const
const frontEnds = { knob: 'frontEnds' } as const

/** Calls per second at 5, 10, 15 and 30 min. */
function curveOf(...calls: readonly number[]): Curve {
  return {
    ...ttl,
    points: calls.map((callsPerSecond, at) => ({
      value: [300, 600, 900, 1800][at]!,
      isPlanned: at === 0,
      callsPerSecond,
      busiestSecond: 4000,
      busiestQuota: 100_000,
      encryptionUsd: 8 * callsPerSecond,
      waitP99S: 0,
    })),
  }
}

describe('isRotationAlong', () => {
  it('is so where TTL and rotation are planned alike, and of no other knob', () => {
    assert.ok(isRotationAlong(ttl, alike))
    assert.ok(!isRotationAlong(ttl, apart))
    assert.ok(!isRotationAlong(frontEnds, alike))
  })
})

describe('rotationText', () => {
  it('says what becomes of the rotation along the TTL', () => {
    assert.equal(rotationText(ttl, alike), ', with rotation as long as the TTL')
    assert.equal(rotationText(ttl, apart), ', with a rotation of 5 min')
    assert.equal(rotationText(frontEnds, alike), '')
  })
})

describe('rotationAt', () => {
  it('is the TTL where rotation goes along, else the one that is planned', () => {
    assert.equal(rotationAt(ttl, alike, 900), 900)
    assert.equal(rotationAt(ttl, apart, 900), 300)
    assert.equal(rotationAt(frontEnds, alike, 900), undefined)
  })
})

describe('bendText', () => {
  it('says why calls rise beyond the TTL of the readers', () => {
    assert.deepEqual(bendText(curveOf(16.67, 8.333, 10, 7.222), alike), [
      'Calls rise from 8.333 /s at 10 min to 10 /s at 15 min: the readers’ TTL stays at 10 min (--reader-ttl), and they unwrap an EDK that is in use for longer than that again, once for each time it lasts.',
    ])
  })

  it('says nothing of calls that fall, that rise by less than is seen, or before that TTL', () => {
    assert.deepEqual(bendText(curveOf(16.67, 8.333, 8.333_01, 7.222), alike), [])
    assert.deepEqual(bendText(curveOf(8, 9, 8, 7), alike), [])
    assert.deepEqual(bendText({ ...curveOf(1, 2, 3, 4), ...frontEnds }, alike), [])
  })

  it('says where a TTL beyond the rotation makes no difference', () => {
    assert.deepEqual(bendText(curveOf(16.67, 16.67, 16.67, 16.67), apart), [
      'A TTL longer than the rotation of 5 min makes no difference: key material ends with the rotation.',
    ])
    assert.deepEqual(bendText(curveOf(16.67, 16.67, 16.67, 12), apart), [])
  })
})
