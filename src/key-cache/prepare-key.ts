/**
 * Makes key material ready for use and remembers how long that took: the one
 * who waits for it pays, on whichever clock.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { SealingKey } from '../envelope/key-material.ts'
import type { Suite } from '../envelope/suites/suite.ts'

const preparations = new WeakMap<SealingKey, number>()

/**
 * Takes over `keyMaterial` and wipes it; copies `edk`. `workedNs` is what this
 * process did for the key material before, in ns.
 */
export function prepareKey(suite: Suite, keyMaterial: Buffer, edk: Buffer, workedNs = 0): SealingKey {
  const startedAt = monotonicNow()
  const key = SealingKey.prepare(suite, keyMaterial, edk)
  preparations.set(key, monotonicNow() - startedAt + workedNs)
  return key
}

/** How long `key` took to prepare, in ns. */
export function preparationNsOf(key: SealingKey): number {
  return preparations.get(key) ?? 0
}
