/**
 * A virtual clock that work holds: time stands still, however many turns of the event loop pass.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { nanoseconds, seconds } from '../units/units.ts'
import { setUp } from './virtual-clock.fixture.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('VirtualClock', () => {
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
})
