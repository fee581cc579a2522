import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { EventQueue } from './event-queue.ts'

describe('EventQueue', () => {
  it('gives events back in the order of their times, however they come in between', () => {
    const steps = fc.array(fc.oneof(fc.nat(1000), fc.constant(-1)), { maxLength: 400 })

    fc.assert(
      fc.property(steps, (list) => {
        const queue = new EventQueue(1)
        const waiting: number[] = []
        for (const step of list) {
          if (step >= 0) {
            queue.push(step, step + 7)
            waiting.push(step)
          } else if (waiting.length > 0) {
            waiting.sort((a, b) => a - b)
            assert.equal(queue.time, waiting[0])
            assert.equal(queue.pop(), waiting.shift()! + 7)
          }
          assert.equal(queue.size, waiting.length)
        }
      }),
      { seed: 6 },
    )
  })

  it('forgets what never happens, and has no next event where there is none', () => {
    const queue = new EventQueue()

    queue.push(Infinity, 1)

    assert.deepEqual([queue.size, queue.time], [0, Infinity])
  })
})
