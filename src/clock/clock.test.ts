/**
 * A sleep of work that holds its clock, which lets time pass and holds it again.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { nanoseconds, seconds } from '../units/units.ts'
import { sleepHolding } from './clock.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('sleepHolding', () => {
  it('lets time pass while it sleeps, and holds it again from the moment in which it wakes', async () => {
    const clock = new VirtualClock()
    const times: number[] = []
    const work = async (): Promise<void> => {
      clock.hold()
      for (let step = 0; step < 3; step += 1) {
        await sleepHolding(clock, nanoseconds(10))
        for (let turn = 0; turn < 20; turn += 1) await turnOfEventLoop()
        times.push(clock.now())
      }
      clock.release()
    }
    void work()

    await clock.waitUntil(nanoseconds(29))
    assert.deepEqual(times, [10, 20])

    await clock.waitUntil(nanoseconds(1000))
    assert.deepEqual(times, [10, 20, 30])
    assert.equal(clock.mustWait(clock.now()), false)
  })

  it('lets go of its own hold and of no other', async () => {
    const clock = new VirtualClock()
    clock.hold()
    clock.hold()
    const slept = sleepHolding(clock, nanoseconds(10))

    assert.equal(clock.mustWait(clock.now()), true)
    clock.release()
    assert.equal(clock.mustWait(clock.now()), false)

    const waited = clock.waitUntil(nanoseconds(10))
    await slept
    clock.release()
    await waited
    assert.equal(clock.mustWait(clock.now()), false)
  })

  it('holds again where its signal ends the sleep early', async () => {
    const clock = new VirtualClock()
    const abort = new AbortController()
    clock.hold()
    const slept = sleepHolding(clock, seconds(300), abort.signal)
    assert.equal(clock.mustWait(clock.now()), false)

    abort.abort()
    await slept

    assert.equal(clock.now(), 0)
    assert.equal(clock.nextWake(), undefined)
    assert.equal(clock.mustWait(clock.now()), true)
    clock.release()
  })
})
