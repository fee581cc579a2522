/**
 * What the pictures of a sweep show of each cell.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeCount, describeUsd } from '../figures.ts'

export interface Measure {
  readonly title: string
  readonly valueOf: (cell: CellResult) => number
  readonly describe: (value: number) => string
  readonly scheme: string
}

export const measures: readonly Measure[] = [
  {
    title: 'KMS calls, counted',
    valueOf: ({ kms }) => totalCalls(kms.calls),
    describe: describeCount,
    scheme: 'blues',
  },
  {
    title: 'USD per 30 days, modelled',
    valueOf: ({ kms }) => kms.usdPer30Days,
    describe: describeUsd,
    scheme: 'greens',
  },
  {
    title: 'p99 of the response time of a sealed put',
    valueOf: ({ put }) => put.sealed.responseTime.p99,
    describe: describeDuration,
    scheme: 'oranges',
  },
]
