import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { monotonicNow } from '../clock/monotonic.ts'
import { GcLog, type GcPause } from './gc-log.ts'

describe('GcLog', () => {
  it('sums all pauses and keeps the newest', () => {
    const { log, pause } = setUp({ capacity: 3 })
    log.start()

    for (const durationNs of [50, 10, 30, 20]) pause(durationNs)

    assert.deepEqual(log.totals, { count: 4, totalNs: 110, longestNs: 50 })
    assert.deepEqual(
      log.pauses.map(({ durationNs }) => durationNs),
      [10, 30, 20],
    )
  })

  it('has them all up to its capacity', () => {
    const { log, pause } = setUp({ capacity: 3 })
    log.start()

    for (const durationNs of [1, 2, 3]) pause(durationNs)

    assert.deepEqual(
      log.pauses.map(({ durationNs }) => durationNs),
      [1, 2, 3],
    )
  })

  it('listens from start to stop, and once however often it is started', () => {
    const { log, pause, listeners } = setUp()

    pause(1)
    log.start()
    log.start()
    assert.equal(listeners.size, 1)
    pause(2)
    log.stop()
    pause(4)

    assert.equal(log.totals.totalNs, 2)
    assert.equal(listeners.size, 0)
  })

  it('hears of a collection of this thread, on the scale of the monotonic timer', async () => {
    const collect = exposedGc()
    const log = new GcLog()
    log.start()
    const before = monotonicNow()

    collect()
    const after = monotonicNow()
    await log.settled()
    log.stop()

    const { startNs, durationNs } = log.pauses.find(isMajor)!
    // The two timers are brought together to a few microseconds.
    assert(startNs >= before - 100_000, `${startNs} < ${before}`)
    assert(startNs + durationNs <= after + 100_000, `${startNs + durationNs} > ${after}`)
  })
})

function isMajor({ kind }: GcPause): boolean {
  return kind === 'major'
}

function exposedGc(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

function setUp(options: { capacity?: number } = {}) {
  const listeners = new Set<(pause: GcPause) => void>()
  const log = new GcLog({
    ...options,
    source: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const pause = (durationNs: number): void => {
    for (const listener of listeners) listener({ startNs: 0, durationNs, kind: 'minor' })
  }
  return { log, pause, listeners }
}
