/**
 * Lets what was set in motion run before a virtual clock goes on: local work
 * takes none of the scenario's time, whatever turns of the event loop it takes.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'

/** Holds time until all that is ready to run by now, and what that sets in motion at once, has run. */
export function standStill(clock: Clock): void {
  clock.hold()
  setImmediate(() => clock.release())
}
