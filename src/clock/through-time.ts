/**
 * Waits for one thing to end while time passes.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import type { DrivenClock } from './clock.ts'

/** Resolves once `pending` has ended, however. A virtual clock moves on from sleeper to sleeper until then. */
export async function throughTime(clock: DrivenClock, pending: Promise<unknown>): Promise<void> {
  const progress = { isOver: false }
  const end = (): void => {
    progress.isOver = true
  }
  const over = pending.then(end, end)
  if (clock.kind === 'real') return over
  while (!progress.isOver) {
    await clock.settled()
    if (progress.isOver) return undefined
    const wake = clock.nextWake()
    if (wake === undefined) await turnOfEventLoop()
    else await clock.waitUntil(wake)
  }
  return undefined
}
