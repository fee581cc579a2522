import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { mapInSteps } from '../planner/steps.ts'
import { milliseconds } from '../units/units.ts'
import { inTurns } from './in-turns.ts'

describe('inTurns', () => {
  it('gives what comes of all steps', async () => {
    const { signal } = new AbortController()

    assert.deepEqual(await inTurns(mapInSteps([1, 2, 3], String), signal), ['1', '2', '3'])
  })

  it('lets the event loop end endless work', async () => {
    const abort = new AbortController()
    setImmediate(() => abort.abort())

    assert.equal(await inTurns(endless(), abort.signal, clock(50)), undefined)
  })

  it('takes a turn each 50 ms of work, and not more often', async () => {
    assert.equal(await stepsBeforeAbort(50), 1)
    assert.equal(await stepsBeforeAbort(25), 2)
  })
})

/** How many steps, of so many ms each, are done before the event loop has its first turn. */
async function stepsBeforeAbort(stepMs: number): Promise<number> {
  const abort = new AbortController()
  setImmediate(() => abort.abort())
  let steps = 0
  const counted = mapInSteps(Array.from({ length: 10 }), () => (steps += 1))
  await inTurns(counted, abort.signal, clock(stepMs))
  return steps
}

function* endless(): Generator<undefined, never, undefined> {
  for (;;) yield
}

/** Goes on by so much each time that it is asked. */
function clock(stepMs: number) {
  let readings = 0
  return () => milliseconds(stepMs * readings++)
}
