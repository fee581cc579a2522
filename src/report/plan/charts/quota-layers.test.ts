import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { quotaLayers } from './quota-layers.ts'

describe('quotaLayers', () => {
  it('draws no rule and no label where no quota holds at any time', () => {
    const [rules, ...labels] = quotaLayers([], 10)

    assert.deepEqual(rules!.data.values, [])
    assert.deepEqual(labels, [])
  })
})
