import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { drive, watchPuts } from './cell.fixture.ts'
import { InFlightLimit } from './in-flight-limit.ts'

const fleet = 'fleet: { frontEnds: 1, consumers: 1 }'
const load = 'load: { arrivals: constant, rate: 1000 /s, duration: 300 ms, maxInFlight: 10 }'

describe('InFlightLimit', () => {
  it('admits the last call that there is room for and none beyond, until one is complete', () => {
    const limit = new InFlightLimit(3)
    limit.completes(10)

    assert(limit.admits(5, 1))
    assert(!limit.admits(5, 2))
    assert(!limit.admits(9, 2))
    assert(limit.admits(10, 2), 'a call that is complete at this moment is out of the way')
  })

  it('never has more calls in flight than it may, in whatever order they are complete', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.tuple(fc.nat(10), fc.nat(60)), { maxLength: 60 }),
      (max, calls) => {
        const limit = new InFlightLimit(max)
        const ends: number[] = []
        let now = 0
        for (const [gap, takes] of calls) {
          now += gap
          const inFlight = ends.filter((end) => end > now).length
          const isAdmitted = limit.admits(now, 0)
          assert.equal(isAdmitted, inFlight < max)
          if (!isAdmitted) continue
          limit.completes(now + takes)
          ends.push(now + takes)
        }
      },
    )
    fc.assert(property, { seed: 11 })
  })

  it('drops and counts what finds a stalled server with so many calls waiting, and delays nothing', async () => {
    const stall = 'planted: { stall: { at: 100 ms, length: 50 ms } }\nenvelope: { suite: plain }'

    const { times, driver } = await watchPuts(`${fleet}\n${load}\n${stall}\n`)

    // Ten of the fifty that arrive meanwhile find room, and the one that arrives as it ends finds them still there.
    assert(driver.drops >= 40)
    assert.equal(times.length + driver.drops, 300)
    assert.equal(driver.records, times.length)
    const waits = times.map(({ sealedResponse, sealedService }) => sealedResponse - sealedService)
    assert.equal(waits.filter((wait) => wait >= 41e6).length, 10)
  })

  it('counts calls that wait for KMS', async () => {
    const { driver, world, put, get } = await drive(`${fleet}\n${load}\nkms: { latency: 100 ms }\n`)

    // Ten find room before KMS answers, after 100 ms; what they then take together is really measured.
    assert(driver.drops >= 90)
    const rest = 300 - driver.drops
    assert.deepEqual([driver.records, put.records, get.records], [rest, rest, rest])
    assert.equal(world.kms.snapshot().calls.GenerateDataKey, 1)
  })
})
