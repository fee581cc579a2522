import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { keyCacheSchema, readerCacheSchema } from '../src/scenario/cache-schema.ts'
import { policyCatalogue } from '../src/planner/policy-catalogue.ts'

describe('policyCatalogue', () => {
  it('has every setting of both caches, and no other', () => {
    const settings = [
      ...Object.keys(keyCacheSchema.shape).map((key) => `keyCache.${key}`),
      ...Object.keys(readerCacheSchema.shape).map((key) => `readerCache.${key}`),
    ]

    assert.deepEqual(policyCatalogue.map(({ setting }) => setting).toSorted(), settings.toSorted())
  })
})
