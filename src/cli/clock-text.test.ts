import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { clockText, spanText } from './clock-text.ts'

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

describe('spanText', () => {
  it('gives seconds, from the first minute on minutes with them, and hours with minutes', () => {
    assert.deepEqual([0, 0.2e9, 45e9, 59e9, 59.1e9, 200e9, 3599e9, 3600e9, 3601e9, 6104e9].map(spanText), [
      '0 s',
      '1 s',
      '45 s',
      '59 s',
      '1 min',
      '3 min 20 s',
      '59 min 59 s',
      '1 h',
      '1 h 1 min',
      '1 h 42 min',
    ])
  })
})
