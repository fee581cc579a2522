import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { interruption } from './interruption.ts'

describe('interruption', () => {
  it('ends the work at the first signal and the process at the next, but for those of one keystroke', () => {
    let [now, ended] = [0, 0]
    using interrupted = interruption({ endNow: () => (ended += 1), now: () => now })

    const outcomes = [0, 500e6, 501e6].map((at) => {
      now = at
      process.emit('SIGINT')
      return [interrupted.signal.aborted, ended]
    })

    assert.deepEqual(outcomes, [
      [true, 0],
      [true, 0],
      [true, 1],
    ])
  })

  it('listens no longer than it is held', () => {
    const before = process.listenerCount('SIGINT')
    {
      using _ = interruption({ endNow: () => undefined })
      assert.equal(process.listenerCount('SIGINT'), before + 1)
    }

    assert.equal(process.listenerCount('SIGINT'), before)
  })
})
