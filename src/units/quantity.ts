/**
 * Quantities as people write them, `5 min`, `1 KiB`, `200 /s`, `3 USD`, and
 * back again. One table per dimension serves parsing, printing and the
 * pattern in the published JSON Schema.
 *
 * @module
 */
import {
  bytes,
  nanoseconds,
  perSecond,
  span,
  type Bytes,
  type Nanoseconds,
  type PerSecond,
  type Span,
} from './units.ts'
import { significant } from './significant.ts'

export type Dimension = 'duration' | 'size' | 'rate' | 'money'
/** A span is a time too, in seconds rather than in nanoseconds, which end at 104 days. */
export type QuantityKind = Dimension | 'span'

/** Units by dimension, smallest first, with their factor to the base unit (ns, s, B, /s, USD). */
const unitsOf: Record<QuantityKind, Readonly<Record<string, number>>> = {
  duration: { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9, d: 86_400e9 },
  span: { ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400, y: 31_536_000 },
  size: { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, kB: 1e3, MB: 1e6, GB: 1e9 },
  rate: { '/d': 1 / 86_400, '/h': 1 / 3600, '/min': 1 / 60, '/s': 1 },
  money: { USD: 1 },
}

const exampleOf: Record<QuantityKind, string> = {
  duration: '5 min',
  span: '30 d',
  size: '1 KiB',
  rate: '200 /s',
  money: '3 USD',
}

/** Units that a bare number may have been meant in: which one, only its author knows. */
const likelyUnits: Record<QuantityKind, readonly string[]> = {
  duration: ['ms', 's', 'min'],
  span: ['s', 'h', 'd'],
  size: ['B', 'KiB', 'MiB'],
  rate: ['/s', '/min', '/h'],
  money: ['USD'],
}

/** How units are written elsewhere, in lower case, and what they are here. */
const nearMisses: Record<QuantityKind, Readonly<Record<string, readonly string[]>>> = {
  duration: {
    ...spelt('ns', 'nsec nanos nanosecond nanoseconds'),
    ...spelt('us', 'µs μs usec micros microsecond microseconds'),
    ...spelt('ms', 'msec msecs millis millisecond milliseconds'),
    ...spelt('s', 'sec secs second seconds'),
    ...spelt('min', 'm mins minute minutes'),
    ...spelt('h', 'hr hrs hour hours'),
    ...spelt('d', 'day days'),
  },
  span: {
    ...spelt('s', 'sec secs second seconds'),
    ...spelt('min', 'm mins minute minutes'),
    ...spelt('h', 'hr hrs hour hours'),
    ...spelt('d', 'day days'),
    ...spelt('y', 'yr yrs year years a'),
  },
  size: {
    ...spelt('B', 'b byte bytes'),
    ...spelt('KiB', 'ki kib kibibyte kibibytes'),
    ...spelt('MiB', 'mi mib mebibyte mebibytes'),
    ...spelt('GiB', 'gi gib gibibyte gibibytes'),
    ...spelt('TiB', 'ti tib tb terabyte terabytes tebibyte tebibytes'),
    ...spelt('kB KiB', 'k kb kilobyte kilobytes'),
    ...spelt('MB MiB', 'm mb megabyte megabytes'),
    ...spelt('GB GiB', 'g gb gigabyte gigabytes'),
  },
  rate: {
    ...spelt('/s', 's hz 1/s rps ops/s per-second /sec /second'),
    ...spelt('/min', 'min rpm 1/min /m /minute'),
    ...spelt('/h', 'h 1/h /hour'),
    ...spelt('/d', 'd 1/d /day'),
  },
  money: spelt('USD', '$ usd dollar dollars us$'),
}

/** What may stand in for a quantity: the reason says what to write instead. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string }

/** A regular expression, anchored, that accepts what `parseQuantity` accepts. */
export function patternOf(dimension: QuantityKind): string {
  const units = Object.keys(unitsOf[dimension]).map((unit) => unit.replace('/', '\\/'))
  return `^\\d+(\\.\\d+)?(e[+-]?\\d+)? ?(${units.join('|')})$`
}

