/**
 * Has long work done in turns with the event loop, so that Ctrl-C is heard
 * meanwhile.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { monotonicNow } from '../clock/monotonic.ts'
import type { Steps } from '../planner/steps.ts'
import { milliseconds } from '../units/units.ts'

/** Nobody notices that a key is heard so much later. */
const turn = milliseconds(50)

/** What comes of `steps`; undefined where `signal` has ended them. */
export async function inTurns<Result>(
  steps: Steps<Result>,
  signal: AbortSignal,
  now = monotonicNow,
): Promise<Result | undefined> {
  let turnBegan = now()
  while (!signal.aborted) {
    const step = steps.next()
    if (step.done) return step.value
    if (now() - turnBegan >= turn) {
      await turnOfEventLoop()
      turnBegan = now()
    }
  }
  return undefined
}
