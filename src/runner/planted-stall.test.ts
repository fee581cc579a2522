import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { DrivenClock } from '../clock/clock.ts'
import { milliseconds, nanoseconds, type Nanoseconds } from '../units/units.ts'
import { watchPuts } from './cell.fixture.ts'
import { PlantedStall } from './planted-stall.ts'

const fleet = 'fleet: { frontEnds: 1, consumers: 0 }'
const load = 'load: { arrivals: constant, rate: 1000 /s, duration: 300 ms }'
const stall = 'planted: { stall: { at: 100 ms, length: 50 ms } }'
const [at, end, gap] = [100e6, 150e6, 1e6]
/** Nothing is asked of KMS, so that arms do not look at a clock. */
const noKms = 'envelope: { suite: plain }'

describe('PlantedStall', () => {
  it('lets a server begin before the stall and at its end, and at no time between', () => {
    const property = fc.property(
      fc.nat(1e9),
      fc.integer({ min: 1, max: 1e9 }),
      fc.nat(3e9),
      (begin, length, time) => {
        const planted = new PlantedStall({ at: nanoseconds(begin), length: nanoseconds(length) })
        const begins = planted.begins(time)
        const isWithin = time >= begin && time < begin + length
        assert.equal(begins, isWithin ? begin + length : time)
      },
    )
    fc.assert(property, { seed: 11 })
  })

  it('is in the response time of every record that arrives meanwhile, in full and to the nanosecond, and in no service time', async () => {
    const { times } = await watchPuts(`${fleet}\n${load}\n${stall}\n${noKms}\n`)

    assert.equal(times.length, 300)
    let freeAt = 0
    for (const [record, { sealedService, sealedResponse }] of times.entries()) {
      const free = Math.max(record * gap, freeAt)
      const begins = free >= at && free < end ? end : free
      const waited = sealedResponse - sealedService
      assert.equal(waited, begins - record * gap, `record ${record}`)
      if (record >= 100 && record < 150) assert(waited >= end - record * gap)
      freeAt = begins + sealedService
    }
  })

  it('blames no plain arm', async () => {
    const { times } = await watchPuts(`${fleet}\n${load}\n${stall}\n${noKms}\n`)
    const { times: without } = await watchPuts(`${fleet}\n${load}\n${noKms}\n`)

    // With its queue worked out, a plain record owes its whole response to plain service times.
    for (const run of [times, without]) {
      let freeAt = 0
      for (const [record, { plainService, plainResponse }] of run.entries()) {
        freeAt = Math.max(record * gap, freeAt) + plainService
        assert.equal(plainResponse, freeAt - record * gap)
      }
    }
  })

  it('really stops the thread of the real clock', async () => {
    const { times } = await watchPuts(`clock: real\n${fleet}\n${load}\n${stall}\n${noKms}\n`)

    for (let record = 100; record < 150; record += 1) {
      const { sealedResponse } = times[record]!
      assert(sealedResponse >= end - record * gap, `record ${record} responds in ${sealedResponse} ns`)
    }
  })

  it('is unknown to plain arms and the lag of the generator, whose thread stops too', async () => {
    const { times, driver } = await watchPuts(
      `clock: real\n${fleet}\n${load}\n${stall}\n${noKms}\n`,
      () => new SteppingClock(),
    )

    assert.equal(times.length, 300)
    for (const { plainResponse, againResponse } of times) assert(Math.max(plainResponse, againResponse) < gap)
    assert(driver.lag.quantile(1) < gap)
  })

  it('excuses until something is on time again, and no more than its length', async () => {
    const planted = new PlantedStall({ at: milliseconds(10), length: milliseconds(5) })
    assert.deepEqual([planted.isDueAt, planted.excuse(0, 3e6)], [10e6, 0])

    await planted.stand(new SteppingClock())

    assert.equal(planted.isDueAt, Infinity)
    assert.equal(planted.excuse(11e6, 15e6), 4e6)
    assert.equal(planted.excuse(11e6, 17e6), 5e6)
    assert.equal(planted.excuse(20e6, 20e6), 0)
    assert.equal(planted.excuse(20e6, 21e6), 0)
  })
})

/** A real clock that moves 1 us each time that it is looked at. */
class SteppingClock implements DrivenClock {
  readonly kind = 'real'
  #now = 0

  now(): Nanoseconds {
    this.#now += 1000
    return nanoseconds(this.#now)
  }

  mustWait(time: Nanoseconds): boolean {
    return this.#now < time
  }

  async waitUntil(time: Nanoseconds): Promise<void> {
    this.#now = Math.max(this.#now, time)
  }

  async sleep(duration: Nanoseconds): Promise<void> {
    this.#now += duration
  }

  nextWake(): undefined {}
  reach(): void {}
  hold(): void {}
  release(): void {}
  async settled(): Promise<void> {}
}
