/**
 * Counted KMS calls beside expected ones.
 *
 * @module
 */
import type { CallCounts, ExpectedCalls } from './expected-calls.ts'

export interface OracleVerdict {
  readonly verdict: 'agrees' | 'disagrees' | 'none'
  readonly sigma: CallCounts | null
  readonly method: 'analytic' | 'simulated' | 'none'
  readonly reason: string
}

const operations = ['GenerateDataKey', 'Decrypt'] as const

/**
 * Disagrees where a count is off by more than 4 sigma, more than 0.5 % and more
 * than one call: chance gives that once in 10,000 runs, a broken cache always.
 */
export function compareWithOracle(counted: CallCounts, expected: ExpectedCalls): OracleVerdict {
  if (expected.method === 'none')
    return { verdict: 'none', sigma: null, method: 'none', reason: expected.reason }
  const { calls, sigma, method } = expected
  const off = operations.filter((operation) => {
    const allowed = Math.max(4 * sigma[operation], 0.005 * calls[operation], 1)
    // The last bits of a sum must not decide whether 13 is one call away from 12.
    return Math.abs(counted[operation] - calls[operation]) > allowed + 1e-6
  })
  const described = off.map(
    (operation) =>
      `${operation} was called ${counted[operation]} times, expected are ${rounded(calls[operation])} (sigma ${rounded(sigma[operation])})`,
  )
  return off.length === 0
    ? { verdict: 'agrees', sigma, method, reason: expected.reason }
    : { verdict: 'disagrees', sigma, method, reason: `${described.join('; ')}: ${expected.reason}` }
}

function rounded(value: number): number {
  return Number(value.toFixed(1))
}
