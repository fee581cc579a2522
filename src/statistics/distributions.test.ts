import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { meanOf, samplerOf, type Distribution } from './distributions.ts'

const seed = 20170701
const draws = 200_000

describe('samplerOf', () => {
  it('gives the constant, always', () => {
    assert.deepEqual(draw({ distribution: 'constant', value: 7 }, 3), [7, 7, 7])
  })

  it('draws every whole number of a uniform range equally often, both ends included', () => {
    const values = draw({ distribution: 'uniform', min: 3, max: 12 }, draws)

    const counts = countsOf(values)
    assert.deepEqual([...counts.keys()].toSorted(ascending), [3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    assert.ok(chiSquare([...counts.values()], draws / 10) < 27.9, 'chi-square at 9 degrees, p = 0.001')
  })

  it('has the median and the p99 that a lognormal asks for', () => {
    const values = draw({ distribution: 'lognormal', median: 1024, p99: 24_576 }, draws).toSorted(ascending)

    assertNear(values[draws * 0.5]!, 1024, 0.03)
    assertNear(values[draws * 0.99]!, 24_576, 0.05)
  })

  it('turns lognormal values above max into max', () => {
    const values = draw({ distribution: 'lognormal', median: 1000, p99: 5000, max: 2000 }, 10_000)

    assert.equal(Math.max(...values), 2000)
    assert.ok(values.filter((value) => value === 2000).length > 1000)
  })

  it('draws the values of an empirical distribution equally often', () => {
    const counts = countsOf(draw({ distribution: 'empirical', values: [10, 20, 20, 70] }, draws))

    assertNear(counts.get(10)!, draws / 4, 0.02)
    assertNear(counts.get(20)!, draws / 2, 0.02)
    assertNear(counts.get(70)!, draws / 4, 0.02)
  })

  it('draws whole numbers within the bounds of any distribution', () => {
    fc.assert(
      fc.property(distributions, fc.integer({ min: 0, max: 2 ** 32 }), (distribution, anySeed) => {
        const sample = samplerOf(distribution, randomStream(anySeed, 'test'))
        for (let count = 0; count < 50; count += 1) {
          const value = sample()
          assert.ok(Number.isInteger(value) && value >= 0)
          assert.ok(value <= largest(distribution))
        }
      }),
      { seed },
    )
  })

  it('repeats itself under the same seed and not under another', () => {
    const distribution = { distribution: 'lognormal', median: 1000, p99: 9000 } as const

    assert.deepEqual(draw(distribution, 50), draw(distribution, 50))
    assert.notDeepEqual(draw(distribution, 50), draw(distribution, 50, seed + 1))
  })

  const nonsense: Readonly<Record<string, Distribution>> = {
    'a uniform range with its ends swapped': { distribution: 'uniform', min: 2, max: 1 },
    'a lognormal around 0': { distribution: 'lognormal', median: 0, p99: 1 },
    'a lognormal with p99 below the median': { distribution: 'lognormal', median: 2, p99: 1 },
    'an empirical distribution of nothing': { distribution: 'empirical', values: [] },
  }
  for (const [name, distribution] of Object.entries(nonsense)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => draw(distribution, 1), { code: 'ERR_ASSERTION' })
    })
  }
})

describe('meanOf', () => {
  it('is the mean of what is drawn, clipped or not', () => {
    const cases: readonly Distribution[] = [
      { distribution: 'constant', value: 5 },
      { distribution: 'uniform', min: 100, max: 201 },
      { distribution: 'empirical', values: [1, 2, 6] },
      { distribution: 'lognormal', median: 1000, p99: 3000 },
      { distribution: 'lognormal', median: 1024, p99: 24_576, max: 2 ** 20 },
      { distribution: 'lognormal', median: 1024, p99: 24_576, max: 4096 },
      { distribution: 'lognormal', median: 100_000, p99: 900_000, max: 30_000 },
      { distribution: 'lognormal', median: 1000, p99: 1000, max: 600 },
    ]
    for (const distribution of cases) {
      const mean = draw(distribution, draws).reduce((sum, value) => sum + value, 0) / draws

      assertNear(mean, meanOf(distribution), 0.02)
    }
  })

  it('agrees with the integral of the clipped quantile function, also far out in the tails', () => {
    for (const p99 of [1100, 5000, 1e5, 1e9, 1e15]) {
      for (const max of [1, 500, 1000, 1e4, 1e7, 1e12]) {
        const exact = meanOf({ distribution: 'lognormal', median: 1000, p99, max })

        assertNear(exact, integratedMean(1000, p99, max), 1e-6)
      }
    }
  })

  it('grows with max and approaches the mean without one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1000 }), (median, spread) => {
        const at = (max: number | undefined) =>
          meanOf({ distribution: 'lognormal', median, p99: median * spread, max })
        const means = [1, 10, 1e3, 1e6, 1e9, 1e15, 1e30].map(at)

        assert.deepEqual(means.toSorted(ascending), means)
        assertNear(means.at(-1)!, at(undefined), 1e-9)
      }),
      { seed },
    )
  })
})

const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  fc.record({ distribution: fc.constant('constant' as const), value: fc.nat() }),
  fc
    .tuple(fc.nat(), fc.nat())
    .map(([min, width]) => ({ distribution: 'uniform' as const, min, max: min + width })),
  fc
    .tuple(fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 1, max: 1000 }), fc.nat())
    .map(([median, spread, max]): Distribution => ({
      distribution: 'lognormal',
      median,
      p99: median * spread,
      max,
    })),
  fc.record({
    distribution: fc.constant('empirical' as const),
    values: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
  }),
)

function draw(distribution: Distribution, count: number, from = seed): number[] {
  const sample = samplerOf(distribution, randomStream(from, 'test'))
  return Array.from({ length: count }, sample)
}

/** By the midpoint rule over the normal density, cut at the kink. */
function integratedMean(median: number, p99: number, max: number): number {
  const sigma = Math.log(p99 / median) / 2.3263478740408408
  const z = Math.log(max / median) / sigma
  const kink = Math.min(20, Math.max(-20, z))
  return (
    integrate(-20, kink, (x) => median * Math.exp(sigma * x) * density(x)) +
    integrate(kink, 20, (x) => max * density(x))
  )
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

function integrate(from: number, to: number, value: (x: number) => number): number {
  const step = (to - from) / 40_000
  let sum = 0
  for (let index = 0; index < 40_000; index += 1) sum += value(from + (index + 0.5) * step) * step
  return sum
}

function largest(distribution: Distribution): number {
  switch (distribution.distribution) {
    case 'constant':
      return distribution.value
    case 'empirical':
      return Math.max(...distribution.values)
    default:
      return distribution.max ?? Infinity
  }
}

function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.abs(expected),
    `${actual} is not within ${tolerance} of ${expected} (seed ${seed})`,
  )
}

function ascending(left: number, right: number): number {
  return left - right
}
