import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { startOf } from './run-entry.ts'

describe('startOf', () => {
  it('gives a time from 2000 to 2099, and none of any other', () => {
    assert.equal(startOf('2000-01-01T00:00:00.000Z'), Date.UTC(2000))
    assert.equal(startOf('2099-12-31T23:59:59.999Z'), Date.UTC(2100) - 1)
    for (const text of [
      '1999-12-31T23:59:59.999Z',
      '2100-01-01T00:00:00.000Z',
      '+275760-09-13',
      'nonsense',
      '',
    ])
      assert.equal(startOf(text), null)
  })
})
