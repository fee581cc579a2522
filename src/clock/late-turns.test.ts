import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { LateTurns } from './late-turns.ts'

describe('LateTurns', () => {
  it('remembers from when until when each was late, also where several waited for one turn', () => {
    const late = new LateTurns()

    late.add(10e6, 20e6)
    late.add(12e6, 20e6)

    assert.deepEqual(late.turns, [
      { startNs: 10e6, durationNs: 10e6 },
      { startNs: 12e6, durationNs: 8e6 },
    ])
  })

  it('keeps the newest 1,024', () => {
    const late = new LateTurns()

    for (let turn = 0; turn < 3000; turn += 1) late.add(turn * 10e6, turn * 10e6 + 2e6)

    assert.equal(late.turns.length, 1024)
    assert.equal(late.turns.at(-1)!.startNs, 2999 * 10e6)
  })
})
