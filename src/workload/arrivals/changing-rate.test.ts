import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../../random.ts'
import { nanoseconds, perSecond, seconds } from '../../units/units.ts'
import type { LoadOf, LoadSpec } from '../workload-spec.ts'
import type { ArrivalProcess } from './arrival-process.ts'
import { createArrivals } from './create-arrivals.ts'

const seed = 20170701

describe('arrivalsAtChangingRate', () => {
  describe('of a ramp', () => {
    it('spaces constant calls by equal shares of the load', () => {
      // After t seconds t^2 calls are expected.
      const times = timesOf({ ...ramp(0, 8, 4), spacing: 'constant' })

      assert.deepEqual(
        times,
        Array.from({ length: 16 }, (_, call) => Math.round(Math.sqrt(call) * 1e9)),
      )
    })

    it('falls as it rises, the other way round', () => {
      // After t seconds 8 t - t^2 calls are expected, so that call n arrives after 4 - sqrt(16 - n).
      const times = timesOf({ ...ramp(8, 0, 4), spacing: 'constant' })

      assert.equal(times.length, 16)
      for (const [call, time] of times.entries())
        assert(Math.abs(time - (4 - Math.sqrt(16 - call)) * 1e9) <= 1, `call ${call} at ${time}`)
    })

    it('is the constant process where both ends are equal, and the poisson one', () => {
      const steady = { rate: perSecond(70), duration: seconds(10) }

      assert.deepEqual(
        timesOf({ ...ramp(70, 70, 10), spacing: 'constant' }),
        timesOf({ arrivals: 'constant', ...steady }),
      )
      const random = timesOf({ ...ramp(70, 70, 10), spacing: 'poisson' })
      const poisson = timesOf({ arrivals: 'poisson', ...steady })
      assert.equal(random.length, poisson.length)
      // The same draws, rounded on another way.
      for (const [call, time] of random.entries()) assert(Math.abs(time - poisson[call]!) <= 1)
    })

    it('is Poisson: counts of any part have the expected mean and the same variance', () => {
      const load = { ...ramp(20, 80, 3), spacing: 'poisson' } as const
      // 20 t + 10 t^2 calls by t seconds: 30, 50 and 70 in the three.
      const counts = Array.from({ length: 2000 }, (_, trial) => {
        const times = timesOf(load, trial)
        return [0, 1, 2].map((second) => times.filter((time) => Math.floor(time / 1e9) === second).length)
      })

      for (const [second, expected] of [30, 50, 70].entries()) {
        const own = counts.map((count) => count[second]!)
        const mean = own.reduce((sum, count) => sum + count, 0) / own.length
        const variance = own.reduce((sum, count) => sum + (count - mean) ** 2, 0) / own.length
        assert(Math.abs(mean - expected) < 4 * Math.sqrt(expected / own.length), `${mean} for ${expected}`)
        assert(Math.abs(variance / expected - 1) < 0.15, `${variance} for ${expected}`)
      }
    })
  })

  describe('of steps', () => {
    const three = [step(10, 1), step(0, 2), step(2, 1)]

    it('has each rate for its time, and nothing where it is 0', () => {
      const times = timesOf({ arrivals: 'steps', steps: three, spacing: 'constant' })

      assert.deepEqual(times, [...Array.from({ length: 10 }, (_, call) => call * 1e8), 3e9, 3.5e9])
    })

    it('ends at the duration, one ns after which it would have had another call', () => {
      const load = { arrivals: 'steps', steps: three, spacing: 'constant' } as const

      assert.equal(timesOf({ ...load, duration: nanoseconds(3e9) }).length, 10)
      assert.equal(timesOf({ ...load, duration: nanoseconds(3e9 + 1) }).length, 11)
      assert.equal(create({ ...load, spacing: 'poisson', duration: nanoseconds(0.5e9) }).expectedCalls, 5)
      assert.equal(create({ ...load, duration: nanoseconds(9e9) }).span, 4e9)
    })

    it('is Poisson in each', () => {
      const load = { arrivals: 'steps', steps: [step(1000, 50), step(200, 50)], spacing: 'poisson' } as const

      const times = timesOf(load)

      const early = times.filter((time) => time < 50e9).length
      assert(Math.abs(early - 50_000) < 4 * Math.sqrt(50_000), `${early}`)
      assert(Math.abs(times.length - early - 10_000) < 4 * Math.sqrt(10_000), `${times.length - early}`)
      const gaps = times.slice(1, early).map((time, index) => time - times[index]!)
      for (const share of [0.1, 0.5, 0.9, 0.99]) {
        const found = gaps.filter((gap) => gap <= -Math.log(1 - share) * 1e6).length / gaps.length
        assert(Math.abs(found - share) < 0.01, `${found} of the gaps are up to quantile ${share}`)
      }
    })
  })

  it('gives whole, non-decreasing times before the end, and as many constant calls as it says', () => {
    const property = fc.property(
      changingLoads,
      fc.nat(),
      fc.integer({ min: 1, max: 50 }),
      (load, any, batch) => {
        const arrivals = create(load, any, batch)
        const { expectedCalls, span } = arrivals
        let [last, calls] = [0, 0]
        for (let time = arrivals.peek(); time !== undefined; time = arrivals.peek()) {
          assert(Number.isInteger(time) && time >= last && time < span, `${time} after ${last}`)
          last = time
          calls += 1
          arrivals.take()
        }
        if (load.spacing === 'constant') assert.equal(calls, expectedCalls)
      },
    )
    fc.assert(property, { seed })
  })
})

const rates = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1000, noNaN: true })).map(perSecond)
const durations = fc.integer({ min: 1, max: 5e9 }).map(nanoseconds)
const spacing = fc.constantFrom('poisson' as const, 'constant' as const)
const changingLoads: fc.Arbitrary<LoadOf<'ramp'> | LoadOf<'steps'>> = fc.oneof(
  fc.record({
    arrivals: fc.constant('ramp' as const),
    from: rates,
    to: rates,
    duration: durations,
    spacing,
  }),
  fc.record({
    arrivals: fc.constant('steps' as const),
    steps: fc.array(fc.record({ rate: rates, duration: durations }), { minLength: 1, maxLength: 6 }),
    duration: fc.option(durations, { nil: undefined }),
    spacing,
  }),
)

function ramp(from: number, to: number, lasts: number) {
  return { arrivals: 'ramp', from: perSecond(from), to: perSecond(to), duration: seconds(lasts) } as const
}

function step(rate: number, lasts: number) {
  return { rate: perSecond(rate), duration: seconds(lasts) }
}

function create(load: LoadSpec, any = seed, batch = 1): ArrivalProcess {
  return createArrivals(load, { batch, random: randomStream(any, 'test') })
}

function timesOf(load: LoadSpec, any = seed): number[] {
  const arrivals = create(load, any)
  const times: number[] = []
  for (let time = arrivals.peek(); time !== undefined; time = arrivals.peek()) {
    times.push(time)
    arrivals.take()
  }
  return times
}