/** Parses `text` into the base unit of `dimension`; says what to write where it cannot. */
export function parseQuantity(dimension: QuantityKind, text: unknown): Parsed<number> {
  const example = exampleOf[dimension]
  if (typeof text === 'number') {
    return {
      ok: false,
      reason: `a ${dimension} needs its unit: write ${written(text, likelyUnits[dimension])} rather than ${text}`,
    }
  }
  if (typeof text !== 'string')
    return { ok: false, reason: `must be a ${dimension} such as ${JSON.stringify(example)}` }
  const match = /^(?<number>[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?) ?(?<unit>\S*)$/.exec(text.trim())
  if (match === null)
    return {
      ok: false,
      reason: `${JSON.stringify(text)} is not a ${dimension}: write it like ${JSON.stringify(example)}`,
    }
  const { number, unit } = match.groups as { number: string; unit: string }
  const factor = Object.hasOwn(unitsOf[dimension], unit) ? unitsOf[dimension][unit] : undefined
  if (factor === undefined) {
    const known = Object.keys(unitsOf[dimension]).join(', ')
    const fault = unit === '' ? 'has no unit' : `has the unknown unit ${JSON.stringify(unit)}`
    const meant = unit === '' ? likelyUnits[dimension] : meantBy(dimension, unit)
    const advice =
      meant === undefined
        ? `a ${dimension} is a number and one of ${known}`
        : `write ${written(number, meant)}`
    return { ok: false, reason: `${JSON.stringify(text)} ${fault}: ${advice}` }
  }
  const value = Number(number) * factor
  if (value < 0) return { ok: false, reason: `${JSON.stringify(text)} must not be negative` }
  if (!Number.isFinite(value) || value > Number.MAX_SAFE_INTEGER)
    return { ok: false, reason: `${JSON.stringify(text)} is too large` }
  const isWhole = dimension === 'duration' || dimension === 'size'
  return { ok: true, value: isWhole ? Math.round(value) : value }
}

function meantBy(dimension: QuantityKind, unit: string): readonly string[] | undefined {
  const spelling = unit.toLowerCase()
  const spellings = nearMisses[dimension]
  if (Object.hasOwn(spellings, spelling)) return spellings[spelling]
  const known = Object.keys(unitsOf[dimension]).find((name) => name.toLowerCase() === spelling)
  return known === undefined ? undefined : [known]
}

/** `"300 ms", "300 s" or "300 min"`. */
function written(number: number | string, units: readonly string[]): string {
  const choices = units.map((unit) => JSON.stringify(`${number} ${unit}`))
  const last = choices.at(-1)!
  return choices.length === 1 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`
}

/** Each of `spellings` to all of `units`; both separated by spaces. */
function spelt(units: string, spellings: string): Record<string, readonly string[]> {
  return Object.fromEntries(spellings.split(' ').map((spelling) => [spelling, units.split(' ')]))
}

/** The longest unit that leaves a whole number, `5 min` and not `300000000000 ns`; else that with the shortest, `600.5 s`. */
function formatExactly(
  dimension: QuantityKind,
  value: number,
  units: readonly string[],
  zeroUnit: string,
): string {
  if (value === 0) return `0 ${zeroUnit}`
  for (const unit of units.toReversed()) {
    const number = value / unitsOf[dimension][unit]!
    if (number >= 1 && Number.isInteger(number)) return `${number} ${unit}`
  }
  const fitting = units.filter((unit) => value >= unitsOf[dimension][unit]!)
  const texts = (fitting.length === 0 ? units.slice(0, 1) : fitting)
    .toReversed()
    .map((unit) => `${value / unitsOf[dimension][unit]!} ${unit}`)
  return texts.reduce((shortest, text) => (text.length < shortest.length ? text : shortest))
}

/** `5 min`; parses back to the same value. */
export function formatDuration(value: Nanoseconds): string {
  return formatExactly('duration', value, ['ns', 'us', 'ms', 's', 'min', 'h', 'd'], 's')
}

/** `30 d`; parses back to the same value. A year has 365 days. */
export function formatSpan(value: Span): string {
  return formatExactly('span', value, ['s', 'min', 'h', 'd'], 's')
}

/** `1 KiB`; parses back to the same value. */
export function formatBytes(value: Bytes): string {
  return formatExactly('size', value, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 'B')
}

/** `200 /s`; parses back to the same value. */
export function formatRate(value: PerSecond): string {
  return `${value} /s`
}

/** A measured time to three significant digits, for people: `14.2 us`, `0.2 ms`; negative ones too. */
export function describeDuration(value: number): string {
  return describe(value, unitsOf.duration, ['ns', 'us', 'ms', 's', 'min', 'h', 'd'])
}

/** A measured size to three significant digits, for people. */
export function describeBytes(value: number): string {
  return describe(value, unitsOf.size, ['B', 'KiB', 'MiB', 'GiB', 'TiB'])
}

function describe(
  value: number,
  factors: Readonly<Record<string, number>>,
  units: readonly string[],
): string {
  // What rounds to one of a unit is told in it: 999.6 us are 1 ms.
  const unit = units.findLast((candidate) => Math.abs(value) >= 0.9995 * factors[candidate]!) ?? units[0]!
  return `${significant(value / factors[unit]!, 3)} ${unit}`
}

export const asDuration = (value: number): Nanoseconds => nanoseconds(value)
export const asSpan = (value: number): Span => span(value)
export const asBytes = (value: number): Bytes => bytes(value)
export const asRate = (value: number): PerSecond => perSecond(value)
