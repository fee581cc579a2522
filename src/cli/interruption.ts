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

/** Aborted by the first signal; signals are listened to until it is disposed. A second one calls `endNow`. */
export function interruption({
  endNow = () => process.exit(exitCodes.interrupted),
  now = monotonicNow,
}: {
  readonly endNow?: () => void
  /** In ns. */
  readonly now?: () => number
} = {}): Disposable & { readonly signal: AbortSignal } {
  const abort = new AbortController()
  let interruptedAt = 0
  const interrupt = (): void => {
    const at = now()
    if (abort.signal.aborted && at - interruptedAt > oneKeystroke) endNow()
    if (!abort.signal.aborted) interruptedAt = at
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

/**
 * Ends the process as Ctrl-C ends one that does not listen, which a shell tells as exit code 130: `process.exit` waits
 * for threads, and a file system that does not answer holds them for ever.
 */
export function endBySignal(): void {
  process.removeAllListeners('SIGINT')
  process.kill(process.pid, 'SIGINT')
}
