/**
 * Counted KMS calls beside expected ones.
 *
 * @module
 */
import type { CallCounts, ExpectedCalls, ExpectedCounts } from './expected-calls.ts'

export interface OracleVerdict {
  readonly verdict: 'agrees' | 'disagrees' | 'none'
  readonly sigma: CallCounts | null
  readonly method: 'analytic' | 'simulated' | 'none'
  readonly reason: string
}

const operations = ['GenerateDataKey', 'Decrypt', 'Encrypt'] as const

/**
 * Disagrees where a count is off by more than 4 sigma, more than 0.5 % and more
 * than one call: chance gives that once in 10,000 runs, a broken cache always.
 */
export function compareWithOracle(counted: ExpectedCounts, expected: ExpectedCalls): OracleVerdict {
  if (expected.method === 'none')
    return { verdict: 'none', sigma: null, method: 'none', reason: expected.reason }
  const { calls, sigma, method } = expected
  const off = operations.filter((operation) => {
    const { [operation]: count = 0 } = counted
    const { [operation]: mean = 0 } = calls
    const allowed = Math.max(4 * (sigma[operation] ?? 0), 0.005 * mean, 1)
    // The last bits of a sum must not decide whether 13 is one call away from 12.
    return Math.abs(count - mean) > allowed + 1e-6
  })
  const described = off.map(
    (operation) =>
      `${operation} was called ${counted[operation] ?? 0} times, expected are ${rounded(calls[operation])} (sigma ${rounded(sigma[operation])})`,
  )
  return off.length === 0
    ? { verdict: 'agrees', sigma, method, reason: expected.reason }
    : { verdict: 'disagrees', sigma, method, reason: `${described.join('; ')}: ${expected.reason}` }
}

function rounded(value = 0): number {
  return Number(value.toFixed(1))
}
