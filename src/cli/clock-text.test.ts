import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { clockText } from './clock-text.ts'

describe('clockText', () => {
  it('gives minutes and seconds, and hours from the first one on', () => {
    assert.deepEqual([0, 7e9, 59.4e9, 60e9, 3599e9, 3600e9, 3723e9].map(clockText), [
      '0:00',
      '0:07',
      '0:59',
      '1:00',
      '59:59',
      '1:00:00',
      '1:02:03',
    ])
  })
})
