import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import * as fc from 'fast-check'

import { nanoseconds, seconds } from '../units/units.ts'
import { sleepHolding } from './clock.ts'
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

  describe('while work holds it', () => {
    it('stands still, however many turns of the event loop the work takes, and goes on when that is done', async () => {
      const clock = new VirtualClock()
      const seen: number[] = []
      const work = async (): Promise<void> => {
        clock.hold()
        for (let turn = 0; turn < 20; turn += 1) {
          await turnOfEventLoop()
          seen.push(clock.now())
        }
        clock.release()
      }
      void work()

      await clock.waitUntil(seconds(3))

      assert.deepEqual(
        seen,
        Array.from({ length: 20 }, () => 0),
      )
      assert.equal(clock.now(), seconds(3))
    })

    it('stands still on the way too: what a sleeper sets in motion is done in its own time', async () => {
      const { clock, woken, sleep } = setUp()
      const doneAt: number[] = []
      const work = async (): Promise<void> => {
        await clock.sleep(nanoseconds(10))
        clock.hold()
        for (let turn = 0; turn < 20; turn += 1) await turnOfEventLoop()
        doneAt.push(clock.now())
        clock.release()
      }
      void work()
      sleep('next', 11)

      await clock.waitUntil(seconds(1))

      assert.deepEqual(doneAt, [10])
      assert.deepEqual(woken, [{ name: 'next', at: 11 }])
    })

    it('must wait, for whatever time, and cannot be moved at once', () => {
      const clock = new VirtualClock()
      assert.equal(clock.mustWait(nanoseconds(0)), false)

      clock.hold()
      assert.equal(clock.mustWait(nanoseconds(0)), true)
      assert.equal(clock.nextWake(), undefined)
      assert.throws(() => clock.reach(nanoseconds(5)), /passes by neither sleepers nor work/)

      clock.release()
      assert.equal(clock.mustWait(nanoseconds(0)), false)
      clock.reach(nanoseconds(5))
      assert.equal(clock.now(), 5)
    })

    it('waits for as many releases as there were holds, and not one fewer', () => {
      const clock = new VirtualClock()
      for (let holder = 0; holder < 3; holder += 1) clock.hold()

      clock.release()
      clock.release()
      assert.equal(clock.mustWait(clock.now()), true)

      clock.release()
      assert.equal(clock.mustWait(clock.now()), false)
    })

    it('settles when nobody holds it any more and not before, without moving', async () => {
      const { clock, woken, sleep } = setUp()
      sleep('it', 10)
      clock.hold()
      let isSettled = false
      const settled = clock.settled().then(() => (isSettled = true))

      for (let turn = 0; turn < 20; turn += 1) await turnOfEventLoop()
      assert.equal(isSettled, false)

      clock.release()
      await settled
      assert.equal(clock.now(), 0)
      assert.deepEqual(woken, [])
    })

    it('is settled at once where nobody holds it', async () => {
      const clock = new VirtualClock()
      let isAnswered = false
      setImmediate(() => (isAnswered = true))

      await clock.settled()

      assert.equal(isAnswered, false)
    })

    it('takes a release before its hold, which then holds nothing; the next one does', () => {
      const clock = new VirtualClock()
      clock.release()
      assert.equal(clock.mustWait(clock.now()), false)

      clock.hold()
      assert.equal(clock.mustWait(clock.now()), false)

      clock.hold()
      assert.equal(clock.mustWait(clock.now()), true)
    })
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

function setUp() {
  const clock = new VirtualClock()
  const woken: { readonly name: string; readonly at: number }[] = []
  const sleep = (name: string, duration: number, signal?: AbortSignal): void => {
    void clock.sleep(nanoseconds(duration), signal).then(() => woken.push({ name, at: clock.now() }))
  }
  return { clock, woken, sleep }
}
