/**
 * The kinds of events of a simulated fleet, and how an event is written as one
 * number: its kind, and whom it is about.
 *
 * @module
 */
export const eventKinds = {
  /** A call finds that its cache needs KMS. */
  need: 0,
  attempt: 1,
  answer: 2,
  throttled: 3,
  fault: 4,
  /** Consumers find the first record under an EDK. */
  found: 5,
  /** A consumer asks again what failed, or what was stored at last. */
  ask: 6,
  /** A consumer looks for the next record under an EDK that it no longer holds. */
  look: 7,
  /** The credential of a cache changes while a fill is under way. */
  detach: 8,
  restart: 9,
  /** Consumers ask KMS for each record. */
  records: 10,
  /** A consumer asks again for what it asked KMS for without a cache. */
  stray: 11,
} as const
export type EventKind = (typeof eventKinds)[keyof typeof eventKinds]

const kindBits = 4

/** `id` below 2^27. */
export function codeOf(kind: EventKind, id: number): number {
  return (id << kindBits) | kind
}

export function kindOf(code: number): number {
  return code & ((1 << kindBits) - 1)
}

export function idOf(code: number): number {
  return code >>> kindBits
}
