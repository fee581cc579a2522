/**
 * How the KMS calls of a cell ended, in words: what was tried again, what failed,
 * and how long it took.
 *
 * @module
 */
import type { CellResult, KmsResult } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import { describeDuration } from '../units/quantity.ts'
import { describeCount, plural } from './figures.ts'

/** Sentences; none where every call succeeded at once. */
export function describeTrouble(kms: KmsResult): string[] {
  const calls = totalCalls(kms.calls)
  const attempts = kms.attempts && totalCalls(kms.attempts)
  const failed = Object.entries(kms.byOutcome).filter(([outcome]) => outcome !== 'ok')
  return [
    ...(attempts !== undefined && attempts > calls
      ? [
          `${plural(calls, 'call')} took ${plural(attempts, 'attempt')}: ${listOf(kms.attemptsByOutcome ?? {})}.`,
        ]
      : []),
    ...(failed.length > 0
      ? [
          `In the end ${describeCount(kms.throttled + kms.failed)} of them failed: ${listOf(Object.fromEntries(failed))}.`,
        ]
      : []),
  ]
}

/** One sentence; none where KMS was not asked, or not timed. */
export function describeKmsLatency({ latency }: KmsResult): string[] {
  if (latency === undefined || latency.call.count === 0) return []
  const { call } = latency
  return [
    `A call took ${describeDuration(call.p50)} at p50 and ${describeDuration(call.p99)} at p99, its retries included.`,
  ]
}

/** Lines for a reader of the whole run: one for each cell whose KMS gave trouble. */
export function kmsTroubles(cells: readonly CellResult[]): string[] {
  return cells.flatMap(({ id, kms }) => {
    const trouble = describeTrouble(kms)
    return trouble.length > 0 ? [`KMS in ${id}: ${trouble.join(' ')}`] : []
  })
}

function listOf(counts: Readonly<Record<string, number | undefined>>): string {
  const ordered = Object.entries(counts).toSorted(([, a = 0], [, b = 0]) => b - a)
  return ordered.map(([outcome, count = 0]) => `${outcome} ${describeCount(count)}`).join(', ')
}
