import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { milliseconds, minutes, nanoseconds, type Nanoseconds } from '../units/units.ts'
import { sleepHolding } from './clock.ts'
import { RealClock, type EventLoop } from './real-clock.ts'

describe('RealClock', () => {
  it('begins at 0 and never goes back', () => {
    const clock = new RealClock()

    const times = Array.from({ length: 1000 }, () => clock.now())

    assert.equal(new RealClock({ loop: standing(milliseconds(5)) }).now(), 0)
    assert(times[0]! >= 0)
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    )
  })

  it('sleeps at least as long as it should, below and above the slack of timers', async () => {
    const clock = new RealClock()

    for (const duration of [milliseconds(0), milliseconds(0.5), milliseconds(4)]) {
      const startedAt = clock.now()
      await clock.sleep(duration)
      assert(clock.now() >= startedAt + duration)
    }
  })

  it('waits until a time, and comes back at once from one that is over', async () => {
    const clock = new RealClock()
    const time = nanoseconds(clock.now() + milliseconds(3))

    await clock.waitUntil(time)
    assert(clock.now() >= time)

    await clock.waitUntil(nanoseconds(0))
  })

  it('remembers who was due while the thread was busy, and nobody who came too late by himself', async () => {
    const loop = standing(milliseconds(5))
    const clock = new RealClock({ loop })
    const waited = clock.waitUntil(milliseconds(1))
    loop.time = milliseconds(25)
    await waited

    await clock.waitUntil(nanoseconds(0))

    assert.deepEqual(clock.late.turns, [{ startNs: milliseconds(6), durationNs: milliseconds(19) }])
  })

  it('paces calls below a millisecond: none is early, and none later than one turn, however late timers are', async () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 8_000_000 }), { minLength: 1, maxLength: 40 })
    const property = fc.asyncProperty(
      gaps,
      fc.integer({ min: 0, max: 2_000_000 }),
      async (all, timerLate) => {
        const turnNs = 30_000
        let now = 5e9
        const loop: EventLoop = {
          now: () => nanoseconds(now),
          async turn() {
            now += turnNs
          },
          async timeout(durationMs) {
            now += durationMs * 1e6 + timerLate
          },
        }
        const clock = new RealClock({ loop })
        let due = 0
        for (const gap of all) {
          due += gap
          const wasEarly = clock.mustWait(nanoseconds(due))
          if (wasEarly) await clock.waitUntil(nanoseconds(due))
          const late = clock.now() - due
          assert(late >= 0 && late <= turnNs + 1, `${late} ns late`)
        }
      },
    )
    await fc.assert(property, { seed: 11 })
  })

  it('turns the event loop while it waits, so that answers are seen', async () => {
    const clock = new RealClock()
    let isAnswered = false
    setImmediate(() => (isAnswered = true))

    await clock.waitUntil(clock.now())

    assert.equal(isAnswered, true)
  })

  it('must wait for a time to come and for whoever sleeps', async () => {
    const clock = new RealClock()
    const isOver = clock.now()
    assert.equal(clock.mustWait(isOver), false)
    assert.equal(clock.mustWait(nanoseconds(isOver + minutes(60))), true)
    assert.equal(clock.nextWake(), undefined)

    const slept = clock.sleep(milliseconds(1))

    assert.equal(clock.mustWait(isOver), true)
    assert(clock.nextWake()! > isOver)
    await slept
    assert.equal(clock.mustWait(isOver), false)
    assert.equal(clock.nextWake(), undefined)
  })

  it('ends a sleep early when its signal is aborted, and holds no timer any more', async () => {
    const clock = new RealClock()
    const abort = new AbortController()
    const slept = clock.sleep(minutes(60), abort.signal)

    abort.abort()
    await slept

    assert(clock.now() < minutes(60))
    assert.equal(clock.nextWake(), undefined)
    await clock.sleep(minutes(60), AbortSignal.abort())
  })

  it('sleeps for longer than a timer of Node can be set', async () => {
    const clock = new RealClock()
    const abort = new AbortController()
    const warnings: string[] = []
    const note = (warning: Error): number => warnings.push(warning.name)
    process.on('warning', note)

    const slept = clock.sleep(minutes(60 * 24 * 365), abort.signal)
    await clock.waitUntil(nanoseconds(clock.now() + milliseconds(3)))
    abort.abort()
    await slept
    process.off('warning', note)

    assert.deepEqual(warnings, [])
  })

  it('refuses to sleep into the past', async () => {
    await assert.rejects(new RealClock().sleep(nanoseconds(-1)), /time does not run backwards/)
  })

  describe('while work holds it', () => {
    it('goes on all the same', async () => {
      const clock = new RealClock()
      clock.hold()
      const time = nanoseconds(clock.now() + milliseconds(1))

      await clock.settled()
      await clock.waitUntil(time)

      assert(clock.now() >= time)
      clock.release()
    })

    it('must wait for the work, whose answer may come at any moment', () => {
      const clock = new RealClock()
      const isOver = clock.now()
      clock.hold()
      clock.hold()

      assert.equal(clock.mustWait(isOver), true)
      assert(clock.nextWake()! > isOver)
      clock.release()
      assert.equal(clock.mustWait(isOver), true)

      clock.release()
      assert.equal(clock.mustWait(isOver), false)
      assert.equal(clock.nextWake(), undefined)
    })

    it('takes a release before its hold, which then holds nothing; the next one does', () => {
      const clock = new RealClock()
      const isOver = clock.now()
      clock.release()
      assert.equal(clock.mustWait(isOver), false)

      clock.hold()
      assert.equal(clock.mustWait(isOver), false)

      clock.hold()
      assert.equal(clock.mustWait(isOver), true)
    })
  })
})

describe('sleepHolding', () => {
  it('sleeps as long as it should, and holds again after that', async () => {
    const clock = new RealClock()
    clock.hold()
    const startedAt = clock.now()

    await sleepHolding(clock, milliseconds(1))

    assert(clock.now() >= startedAt + milliseconds(1))
    assert.equal(clock.mustWait(startedAt), true)
    clock.release()
    assert.equal(clock.mustWait(startedAt), false)
  })

  it('holds again where its signal ends the sleep early', async () => {
    const clock = new RealClock()
    const abort = new AbortController()
    clock.hold()
    const slept = sleepHolding(clock, minutes(60), abort.signal)

    abort.abort()
    await slept

    assert(clock.now() < minutes(60))
    clock.release()
    assert.equal(clock.nextWake(), undefined)
  })
})

/** Time that goes on only where the test says so. */
function standing(time: Nanoseconds): EventLoop & { time: Nanoseconds } {
  return {
    time,
    now() {
      return this.time
    },
    async turn() {},
    async timeout() {},
  }
}
