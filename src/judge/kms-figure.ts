/**
 * The figures of a cell that are counted rather than sampled: KMS calls and
 * what they cost.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { CellResult } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { Estimated } from '../statistics/bootstrap.ts'

export type ClockKind = 'virtual' | 'real'

const fiveMinutesNs = 300e9

/**
 * On the virtual clock a count is a pure function of scenario and seed, hence
 * exact. On the real clock it would come out otherwise another time: its
 * interval is that of the oracle's sigma, or of a Poisson count without one.
 */
export function kmsFigure(name: string, cell: CellResult, clock: ClockKind): Estimated {
  const estimate = figureOf(name, cell)
  if (clock === 'virtual') return { estimate, ci95: [estimate, estimate] }
  const half = 1.96 * relativeSigma(name, cell) * estimate
  return { estimate, ci95: [Math.max(0, estimate - half), estimate + half] }
}

function figureOf(name: string, { kms, scenarioTimeNs }: CellResult): number {
  const all = totalCalls(kms.calls)
  switch (name) {
    case 'kms.calls':
      return all
    case 'kms.calls.GenerateDataKey':
      return kms.calls.GenerateDataKey
    case 'kms.calls.Decrypt':
      return kms.calls.Decrypt
    case 'kms.calls.Encrypt':
      return kms.calls.Encrypt ?? 0
    case 'kms.attempts':
      return kms.attempts === undefined ? all : totalCalls(kms.attempts)
    case 'kms.callsPer5Min':
      return scenarioTimeNs === 0 ? 0 : (all * fiveMinutesNs) / scenarioTimeNs
    case 'kms.throttled':
      return kms.throttled
    case 'kms.failed':
      return kms.failed
    case 'kms.usdPer30Days':
      return kms.usdPer30Days
    default:
      return assert.fail(`${name} is not a figure of KMS`)
  }
}

function relativeSigma(name: string, { kms }: CellResult): number {
  const { GenerateDataKey, Decrypt, Encrypt = 0 } = kms.calls
  const sigma = kms.oracle.sigma
  switch (name) {
    case 'kms.calls.GenerateDataKey':
      return relative(GenerateDataKey, sigma?.GenerateDataKey)
    case 'kms.calls.Decrypt':
      return relative(Decrypt, sigma?.Decrypt)
    case 'kms.calls.Encrypt':
      return relative(Encrypt, sigma?.Encrypt)
    case 'kms.throttled':
      return relative(kms.throttled, undefined)
    case 'kms.failed':
      return relative(kms.failed, undefined)
    default:
      // All operations hang on the same arrivals: their sigmas add, at worst.
      return relative(totalCalls(kms.calls), sigma ? totalCalls(sigma) : undefined)
  }
}

function relative(value: number, sigma: number | undefined): number {
  return value === 0 ? 0 : (sigma ?? Math.sqrt(value)) / value
}
