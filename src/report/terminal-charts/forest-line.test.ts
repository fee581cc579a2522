import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { forestLine, type Forest } from './forest-line.ts'

const claim: Forest = {
  estimate: 100,
  ci95: [80, 120],
  bound: { op: '<=', value: 200 },
  mark: '●',
}

describe('forestLine', () => {
  it('shows estimate, interval, bound and the side that was claimed', () => {
    assert.equal(forestLine(claim, 31), '╌╌╌╌╌╌╌╌━━●━━╌╌╌╌╌╌╌┃          ')
    assert.equal(
      forestLine({ ...claim, bound: { op: '>=', value: 200 } }, 31),
      '        ━━●━━       ┃╌╌╌╌╌╌╌╌╌╌',
    )
    assert.equal(
      forestLine({ ...claim, ci95: null, bound: { op: '==', value: 200 } }, 31),
      '          ●         ┃          ',
    )
  })

  it('shows the noise floor around the bound', () => {
    assert.equal(forestLine({ ...claim, noise: 30 }, 31), '╌╌╌╌╌╌╌╌━━●━━╌╌╌╌░░░┃░░░       ')
  })

  it('points beyond its ends', () => {
    assert.equal(forestLine({ ...claim, estimate: 301, ci95: null }, 31).at(-1), '●')
    assert.equal(forestLine({ ...claim, estimate: 320, ci95: null }, 31).at(-1), '►')
    assert.equal(forestLine({ ...claim, estimate: -20, ci95: null }, 31).at(0), '◄')
  })

  it('shows the bound alone where nothing is measured, and nothing where there is no axis', () => {
    assert.equal(forestLine({ ...claim, estimate: Number.NaN, ci95: null }, 7), '╌╌╌╌┃  ')
    assert.equal(forestLine({ ...claim, bound: { op: '<=', value: 0 } }, 7), '       ')
  })

  it('is exactly as wide as asked, and has every bound in one column', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    const bound = fc.double({ min: 1e-9, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(
        value,
        fc.tuple(value, value),
        bound,
        fc.integer({ min: 5, max: 120 }),
        (estimate, ci95, limit, columns) => {
          const line = forestLine({ ...claim, estimate, ci95, bound: { op: '<=', value: limit } }, columns)

          assert.equal(line.length, columns)
          const at = Math.round((columns - 1) / 1.5)
          assert.ok(['┃', '●', '►'].includes(line[at]!), line)
        },
      ),
    )
  })
})
