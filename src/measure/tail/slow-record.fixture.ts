/**
 * Slow records for tests, of which only what matters is said.
 *
 * @module
 */
import type { SlowRecord } from './slow-record.ts'

/** 100 us of work on the virtual clock that ended at 1 ms, slow by both times. */
export function slowRecord(more: Partial<SlowRecord> = {}): SlowRecord {
  return {
    ordinal: 0,
    arrivedAt: 0,
    slowness: { serviceTime: true, responseTime: true },
    service: 100_000,
    response: more.service ?? 100_000,
    waited: 0,
    waitReason: undefined,
    isBehindMiss: false,
    isFirstUse: false,
    endedAt: 1_000_000,
    isRealTime: false,
    span: undefined,
    ...more,
  }
}
