/**
 * Arrivals of clients that wait for their answers.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { nanoseconds, seconds } from '../../units/units.ts'
import type { ArrivalProcess } from './arrival-process.ts'
import { create, seed } from './arrivals.fixture.ts'

describe('createArrivals', () => {
  describe('closed', () => {
    const load = { arrivals: 'closed', clients: 3, thinkTime: seconds(1), duration: seconds(10) } as const

    it('starts with one call of every client and waits for completions', () => {
      const arrivals = create(load)

      assert.deepEqual([arrivals.take(), arrivals.take(), arrivals.take()], [0, 1, 2])
      assert.equal(arrivals.peek(), undefined)
      assert.equal(arrivals.finished, false)
      assert.equal(arrivals.expectedCalls, undefined)
    })

    it('lets a client call again thinkTime after its completion, the earliest first', () => {
      const arrivals = create(load)
      for (let call = 0; call < 3; call += 1) arrivals.take()

      arrivals.completed(1, seconds(5))
      arrivals.completed(2, seconds(3))
      arrivals.completed(0, seconds(3))

      assert.deepEqual(takeWithTime(arrivals), [4e9, 0])
      assert.deepEqual(takeWithTime(arrivals), [4e9, 2])
      assert.deepEqual(takeWithTime(arrivals), [6e9, 1])
    })

    it('calls one ns before the end and not at the end', () => {
      const atEnd = create({ ...load, clients: 1 })
      const before = create({ ...load, clients: 1 })
      atEnd.take()
      before.take()

      atEnd.completed(0, seconds(9))
      before.completed(0, nanoseconds(9e9 - 1))

      assert.equal(atEnd.peek(), undefined)
      assert.equal(atEnd.finished, true)
      assert.equal(before.peek(), 10e9 - 1)
      assert.equal(before.finished, false)
    })

    it('never goes back in time when completions are told late', () => {
      const arrivals = create({ ...load, clients: 2 })
      arrivals.take()
      arrivals.take()
      arrivals.completed(0, seconds(5))
      assert.deepEqual(takeWithTime(arrivals), [6e9, 0])

      arrivals.completed(1, seconds(2))

      assert.deepEqual(takeWithTime(arrivals), [6e9, 1])
    })

    it('refuses the completion of a call that is not in flight', () => {
      const arrivals = create(load)
      arrivals.take()
      arrivals.completed(0, seconds(1))

      assert.throws(() => arrivals.completed(0, seconds(1)), { code: 'ERR_ASSERTION' })
      assert.throws(() => arrivals.completed(2, seconds(1)), { code: 'ERR_ASSERTION' })
    })

    it('keeps at most one call of each client in flight and all times in order, whatever completes when', () => {
      const property = fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat({ max: 2_000_000_000 }), { minLength: 1, maxLength: 20 }),
        (clients, services) => {
          const arrivals = create({ ...load, clients })
          const inFlight = new Map<number, number>()
          let last = 0
          for (let step = 0; !arrivals.finished; step += 1) {
            const time = arrivals.peek()
            const [firstDone] = [...inFlight].toSorted((left, right) => left[1] - right[1])
            if (time !== undefined && (firstDone === undefined || time <= firstDone[1])) {
              assert.ok(time >= last && time < 10e9)
              last = time
              const client = arrivals.take()
              assert.ok(!inFlight.has(client))
              inFlight.set(client, time + services[step % services.length]!)
            } else if (firstDone !== undefined) {
              inFlight.delete(firstDone[0])
              arrivals.completed(firstDone[0], nanoseconds(firstDone[1]))
            }
          }
          assert.equal(inFlight.size, 0)
        },
      )
      fc.assert(property, { seed })
    })
  })
})

function takeWithTime(arrivals: ArrivalProcess): readonly [number | undefined, number] {
  return [arrivals.peek(), arrivals.take()]
}
