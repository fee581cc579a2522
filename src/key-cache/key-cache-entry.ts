/**
 * What a key cache keeps for one principal. The EDK outlives the plaintext, so
 * that `Decrypt` can bring it back.
 *
 * @module
 */
import type { SealingKey } from '../envelope/key-material.ts'
import { endlessTerm, type Fill, type Term } from './policies/cache-policy.ts'

export interface Entry {
  readonly principal: string
  key: SealingKey | undefined
  edk: Buffer | undefined
  /** When the first term of the EDK began, and what was drawn then. */
  generation: { readonly at: number; readonly chance: number } | undefined
  /** What the EDK has sealed so far. */
  records: number
  bytes: number
  /** Of the plaintext that is in memory, or was there last. */
  term: Term
  fill: Fill | undefined
  flight: Promise<unknown> | undefined
  /** Records that wait for the flight of another. */
  waiting: number
  /** When somebody wakes to look whether the plaintext must be wiped. */
  wakesAt: number
}

export function newEntry(principal: string): Entry {
  return {
    principal,
    key: undefined,
    edk: undefined,
    generation: undefined,
    records: 0,
    bytes: 0,
    term: endlessTerm(),
    fill: undefined,
    flight: undefined,
    waiting: 0,
    wakesAt: Infinity,
  }
}

/** From here on new records are sealed under `edk`, which has sealed none. */
export function begin(entry: Entry, edk: Buffer): void {
  entry.edk = edk
  entry.generation = undefined
  entry.records = 0
  entry.bytes = 0
}

/** `key`, lent to a record of `size` plaintext bytes, and to that alone if the cache does not keep it. */
export function charged(entry: Entry, key: SealingKey, size: number, isKept: boolean): SealingKey {
  count(entry, size)
  return isKept ? lent(key) : lentOnce(key)
}

/** Charges the EDK with one record. */
export function count(entry: Entry, size: number): void {
  entry.records += 1
  entry.bytes += size
}

/** Whether `size` more bytes at `time` need new key material. */
export function isGenerationDue({ term, records, bytes }: Entry, size: number, time: number): boolean {
  return time >= term.retiresAt || records >= term.recordsMax || bytes + size > term.bytesMax
}

export function lent(key: SealingKey): SealingKey {
  key.retain()
  return key
}

/** For one record alone: wiped as soon as that is sealed. */
export function lentOnce(key: SealingKey): SealingKey {
  lent(key)
  key.wipe()
  return key
}
