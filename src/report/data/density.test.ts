import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { totalCount } from '../../statistics/buckets.ts'
import { bucketsOf } from '../../statistics/samples.fixture.ts'
import { densitiesOf, signedLog } from './density.ts'

const samples = fc.array(fc.integer({ min: -5_000_000, max: 50_000_000 }), { minLength: 1, maxLength: 300 })

describe('densitiesOf', () => {
  it('counts every sample of each part once, on ascending edges that all have in common', () => {
    fc.assert(
      fc.property(samples, samples, (one, other) => {
        const parts = [bucketsOf(one), bucketsOf(other)]

        const densities = densitiesOf(parts)

        const { edges } = densities[0]!
        assert.deepEqual(densities[1]!.edges, edges)
        assert.ok(edges.every((edge, index) => index === 0 || edge > edges[index - 1]! || edges.length === 2))
        densities.forEach(({ counts }, index) => {
          assert.equal(counts.length, edges.length - 1)
          assert.equal(
            counts.reduce((sum, count) => sum + count, 0),
            totalCount(parts[index]!),
          )
        })
      }),
    )
  })

  it('parts what is below 0 from what is not', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const [{ edges, counts }] = densitiesOf([bucketsOf(values)]) as [
          { edges: number[]; counts: number[] },
        ]

        const below = counts.filter((_, bin) => edges[bin]! < 0).reduce((sum, count) => sum + count, 0)

        assert.equal(below, values.filter((value) => value < 0).length)
      }),
    )
  })

  it('has few bins, and narrow ones where most of either part lies', () => {
    const near = Array.from({ length: 5000 }, (_, index) => ((index % 200) - 100) * 30)
    const far = Array.from({ length: 5000 }, (_, index) => 1_000_000 + (index % 100) * 40_000)

    const { edges } = densitiesOf([bucketsOf(near), bucketsOf(far)])[0]!

    const bins = edges.slice(1).map((edge, index) => [edges[index]!, edge] as const)
    assert.ok(bins.length <= 50)
    assert.ok(bins.filter(([low, high]) => low >= -3000 && high <= 3000).length >= 8)
    assert.ok(bins.filter(([low]) => low >= 1_000_000).length >= 8)
  })

  it('lets no bin be so narrow that a frequent value would stand far above all others', () => {
    const frequent = [
      ...Array.from({ length: 5000 }, () => 2000),
      ...Array.from({ length: 5000 }, (_, index) => index * 100),
    ]

    const { edges } = densitiesOf([bucketsOf(frequent)])[0]!

    const scale = signedLog(edges.at(-1)!) - signedLog(edges[0]!)
    // The last one ends where the values do.
    for (const [index, edge] of edges.slice(1, -1).entries())
      assert.ok(signedLog(edge) - signedLog(edges[index]!) >= scale / 240 - 1e-12)
  })

  it('takes samples that are all the same', () => {
    assert.deepEqual(densitiesOf([bucketsOf([7, 7, 7])]), [{ edges: [7, 7], counts: [3] }])
  })
})

describe('signedLog', () => {
  it('ascends through 0, alike to both sides', () => {
    assert.equal(signedLog(0), 0)
    assert.equal(signedLog(-5000), -signedLog(5000))
    assert.ok(signedLog(2_000_000) > signedLog(1_000_000))
  })
})
