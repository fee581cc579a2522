/**
 * Comparisons of three steady runs on either side, and the changes that they find.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import { compareRuns, type ComparisonOptions } from './compare-runs.ts'
import { comparedRun, questionOf, runsOf } from './comparison.fixture.ts'

export const steady = [20_000, 20_000, 20_000]
export const calls = questionOf('kms.calls')

/** Three steady runs on both sides, unless told otherwise. */
export function compared(options: Partial<ComparisonOptions>): Comparison {
  const sides = { base: runsOf('old', steady), candidate: runsOf('new', steady) }
  return compareRuns({ ...sides, design: 'independent', ...options })
}

export function onlyChange(options: Partial<ComparisonOptions>): Change {
  const { changes } = compared(options)
  assert.equal(changes.length, 1)
  return changes[0]!
}

export function changeOf({ changes }: Comparison, metric: string, statistic: string | null): Change {
  const found = changes.find((change) => change.metric === metric && change.statistic === statistic)
  assert(found !== undefined)
  return found
}

export function ofVerdict(verdict: 'valid' | 'invalid') {
  return comparedRun({ cells: [{ verdict }] })
}
