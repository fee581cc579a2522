/**
 * How a stored figure stands on a page, rounded here by itself: tests hold
 * pages to it, so nothing of it is taken from the code that draws them.
 *
 * @module
 */

const durations = [
  ['d', 86_400e9],
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const
const sizes = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
  ['B', 1],
] as const

/** Stands where there is no figure. */
export const none = '–'
export const withheld = 'withheld: too few samples'

export type Range = readonly [number, number]

/** To so many significant digits as it is written in decimals, a half away from 0. */
export function rounded(value: number, digits: number): number {
  if (value === 0) return 0
  const [written, exponent] = Math.abs(value).toExponential().split('e') as [string, string]
  const all = written.replace('.', '').padEnd(digits + 1, '0')
  const kept = BigInt(all.slice(0, digits)) + (all[digits]! >= '5' ? 1n : 0n)
  return Math.sign(value) * Number(`${kept}e${Number(exponent) - digits + 1}`)
}

/** In the largest unit of which there is one, after rounding: never `1000 us`. */
function inUnits(value: number, units: readonly (readonly [string, number])[]): string {
  const [unit, factor] = units.find(([, one]) => rounded(Math.abs(value) / one, 3) >= 1) ?? units.at(-1)!
  return `${rounded(value / factor, 3)} ${unit}`
}

/** `14.2 us`, of nanoseconds. */
export const time = (ns: number): string => inUnits(ns, durations)
/** `171 KiB`. */
export const size = (bytes: number): string => inUnits(bytes, sizes)

/** `12,000`; three digits of what is no whole number. */
export function count(value: number): string {
  const [whole, fraction] = String(Number.isInteger(value) ? value : rounded(value, 3)).split('.') as [
    string,
    string?,
  ]
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** `1.31`, to the cent; below ten cents two significant digits. */
export function amount(usd: number): string {
  const cents = usd >= 0.1 || usd === 0 ? 2 : 1 - Math.floor(Math.log10(usd))
  const scaled = Math.round(usd * 10 ** cents)
  const digits = String(scaled).padStart(cents + 1, '0')
  const shown = `${count(Number(digits.slice(0, -cents)))}.${digits.slice(-cents)}`
  return shown.replace(/(\.\d\d\d*?)0+$/, '$1')
}

export const usd = (value: number): string => `${amount(value)} USD`

/** `1.3 %` of 0.0129: two significant digits. */
export const percent = (of: number): string => `${rounded(100 * of, 2)} %`

/** `13 %`, where a share is of few records. */
export const wholePercent = (of: number): string => (of < 0.01 ? 'below 1 %' : `${Math.round(100 * of)} %`)

/** `0.012`, and of the smallest their bound. */
export const probability = (p: number): string => (p < 1e-4 ? 'below 0.0001' : String(rounded(p, 2)))

/** `p99.9` of 99.9. */
export const percentile = (percents: number): string => `p${Number(percents.toFixed(5))}`

/** `14.1 to 14.5 us`: the unit once where both ends have it. */
export function interval(range: Range | null, show: (value: number) => string = time): string {
  if (range === null) return withheld
  const [low, high] = range.map((ns, side) => (ns === 0 && side === 0 ? '0' : show(ns))) as [string, string]
  const [end, unit] = low.split(' ')
  return unit !== undefined && unit !== '%' && high.endsWith(` ${unit}`)
    ? `${end} to ${high}`
    : `${low} to ${high}`
}

/** `14.2 us (14.1 to 14.5 us)`. */
export function estimate({ estimateNs, ci95Ns }: { estimateNs: number; ci95Ns: Range | null }): string {
  return `${time(estimateNs)} (${interval(ci95Ns)})`
}

/** The same, without a word where there is no interval. */
export function point(ns: number, range: Range | null): string {
  return range === null ? time(ns) : `${time(ns)} (${interval(range)})`
}

/** `48 + 96` calls. */
export function calls({
  GenerateDataKey,
  Decrypt,
  Encrypt = 0,
}: {
  GenerateDataKey: number
  Decrypt: number
  Encrypt?: number | undefined
}): string {
  const encrypted = Encrypt > 0 ? ` + ${count(Encrypt)} Encrypt` : ''
  return `${count(GenerateDataKey)} + ${count(Decrypt)}${encrypted}`
}

/** With a true minus sign. */
export const signed = (text: string): string => text.replace(/^-/, '−')

/** `+10.6 %` of a share: three digits at most, two of them behind the point. */
export function share(value: number): string {
  const percents = Math.abs(100 * value)
  const digits = percents >= 100 ? 0 : percents >= 10 ? 1 : 2
  const text = (Math.round(percents * 10 ** digits) / 10 ** digits).toFixed(digits)
  return `${Number(text) === 0 ? '' : value < 0 ? '−' : '+'}${text} %`
}

/** `2.035`, or whole from 1,000 on: as plans have numbers. */
export function number(value: number): string {
  return signed(Math.abs(value) >= 1000 ? count(Math.round(value)) : String(rounded(value, 4)))
}

/** Calls and records of a plan: whole from 10 on, with one decimal below. */
export function tally(value: number): string {
  if (Math.abs(value) >= 10) return number(Math.round(value))
  return number(Math.abs(value) >= 0.1 ? Math.round(10 * value) / 10 : rounded(value, 1))
}

export const rate = (perSecond: number): string => `${number(perSecond)} /s`
/** Of seconds. */
export const seconds = (value: number): string => (value === 0 ? '0 s' : signed(time(value * 1e9)))
/** To three digits. */
export const part = (value: number): string => signed(`${rounded(100 * value, 3)} %`)
