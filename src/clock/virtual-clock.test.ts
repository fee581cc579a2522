/**
 * A virtual clock: who sleeps wakes in time and in order, and nobody waits for it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import * as fc from 'fast-check'

import { nanoseconds, seconds } from '../units/units.ts'
import { setUp } from './virtual-clock.fixture.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('VirtualClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new VirtualClock()
    assert.equal(clock.now(), 0)

    await clock.waitUntil(seconds(3))

    assert.equal(clock.now(), seconds(3))
  })

  it('wakes a sleeper at its time and not a nanosecond before', async () => {
    const { clock, woken, sleep } = setUp()
    sleep('it', 10)

    await clock.waitUntil(nanoseconds(9))
    assert.deepEqual(woken, [])

    await clock.waitUntil(nanoseconds(10))
    assert.deepEqual(woken, [{ name: 'it', at: 10 }])
  })

  it('wakes equals in the order in which they fell asleep', async () => {
    const { clock, woken, sleep } = setUp()
    for (const name of ['first', 'second', 'third', 'fourth']) sleep(name, 5)

    await clock.waitUntil(nanoseconds(5))

    assert.deepEqual(
      woken.map(({ name }) => name),
      ['first', 'second', 'third', 'fourth'],
    )
  })

  it('shows each sleeper its own time, however far the driver goes', async () => {
    const { clock, woken, sleep } = setUp()
    sleep('late', 30)
    sleep('early', 10)

    await clock.waitUntil(seconds(1))

    assert.deepEqual(woken, [
      { name: 'early', at: 10 },
      { name: 'late', at: 30 },
    ])
    assert.equal(clock.now(), seconds(1))
  })

  it('lets what a sleeper sets in motion sleep again on the way', async () => {
    const clock = new VirtualClock()
    const times: number[] = []
    const walk = async (): Promise<void> => {
      for (let step = 0; step < 4; step += 1) {
        await clock.sleep(nanoseconds(10))
        times.push(clock.now())
      }
    }
    void walk()

    await clock.waitUntil(nanoseconds(35))

    assert.deepEqual(times, [10, 20, 30])
    assert.equal(clock.nextWake(), 40)
  })

  it('wakes who sleeps for no time at all when the driver next waits', async () => {
    const { clock, woken, sleep } = setUp()
    sleep('at once', 0)
    assert.equal(clock.mustWait(clock.now()), true)

    await clock.waitUntil(clock.now())

    assert.deepEqual(woken, [{ name: 'at once', at: 0 }])
  })

  it('must wait where somebody wakes by then, and not where nobody does', () => {
    const { clock, sleep } = setUp()
    assert.equal(clock.mustWait(seconds(100)), false)
    assert.equal(clock.nextWake(), undefined)

    sleep('it', 10)

    assert.equal(clock.mustWait(nanoseconds(9)), false)
    assert.equal(clock.mustWait(nanoseconds(10)), true)
    assert.equal(clock.nextWake(), 10)
  })

  it('reaches a time at once, never backwards and never past a sleeper', () => {
    const { clock, sleep } = setUp()
    sleep('it', 10)

    clock.reach(nanoseconds(9))
    assert.equal(clock.now(), 9)

    clock.reach(nanoseconds(3))
    assert.equal(clock.now(), 9)
    assert.throws(() => clock.reach(nanoseconds(10)), /passes by neither sleepers nor work/)
  })

  it('does not go back for a time that is over', async () => {
    const clock = new VirtualClock()
    await clock.waitUntil(nanoseconds(10))

    await clock.waitUntil(nanoseconds(3))

    assert.equal(clock.now(), 10)
  })

  it('refuses to sleep into the past', () => {
    const clock = new VirtualClock()

    assert.throws(() => clock.sleep(nanoseconds(-1)), /time does not run backwards/)
  })

  it('ends a sleep early when its signal is aborted, and nobody sleeps then', async () => {
    const clock = new VirtualClock()
    const abort = new AbortController()
    const slept = clock.sleep(seconds(300), abort.signal)

    abort.abort()
    await slept

    assert.equal(clock.now(), 0)
    assert.equal(clock.nextWake(), undefined)
  })

  it('does not sleep at all where the signal is aborted already', async () => {
    const clock = new VirtualClock()

    await clock.sleep(seconds(300), AbortSignal.abort())

    assert.equal(clock.nextWake(), undefined)
  })

  it('leaves nothing on the signal of a sleep that ended in time', async () => {
    const clock = new VirtualClock()
    const { signal } = new AbortController()
    const slept = clock.sleep(seconds(1), signal)

    await clock.waitUntil(seconds(1))
    await slept

    assert.deepEqual(getEventListeners(signal, 'abort'), [])
  })

  it('wakes any sleepers in the order of their times, aborted ones left out', async () => {
    const sleepers = fc.array(
      fc.record({ duration: fc.integer({ min: 1, max: 20 }), isAborted: fc.boolean() }),
      { maxLength: 40 },
    )

    await fc.assert(
      fc.asyncProperty(sleepers, async (list) => {
        const { clock, woken, sleep } = setUp()
        const aborts = list.map(({ duration }, index) => {
          const abort = new AbortController()
          sleep(String(index), duration, abort.signal)
          return abort
        })
        for (const [index, { isAborted }] of list.entries()) if (isAborted) aborts[index]!.abort()
        await turnOfEventLoop()
        woken.length = 0

        await clock.waitUntil(nanoseconds(20))

        const expected = list
          .map(({ duration, isAborted }, index) => ({ name: String(index), at: duration, isAborted }))
          .filter(({ isAborted }) => !isAborted)
          .toSorted((one, other) => one.at - other.at)
          .map(({ name, at }) => ({ name, at }))
        assert.deepEqual(woken, expected)
      }),
      { seed: 20170701, numRuns: 60 },
    )
  })
})
