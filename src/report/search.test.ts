import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { searchFor } from './search.ts'

describe('searchFor', () => {
  it('finds texts that hold every part, whatever its case, spaces and order', () => {
    const isFound = searchFor('P99,  ttl 5\u00a0MIN ')

    assert.ok(isFound('c01 (keyCache.ttl 5 min) put sealed p99'))
    assert.ok(!isFound('c01 (keyCache.ttl 5 min) put sealed p50'))
    assert.ok(!isFound('c01 (keyCache.ttl 1 min) put sealed p99'))
  })

  it('finds everything where nothing is asked for', () => {
    for (const query of ['', ' ', ',']) assert.ok(searchFor(query)('any'))
  })
})
