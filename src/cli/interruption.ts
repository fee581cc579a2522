/**
 * Ctrl-C, what a service manager sends, and the end of a terminal: the first ends the work at its next
 * good place, the second ends the process.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { milliseconds } from '../units/units.ts'

/** Signals within this time are one: a shell may pass one Ctrl-C on twice. */
const oneKeystroke = milliseconds(500)

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

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
  for (const name of signals) process.on(name, interrupt)
  return {
    signal: abort.signal,
    [Symbol.dispose]: () => {
      for (const name of signals) process.off(name, interrupt)
    },
  }
}
