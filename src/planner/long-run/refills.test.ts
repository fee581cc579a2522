import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream, type Random } from '../../random.ts'
import { average, latencyOf } from '../latency.ts'
import { rotationOf, type Rotation, type RotationModel } from './refills.ts'

const latencyS = 0.01
const answer = latencyOf({ distribution: 'constant', value: latencyS * 1e9 })

/** Of a TTL of 60 s; some with lives far shorter than that. */
const moved = fc
  .record({
    rate: fc.constantFrom(1 / 600, 0.05, 1, 100),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    ahead: fc.constantFrom(0, 0.01, 0.5, 0.98),
    beta: fc.constantFrom(0, 0, 1),
  })
  .map(({ ahead, ...drawn }) => ({ ...drawn, ttl: 60, grace: 60 * ahead, answer }))
  .filter(({ jitter, grace, beta }) => jitter > 0 || grace > 0 || beta > 0)

const callsPerSecond = (model: RotationModel): number => {
  const { refills, cycleS } = rotationOf(model)
  return (1 + refills) / cycleS
}

describe('rotationOf', () => {
  it('calls no more often for longer rotations than the last life of one may add', () => {
    fc.assert(
      fc.property(
        moved,
        fc.double({ min: 5, max: 5000, noNaN: true }),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (model, lives, times) => {
          const rotation = lives * model.ttl
          const { refills, cycleS } = rotationOf({ ...model, rotation })

          const longer = callsPerSecond({ ...model, rotation: times * rotation })

          assert(
            longer * cycleS <= 1 + refills + 0.75 + 0.002 * refills,
            `${longer * cycleS} of ${1 + refills}`,
          )
        },
      ),
      { numRuns: 60, seed: 8 },
    )
  })

  it('comes to one refill for each mean life where rotations are long', () => {
    fc.assert(
      fc.property(
        moved.filter(({ beta, grace, jitter }) => beta === 0 && (grace === 0 || jitter === 0)),
        fc.constantFrom(1440, 2880, 10_080, 1e6),
        (model, lives) => {
          const lifeS = model.ttl * (1 - model.jitter / 2) - model.grace
          const stepS = lifeS + 1 / model.rate + latencyS
          const rotation = (lives * model.ttl) / (1 - model.jitter / 2)

          const { refills, cycleS } = rotationOf({ ...model, rotation })

          // The rotation is shortened as an entry is.
          assert(Math.abs(cycleS - lives * model.ttl) <= 1 / model.rate + model.ttl)
          assert(Math.abs(refills - cycleS / stepS) <= 1 + 1e-3 * refills, `${refills} of ${cycleS / stepS}`)
        },
      ),
      { numRuns: 60, seed: 8 },
    )
  })

  for (const rotations of [3, 30, 170, 172, 1440])
    it(`has the refills of caches that are drawn, where a rotation is ${rotations} TTLs`, () => {
      for (const model of drawnModels) {
        const rotation = rotations * model.ttl
        const drawn = drawRotations({ ...model, rotation }, Math.ceil(60_000 / rotations))

        const { refills, cycleS } = rotationOf({ ...model, rotation })

        const where = JSON.stringify({ ...model, rotation, answer: undefined })
        assert(
          Math.abs(refills - drawn.refills) <= 0.02 + 0.006 * refills,
          `${refills} of ${drawn.refills} ${where}`,
        )
        assert(Math.abs(cycleS - drawn.cycleS) <= 0.01 * cycleS, `${cycleS} s of ${drawn.cycleS} s ${where}`)
      }
    })
})

const drawnModels = [
  { rate: 0.2, ttl: 60, grace: 10, jitter: 0.2, beta: 0, answer },
  { rate: 1, ttl: 60, grace: 0, jitter: 0.5, beta: 0, answer },
  { rate: 50, ttl: 60, grace: 0, jitter: 1, beta: 0, answer },
  { rate: 5, ttl: 60, grace: 54, jitter: 0, beta: 0, answer },
]

/** Event by event, without XFetch: means of so many rotations, whose own shares are spread evenly. */
function drawRotations(model: RotationModel, count: number): Rotation {
  const random = randomStream(8, `rotations of ${model.rotation}`)
  const drawn = Array.from({ length: count }, (_, index) =>
    drawRotation(model, (index + 0.5) / count, random),
  )
  return {
    refills: average(drawn.map(({ refills }) => refills)),
    cycleS: average(drawn.map(({ cycleS }) => cycleS)),
  }
}

function drawRotation(model: RotationModel, first: number, random: Random): Rotation {
  const { rate, ttl, grace, jitter } = model
  const end = model.rotation * (1 - jitter * first)
  let expiry = ttl * (1 - jitter * first)
  let answeredS = 0
  for (let refills = 0; ; refills += 1) {
    const sure = Math.max(answeredS, Math.min(expiry, end) - grace)
    const askedS = sure + random.exponential() / rate
    if (expiry >= end || askedS >= end) return { refills, cycleS: askedS + latencyS }
    answeredS = askedS + latencyS
    expiry = answeredS + ttl * (1 - jitter * random.uniform())
  }
}
