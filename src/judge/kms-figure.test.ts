import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CallsByOperation } from '../run-store/run-format.ts'
import { cellOf } from './cell.fixture.ts'
import { kmsFigure } from './kms-figure.ts'

const calls = { GenerateDataKey: 10, Decrypt: 200, Encrypt: 100 }

describe('kmsFigure', () => {
  it('counts the calls of each operation, and all of them', () => {
    assert.equal(countOf('kms.calls.GenerateDataKey'), 10)
    assert.equal(countOf('kms.calls.Decrypt'), 200)
    assert.equal(countOf('kms.calls.Encrypt'), 100)
    assert.equal(countOf('kms.calls'), 310)
  })

  it('counts no Encrypt where nobody asked for it', () => {
    const cell = cellOf({ calls: { GenerateDataKey: 10, Decrypt: 200 } })

    assert.deepEqual(kmsFigure('kms.calls.Encrypt', cell, 'virtual'), { estimate: 0, ci95: [0, 0] })
    assert.deepEqual(kmsFigure('kms.calls.Encrypt', cell, 'real'), { estimate: 0, ci95: [0, 0] })
  })

  it('adds up the sigmas of all operations on the real clock', () => {
    assertHalfWidth('kms.calls.Encrypt', 3)
    assertHalfWidth('kms.calls.Decrypt', 6)
    assertHalfWidth('kms.calls', 1 + 6 + 3)
  })

  it('adds up those of the two operations of an envelope, which knows no Encrypt', () => {
    assertHalfWidth('kms.calls', 1 + 6, {
      calls: { GenerateDataKey: 10, Decrypt: 200 },
      sigma: { GenerateDataKey: 1, Decrypt: 6 },
    })
  })

  it('takes a count for a Poisson one where there is no theory', () => {
    assertHalfWidth('kms.calls.Encrypt', Math.sqrt(100), { sigma: null })
    assertHalfWidth('kms.calls', Math.sqrt(310), { sigma: null })
  })
})

function countOf(name: string): number {
  return kmsFigure(name, cellOf({ calls }), 'virtual').estimate
}

const sigma: CallsByOperation = { GenerateDataKey: 1, Decrypt: 6, Encrypt: 3 }

/** 1.96 sigma to either side of the count. */
function assertHalfWidth(
  name: string,
  expected: number,
  shape: { readonly calls?: CallsByOperation; readonly sigma?: CallsByOperation | null } = {},
): void {
  const oracle = { verdict: 'agrees', method: 'analytic', reason: '', sigma, ...shape } as const
  const cell = cellOf({ calls: shape.calls ?? calls, oracle })
  const { estimate, ci95 } = kmsFigure(name, cell, 'real')
  assert.ok(ci95 !== null)
  assert.ok(Math.abs(ci95[1] - estimate - 1.96 * expected) < 1e-9, `${name}: ${ci95.join(' to ')}`)
  assert.ok(Math.abs(estimate - ci95[0] - 1.96 * expected) < 1e-9, `${name}: ${ci95.join(' to ')}`)
}
