/**
 * Arrival times from a file.
 *
 * @module
 */
import { fieldOf, rowError, type Row } from './row.ts'
import { visitRows } from './visit-rows.ts'

/**
 * The times in field `timeField` of every row of `file`, in ns since the earliest, ascending.
 *
 * A time is an ISO 8601 date and time, UTC where no zone is written, with `/` for `-` and a blank for `T` allowed; or a
 * number of seconds since any moment. If any number is 1e11 or more, all are milliseconds: as seconds it would be the
 * year 5138. Rows in another order are sorted; none is dropped. Throws `InputUnreadableError`.
 */
export function readTrace(file: string, timeField: string): Float64Array {
  const moments: Moment[] = []
  const numbers: number[] = []
  visitRows(file, (row) => {
    const value = fieldOf(row, timeField)
    const number = numberIn(value)
    if (number === undefined) moments.push(momentIn(row, timeField, value))
    else numbers.push(number)
    if (numbers.length > 0 && moments.length > 0) {
      throw rowError(
        row,
        `field ${JSON.stringify(timeField)} is a number in some rows and a date in others. ` +
          'Write all times in one way.',
      )
    }
  })
  return sinceEarliest(numbers.length > 0 ? numbers.map(momentFrom(millisecondsIn(numbers))) : moments)
}

/** Two parts, because a double cannot hold today's time in ns. */
interface Moment {
  readonly milliseconds: number
  /** In [0, 1e6). */
  readonly nanoseconds: number
}

const isoPattern =
  /^(?<date>\d{4}[-/]\d{2}[-/]\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,](?<fraction>\d{1,9}))?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/

function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value.trim())) return undefined
  return Number(value)
}

function millisecondsIn(numbers: readonly number[]): number {
  return numbers.some((number) => Math.abs(number) >= 1e11) ? 1 : 1000
}

function momentFrom(millisecondsPerUnit: number): (number: number) => Moment {
  return (number) => {
    const whole = Math.floor(number)
    const rest = (number - whole) * millisecondsPerUnit
    const milliseconds = Math.floor(rest)
    return {
      milliseconds: whole * millisecondsPerUnit + milliseconds,
      nanoseconds: Math.round((rest - milliseconds) * 1e6),
    }
  }
}

function momentIn(row: Row, timeField: string, value: unknown): Moment {
  const groups = typeof value === 'string' ? isoPattern.exec(value.trim())?.groups : undefined
  const date = groups?.['date']?.replaceAll('/', '-')
  const time = (groups?.['time'] ?? '00:00').padEnd(8, ':00')
  const day = Date.parse(`${date}T00:00:00Z`)
  const milliseconds = Date.parse(`${date}T${time}${withColon(groups?.['zone'] ?? 'Z')}`)
  // Date.parse turns 30 February into 2 March.
  const exists = !Number.isNaN(day) && new Date(day).toISOString().startsWith(`${date}T`)
  if (!exists || Number.isNaN(milliseconds)) {
    throw rowError(
      row,
      `field ${JSON.stringify(timeField)} is ${JSON.stringify(value)}, which is not a time. ` +
        'Write 2017-07-01T12:00:00.250Z, or a number of seconds.',
    )
  }
  const fraction = Number((groups?.['fraction'] ?? '').padEnd(9, '0'))
  return { milliseconds: milliseconds + Math.floor(fraction / 1e6), nanoseconds: fraction % 1e6 }
}

/** Date.parse needs `+01:00`; ISO 8601 has `+0100` as well. */
function withColon(zone: string): string {
  return zone.replace(/(?<=^[+-]\d{2})(?=\d{2}$)/, ':')
}

function sinceEarliest(moments: readonly Moment[]): Float64Array {
  const origin = moments[0]!.milliseconds
  const times = Float64Array.from(
    moments,
    (moment) => (moment.milliseconds - origin) * 1e6 + moment.nanoseconds,
  )
  times.sort()
  const earliest = times[0]!
  return times.map((time) => time - earliest)
}
