/**
 * Ctrl-C, and what a service manager sends: the first ends the work at its next
 * good place, the second ends the process.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { milliseconds } from '../units/units.ts'

/** Signals within this time are one: a shell may pass one Ctrl-C on twice. */
const oneKeystroke = milliseconds(500)

/** Aborted by the first signal; signals are listened to until it is disposed. */
export function interruption(): Disposable & { readonly signal: AbortSignal } {
  const abort = new AbortController()
  let interruptedAt = 0
  const interrupt = (): void => {
    const now = monotonicNow()
    if (abort.signal.aborted && now - interruptedAt > oneKeystroke) process.exit(exitCodes.interrupted)
    if (!abort.signal.aborted) interruptedAt = now
    abort.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: abort.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}
