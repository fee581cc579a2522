import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../random.ts'
import { blockLength, drawReplicates } from './replicates.ts'

describe('blockLength', () => {
  it('grows as the cube root', () => {
    assert.deepEqual([1, 8, 27, 40, 64].map(blockLength), [1, 2, 3, 3, 4])
  })
})

describe('drawReplicates', () => {
  it('takes as many segments as there are each time, neighbours together', () => {
    const replicates = drawReplicates(40, 50, randomStream(1, 'replicates'))

    assert.equal(replicates.length, 50)
    for (const weights of replicates) {
      assert.equal(
        weights.reduce((sum, times) => sum + times, 0),
        40,
      )
      const alone = weights.filter(
        (times, at) => times > 0 && weights[(at + 1) % 40] === 0 && weights[(at + 39) % 40] === 0,
      )
      assert.ok(alone.length <= 1, 'of the last block, which is cut to fit')
    }
  })
})
