import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as check, integer, property, string, uniqueArray } from 'fast-check'

import { wholeList } from '../service.fixture.ts'
import { pageOf } from './page.ts'

describe('pageOf', () => {
  it('gives each item once and in order, whatever the limit', async () => {
    check(
      property(uniqueArray(string()), integer({ min: 1, max: 5 }), (names, limit) => {
        const items = names.filter((name) => name !== '').toSorted()

        assert.deepEqual(pagesOf(items, limit).flat(), items)
      }),
    )
  })

  it('gives each item that stays once, whatever comes and goes between two pages', () => {
    const name = integer({ min: 10, max: 99 }).map(String)
    check(
      property(
        uniqueArray(name),
        integer({ min: 1, max: 4 }),
        array(uniqueArray(name)),
        (staying, limit, others) => {
          const given: string[] = []
          let marker: string | undefined
          for (let turn = 0; ; turn += 1) {
            const present = [...new Set([...staying, ...(others[turn] ?? [])])].toSorted()
            const page = pageOf(present, { Limit: limit, Marker: marker }, 50, (item) => item)
            given.push(...page.items)
            marker = page.NextMarker
            if (marker === undefined) break
          }

          assert.equal(new Set(given).size, given.length)
          assert.deepEqual(given.toSorted(), given)
          assert.deepEqual(
            staying.filter((item) => !given.includes(item)),
            [],
          )
        },
      ),
    )
  })

  for (const [count, limit, sizes] of [
    [0, 2, [0]],
    [1, 2, [1]],
    [2, 2, [2]],
    [3, 2, [2, 1]],
    [4, 2, [2, 2]],
    [51, undefined, [50, 1]],
    [50, undefined, [50]],
  ] as const)
    it(`cuts ${count} items into pages of ${sizes.join(' and ')} at ${limit ?? 'no'} limit`, () => {
      const items = Array.from({ length: count }, (_, index) => String(index + 100))

      const pages = pagesOf(items, limit)

      assert.deepEqual(
        pages.map(({ length }) => length),
        sizes,
      )
    })

  for (const marker of ['', 'v1.', 'v2.YQ', 'a', 'v1.ä', 'v1.YQ=='])
    it(`refuses ${JSON.stringify(marker)} as a marker`, () => {
      assert.throws(() => pageOf(['a'], { Marker: marker }, 50, (item) => item), {
        errorName: 'InvalidMarkerException',
      })
    })

  it('is collected by the fixture from page to page', async () => {
    const items = ['a', 'b', 'c']

    const whole = await wholeList(
      async (Marker) => pageOf(items, { Limit: 2, Marker }, 50, (item) => item),
      (page) => page.items,
    )

    assert.deepEqual(whole, items)
  })
})

function pagesOf(items: readonly string[], limit: number | undefined): (readonly string[])[] {
  const pages: (readonly string[])[] = []
  let marker: string | undefined
  do {
    const page = pageOf(items, { Limit: limit, Marker: marker }, 50, (item) => item)
    assert.equal(page.Truncated, page.NextMarker !== undefined)
    pages.push(page.items)
    marker = page.NextMarker
  } while (marker !== undefined)
  return pages
}
