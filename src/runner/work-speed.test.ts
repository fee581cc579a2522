import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { timeOfWork, weightOf } from './work-speed.ts'

const plain = { load: 1000, calls: 0 }
const calling = { load: 1000, calls: 1000 }

describe('timeOfWork', () => {
  it('knows nothing before something is done', () => {
    assert.equal(timeOfWork([]), undefined)
    assert.equal(timeOfWork([{ work: plain, share: 0, ns: 10 }]), undefined)
  })

  it('takes a call for a number of records until cells tell them apart', () => {
    const timeOf = timeOfWork([{ work: calling, share: 0.5, ns: 100 }])!

    assert.ok(Math.abs(timeOf(calling) - 200) < 1e-9)
    assert.ok(Math.abs(timeOf(plain) - (200 * weightOf(plain)) / weightOf(calling)) < 1e-9)
  })

  it('learns the time of a record and of a call where cells differ in them', () => {
    const times = fc.integer({ min: 1, max: 100 })
    fc.assert(
      fc.property(times, times, (record, call) => {
        const done = [
          { work: plain, share: 1, ns: 1000 * record },
          { work: calling, share: 1, ns: 1000 * (record + call) },
        ]

        const told = timeOfWork(done)!(calling) / (1000 * (record + call))

        assert.ok(Math.abs(told - 1) < 0.1, `${told}`)
      }),
    )
  })

  it('tells no time below 0, however little what was done fits', () => {
    const works = fc.record({
      work: fc.record({ load: fc.integer({ min: 1, max: 1e6 }), calls: fc.nat({ max: 1e6 }) }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      ns: fc.double({ min: 0, max: 1e12, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(works, { minLength: 1, maxLength: 20 }), (done) => {
        const timeOf = timeOfWork(done)
        for (const { work } of done) assert.ok((timeOf?.(work) ?? 0) >= 0)
      }),
    )
  })
})
