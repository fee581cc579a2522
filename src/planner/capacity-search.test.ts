import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { CapacitySearch, type CapacityRange, type Finding } from './capacity-search.ts'

const range = { from: 100, to: 1e6, tolerance: 0.05 }

describe('CapacitySearch', () => {
  it('doubles until the bound breaks, and closes in until the edges are as near as wanted', () => {
    const { tried, search } = run(range, (rate) => (rate <= 5000 ? 'met' : 'broken'))

    assert.deepEqual(tried.slice(0, 7), [100, 200, 400, 800, 1600, 3200, 6400])
    const { meetsUpTo, breaksFrom } = search
    assert(meetsUpTo! <= 5000 && breaksFrom! > 5000 && breaksFrom! / meetsUpTo! <= 1.05)
    assert(tried.length <= 12, `${tried.length} tries`)
  })

  it('ends at once where the first rate breaks the bound', () => {
    const { tried, search } = run(range, () => 'broken')

    assert.deepEqual(tried, [100])
    assert.deepEqual([search.meetsUpTo, search.breaksFrom], [undefined, 100])
  })

  it('ends at the highest rate where none breaks it', () => {
    const { tried, search } = run({ ...range, to: 1000 }, () => 'met')

    assert.deepEqual(tried, [100, 200, 400, 800, 1000])
    assert.deepEqual([search.meetsUpTo, search.breaksFrom], [1000, undefined])
  })

  it('looks for both edges of what nobody can tell', () => {
    const { search } = run(range, (rate) => (rate < 3000 ? 'met' : rate <= 6000 ? 'unclear' : 'broken'))

    assert(search.meetsUpTo! < 3000 && search.meetsUpTo! > 3000 / 1.06)
    assert(search.breaksFrom! > 6000 && search.breaksFrom! < 6000 * 1.06)
  })

  it('has nothing that is met where the first rate is unclear already', () => {
    const { search } = run(range, (rate) => (rate <= 150 ? 'unclear' : 'broken'))

    assert.equal(search.meetsUpTo, undefined)
    assert(search.breaksFrom! > 150 && search.breaksFrom! <= 158)
  })

  it('finds any edges within the tolerance, tries no rate twice and none outside of its range', () => {
    const property = fc.property(
      fc.double({ min: 0.02, max: 0.5, noNaN: true }),
      fc.double({ min: 50, max: 2e6, noNaN: true }),
      fc.double({ min: 1, max: 4, noNaN: true }),
      (tolerance, edge, width) => {
        const { tried, search } = run({ ...range, tolerance }, (rate) =>
          rate <= edge ? 'met' : rate < edge * width ? 'unclear' : 'broken',
        )
        assert.equal(new Set(tried).size, tried.length)
        assert(tried.every((rate) => rate >= range.from && rate <= range.to))
        const { meetsUpTo = 0, breaksFrom = Infinity } = search
        assert(meetsUpTo <= edge && breaksFrom >= edge)
        if (edge >= range.from && edge < range.to)
          assert(meetsUpTo * (1 + tolerance) * 1.001 >= Math.min(edge, range.to))
      },
    )
    fc.assert(property, { seed: 11 })
  })
})

function run(given: CapacityRange, findingAt: (rate: number) => Finding) {
  const search = new CapacitySearch(given)
  const tried: number[] = []
  for (let rate = search.next(); rate !== undefined; rate = search.next()) {
    tried.push(rate)
    assert(tried.length < 100, 'the search ends')
    search.learn(rate, findingAt(rate))
  }
  return { tried, search }
}
