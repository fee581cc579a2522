import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { textColumns, textWidth } from './text-width.ts'

describe('textWidth', () => {
  it('is that of Helvetica', () => {
    assert.equal(textWidth('Hello', 1000), 722 + 556 + 222 + 222 + 556)
  })

  it('grows with size, weight and length, and is 0 for nothing', () => {
    assert.equal(textWidth('', 12), 0)
    assert.ok(textWidth('claim', 12, 'bold') > textWidth('claim', 12))
    assert.ok(textWidth('claims', 12) > textWidth('claim', 12))
  })

  it('never underrates characters that it does not know', () => {
    assert.equal(textWidth('密鑰', 10), 20)
  })
})

describe('textColumns', () => {
  it('counts wide characters twice', () => {
    assert.equal(textColumns('ab✔'), 3)
    assert.equal(textColumns('密鑰'), 4)
  })
})
