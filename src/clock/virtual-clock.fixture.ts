/**
 * A virtual clock with sleepers that note when they wake.
 *
 * @module
 */
import { nanoseconds } from '../units/units.ts'
import { VirtualClock } from './virtual-clock.ts'

export function setUp() {
  const clock = new VirtualClock()
  const woken: { readonly name: string; readonly at: number }[] = []
  const sleep = (name: string, duration: number, signal?: AbortSignal): void => {
    void clock.sleep(nanoseconds(duration), signal).then(() => woken.push({ name, at: clock.now() }))
  }
  return { clock, woken, sleep }
}
