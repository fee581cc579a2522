/**
 * Shares in words.
 *
 * @module
 */
import { significant } from './significant.ts'

/** `+10.2 %` of 0.102: signed, with a true minus sign, and no sign where it rounds to nothing. */
export function describeShare(share: number): string {
  const percent = Math.abs(share * 100)
  const text = percent.toFixed(percent >= 100 ? 0 : percent >= 10 ? 1 : 2)
  const sign = Number(text) === 0 ? '' : share < 0 ? '−' : '+'
  return `${sign}${text} %`
}

/** `10.2 %`: how much, whichever way. */
export function describeSize(share: number): string {
  return describeShare(Math.abs(share)).replace('+', '')
}

/** `12 %` of 0.1234: to two significant digits, whatever its size. */
export function describePercent(share: number): string {
  return `${significant(100 * share, 2)} %`
}
