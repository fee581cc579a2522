import assert from 'node:assert/strict'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'
import { describe, it } from 'node:test'

import { milliseconds, nanoseconds } from '../units/units.ts'
import { RealClock } from './real-clock.ts'
import { throughTime } from './through-time.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('throughTime', () => {
  it('moves a virtual clock as far as what is waited for sleeps, and no further', async () => {
    const clock = new VirtualClock()
    const later = clock.sleep(milliseconds(50))

    await throughTime(
      clock,
      clock.sleep(milliseconds(10)).then(() => clock.sleep(milliseconds(5))),
    )

    assert.equal(clock.now(), milliseconds(15))
    await throughTime(clock, later)
    assert.equal(clock.now(), milliseconds(50))
  })

  it('lets no time pass while the work holds the clock', async () => {
    const clock = new VirtualClock()
    void clock.sleep(milliseconds(1))
    const work = async (): Promise<void> => {
      clock.hold()
      for (let turn = 0; turn < 20; turn += 1) await turnOfEventLoop()
      clock.release()
    }

    await throughTime(clock, work())

    assert.equal(clock.now(), nanoseconds(0))
  })

  it('ends too where what is waited for fails, and leaves the failure to its owner', async () => {
    const clock = new VirtualClock()
    const failing = clock.sleep(milliseconds(1)).then(() => Promise.reject(new Error('no')))

    await throughTime(clock, failing)

    await assert.rejects(failing, /no/)
  })

  it('waits on the real clock', async () => {
    const clock = new RealClock()
    let isDone = false
    const work = turnOfEventLoop().then(() => (isDone = true))

    await throughTime(clock, work)

    assert.ok(isDone)
  })
})
