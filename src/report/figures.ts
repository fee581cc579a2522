/**
 * Numbers in words: one place decides how a latency, a count, a sum of money
 * or an interval reads, in pictures, tables and on the terminal alike.
 *
 * @module
 */
import type { CallsByOperation, Estimate, KmsResult } from '../run-store/run-format.ts'
import { metricNamed } from '../scenario/metrics.ts'
import { describeBytes, describeDuration } from '../units/quantity.ts'
import { significant } from '../units/significant.ts'

/** Stands where nothing was measured. */
export const nothing = '–'

export const withheld = 'withheld: too few samples'

export function describeCount(count: number): string {
  const digits = Number.isInteger(count) ? count : significant(count, 3)
  return countFormat.format(digits)
}

/** Made once: they take longer to make than to format a hundred numbers. */
const countFormat = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 })
const amountFormats = new Map<number, Intl.NumberFormat>()

function amountFormat(digits: number): Intl.NumberFormat {
  const known =
    amountFormats.get(digits) ??
    new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })
  amountFormats.set(digits, known)
  return known
}

/** To the cent, or to two significant digits where that would hide everything. */
export function describeUsd(amount: number): string {
  return `${describeAmount(amount)} USD`
}

/** Where USD stands nearby already. */
export function describeAmount(amount: number): string {
  const digits = amount >= 0.1 || amount === 0 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(amount)))
  return amountFormat(digits).format(amount)
}

/** `value` in the base unit of `metric`: USD, a count, or ns. */
export function describeMetric(metric: string, value: number): string {
  switch (metricNamed(metric)?.dimension) {
    case 'duration':
      return describeDuration(value)
    case 'money':
      return describeUsd(value)
    case 'size':
      return describeBytes(value)
    default:
      return describeCount(value)
  }
}

export function isLatency(metric: string): boolean {
  return metric.startsWith('put.') || metric.startsWith('get.')
}

export function describeInterval(
  interval: readonly [number, number] | null,
  describe: (value: number) => string,
): string {
  if (interval === null) return withheld
  const [low, high] = [interval[0] === 0 ? '0' : describe(interval[0]), describe(interval[1])]
  const unit = / [a-z]+$/i.exec(high)?.[0]
  // The unit once, where it is the same.
  return unit !== undefined && low.endsWith(unit)
    ? `${low.slice(0, -unit.length)} to ${high}`
    : `${low} to ${high}`
}

/** `14.2 us (14 to 14.5 us)`. */
export function describeEstimate({ estimateNs, ci95Ns }: Estimate): string {
  return `${describeDuration(estimateNs)} (${describeInterval(ci95Ns, describeDuration)})`
}

/** A percentile in percent as people name it: `p99.93`. */
export function describePercentile(percent: number): string {
  return `p${Number(percent.toPrecision(7))}`
}

export function describeCalls({ GenerateDataKey, Decrypt, Encrypt = 0 }: CallsByOperation): string {
  const encrypts = Encrypt > 0 ? ` + ${describeCount(Encrypt)} Encrypt` : ''
  return `${describeCount(GenerateDataKey)} + ${describeCount(Decrypt)}${encrypts}`
}

/** Whether calls of Encrypt are counted or expected; only contestants make them. */
export function asksEncrypt({ calls, expectedCalls }: Pick<KmsResult, 'calls' | 'expectedCalls'>): boolean {
  return (calls.Encrypt ?? 0) > 0 || (expectedCalls?.Encrypt ?? 0) > 0
}

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${describeCount(count)} ${count === 1 ? noun : nouns}`
}
