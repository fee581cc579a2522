import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { besideMark } from './mark-tip.ts'

const room = { left: 100, right: 900, bottom: 700 }
const size = { width: 300, height: 60 }

describe('besideMark', () => {
  it('stands to the right of a mark where its picture has room, level with it', () => {
    assert.deepEqual(besideMark(mark(570), size, room), { left: 600, top: 190 })
  })

  it('stands to the left of it where that is not so', () => {
    assert.deepEqual(besideMark(mark(571), size, room), { left: 261, top: 190 })
  })

  it('stands below it, within the picture, where neither side has room, and above it at the end of the screen', () => {
    const narrow = { ...room, right: 480 }

    assert.deepEqual(besideMark(mark(350), size, narrow), { left: 180, top: 240 })
    assert.deepEqual(besideMark(mark(350), size, { ...narrow, bottom: 300 }), { left: 180, top: 240 })
    assert.deepEqual(besideMark(mark(350), size, { ...narrow, bottom: 299 }), { left: 180, top: 140 })
  })
})

/** Twenty pixels wide. */
function mark(left: number) {
  return { left, right: left + 20, top: 210, bottom: 230 }
}
