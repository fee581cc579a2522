/**
 * Drives a virtual clock as far as an answer takes, so that tests see when it
 * came.
 *
 * @module
 */
import type { DrivenClock } from './clock.ts'

/** Moves the clock until `answer` is there, and no further. */
export async function answered<Answer>(
  clock: DrivenClock,
  answer: Answer | Promise<Answer>,
): Promise<Answer> {
  let isSettled = false
  const settle = (): void => void (isSettled = true)
  const settled = Promise.resolve(answer).then(settle, settle)
  for (;;) {
    await clock.waitUntil(clock.now())
    if (isSettled) break
    const wake = clock.nextWake()
    if (wake === undefined) await settled
    else await clock.waitUntil(wake)
  }
  return answer
}
