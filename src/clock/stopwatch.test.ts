import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, seconds } from '../units/units.ts'
import { monotonicNow } from './monotonic.ts'
import { Stopwatch } from './stopwatch.ts'
import { VirtualClock } from './virtual-clock.ts'

/** Real time that a piece of work takes at least, and foreign work many times longer. */
const own = nanoseconds(50_000)
const foreign = nanoseconds(20_000_000)

describe('Stopwatch', () => {
  it('measures work as long as it really takes, whatever the clock says', () => {
    const { stopwatch, clock } = setUp()
    const before = monotonicNow()
    stopwatch.start()

    work(own)
    clock.reach(seconds(300))
    const time = stopwatch.lap()

    assert(time >= own)
    assert(time <= monotonicNow() - before)
    assert.equal(stopwatch.waited, 0)
  })

  it('takes a wait as long as the clock says, without the work of others', () => {
    const { stopwatch, clock } = setUp()
    const before = monotonicNow()
    stopwatch.start()

    stopwatch.pause()
    work(foreign)
    clock.reach(seconds(300))
    stopwatch.resume()
    const time = stopwatch.lap()

    const real = monotonicNow() - before
    assert.equal(stopwatch.waited, seconds(300))
    assert(time >= seconds(300))
    assert(time <= seconds(300) + real - foreign)
  })

  it('adds up several waits', () => {
    const { stopwatch, clock } = setUp()
    stopwatch.start()

    for (const until of [10, 25]) {
      stopwatch.pause()
      clock.reach(seconds(until))
      stopwatch.resume()
    }

    assert.equal(stopwatch.waited, seconds(25))
    assert(stopwatch.lap() >= seconds(25))
  })

  it('runs on after a lap', () => {
    const { stopwatch } = setUp()
    stopwatch.start()

    work(own)
    const first = stopwatch.lap()
    work(own)
    const second = stopwatch.lap()

    assert(first >= own)
    assert(second >= first + own)
  })

  it('stands still from hold to the next lap, and runs on from there', () => {
    const { stopwatch } = setUp()
    const before = monotonicNow()
    stopwatch.start()
    stopwatch.hold()
    const startedAndHeld = monotonicNow() - before

    work(foreign)
    const held = stopwatch.lap()
    work(own)
    const later = stopwatch.lap()

    assert(held <= startedAndHeld)
    assert(later >= held + own)
  })

  it('counts no work twice where a wait follows a hold', () => {
    const { stopwatch, clock } = setUp()
    const before = monotonicNow()
    stopwatch.start()
    work(own)

    stopwatch.hold()
    work(foreign)
    stopwatch.pause()
    clock.reach(seconds(1))
    stopwatch.resume()
    const time = stopwatch.lap()

    const real = monotonicNow() - before
    assert(time >= seconds(1) + own)
    assert(time <= seconds(1) + real - foreign)
  })

  it('tells the time up to a wait while that lasts', () => {
    const { stopwatch, clock } = setUp()
    stopwatch.start()
    stopwatch.pause()

    const before = stopwatch.lap()
    work(own)
    clock.reach(seconds(5))

    assert.equal(stopwatch.lap(), before)
    assert.equal(stopwatch.waited, 0)
  })

  it('begins anew with start, in whatever state it was', () => {
    const { stopwatch, clock } = setUp()
    stopwatch.start()
    stopwatch.pause()
    clock.reach(seconds(300))
    stopwatch.resume()
    stopwatch.pause()

    stopwatch.start()

    assert.equal(stopwatch.waited, 0)
    assert(stopwatch.lap() < seconds(300))
  })

  it('leaves out what was done between a lap and a skip', () => {
    const { stopwatch } = setUp()
    const before = monotonicNow()
    stopwatch.start()

    stopwatch.lap()
    work(foreign)
    stopwatch.skip()
    const time = stopwatch.lap()

    assert(time <= monotonicNow() - before - foreign)
  })

  it('adds what was prepared during a wait where the clock stood still, and counts waits of no length', () => {
    const { stopwatch } = setUp()
    stopwatch.start()

    stopwatch.pause()
    stopwatch.resume(seconds(5))

    assert(stopwatch.lap() >= seconds(5))
    assert.equal(stopwatch.waited, 0)
    assert.equal(stopwatch.waits, 1)
  })

  it('refuses the end of a wait that never began', () => {
    const { stopwatch } = setUp()
    stopwatch.start()

    assert.throws(() => stopwatch.resume(), /only a wait that began/)
  })
})

function setUp() {
  const clock = new VirtualClock()
  return { clock, stopwatch: new Stopwatch(clock) }
}

/** Keeps the thread busy for at least `duration`. */
function work(duration: number): void {
  const until = monotonicNow() + duration
  while (monotonicNow() < until);
}
