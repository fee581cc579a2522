import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { writingsOf } from './square-writing.ts'
import { widthOf } from './value-labels.ts'

const whole = ['10.6 ms', '9.94 ms']
const brief = ['10.6\nms', '9.94\nms']
const wide = widthOf(whole)

describe('writingsOf', () => {
  it('writes whole texts as large as they fit, in all panels alike', () => {
    const panels = [{ whole, brief }, { whole: ['8'] }]

    const large = { of: 'whole', fontSize: 12, lines: 1 }
    assert.deepEqual(writingsOf(panels, wide + 6), [large, large])
    const small = { of: 'whole', fontSize: 10, lines: 1 }
    assert.deepEqual(writingsOf(panels, wide + 5), [small, small])
  })

  it('shortens the texts of those panels alone whose whole ones do not fit', () => {
    assert.deepEqual(writingsOf([{ whole, brief }, { whole: ['8'] }], 30), [
      { of: 'brief', fontSize: 12, lines: 2 },
      { of: 'whole', fontSize: 12, lines: 1 },
    ])
  })

  it('writes nothing where not even what is short fits, or where there is nothing short', () => {
    assert.deepEqual(writingsOf([{ whole, brief }], 20), [undefined])
    assert.deepEqual(writingsOf([{ whole }], 30), [undefined])
  })

  it('has brief texts from 10 px on, each line with room at its sides', () => {
    const least = 3 + Math.ceil((widthOf(['10.6']) * 10) / 12)

    assert.equal(writingsOf([{ whole, brief }], least)[0]?.fontSize, 10)
    assert.equal(writingsOf([{ whole, brief }], least - 1)[0], undefined)
  })
})
