/**
 * The latencies of a cell as text, in the HdrHistogram interval log format 1.3:
 * one line per series and segment, so that everything can be judged again
 * without running again, here or in any tool that reads the format.
 *
 * A difference can be negative and a histogram cannot: `delta` series are two
 * tags, `…+` and `…-`.
 *
 * @module
 */
import { RunUnreadableError } from '../errors.ts'
import { emptyBuckets, mergeBuckets, type Buckets } from '../statistics/buckets.ts'
import { decodeHistogram, type Histogram } from './histogram.ts'
import { kmsSeries, operations, seriesKinds, type LatencyLog, type SeriesName } from './series.ts'

export type Sign = '' | '+' | '-'

export const latencyLogHeader =
  '#[Histogram log format version 1.3]\n"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n'

/** One line of the log. Its start is the segment's number and its length 1, as segments are cut by records, not by time. */
export function latencyLogLine(
  series: SeriesName,
  sign: Sign,
  segment: number,
  histogram: Histogram,
): string {
  const maxMs = (histogram.max / 1e6).toFixed(3)
  return `Tag=${series}${sign},${segment}.000,1.000,${maxMs},${histogram.encode()}\n`
}

const knownSeries: ReadonlySet<string> = new Set([
  ...operations.flatMap((operation) => seriesKinds.map((kind) => `${operation}.${kind}`)),
  ...kmsSeries,
])

/**
 * Reads a latency log. A last line that was cut off is left out.
 *
 * @throws {RunUnreadableError} where a line is not what this module writes
 */
export function parseLatencyLog(text: string, path: string): LatencyLog {
  const log = new Map<SeriesName, Buckets[]>()
  const lines = text.split('\n').slice(0, -1)
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#') || line.startsWith('"')) continue
    const match = /^Tag=([^,]+?)([+-]?),(\d+)\.000,[\d.]+,[\d.]+,([A-Za-z0-9+/=]+)$/.exec(line)
    const [, series, sign, segment, encoded] = match ?? []
    // Every segment has a line, so a number beyond the lines is no number of a segment.
    if (series === undefined || !knownSeries.has(series) || Number(segment) > index) {
      throw new RunUnreadableError(
        `${path}:${index + 1} is not a line of a latency log: the file is damaged, run the cell again`,
      )
    }
    const segments = log.get(series as SeriesName) ?? []
    log.set(series as SeriesName, segments)
    const decoded = decode(encoded!, `${path}:${index + 1}`)
    const signed = sign === '-' ? negated(decoded) : decoded
    const at = Number(segment)
    segments[at] = segments[at] === undefined ? signed : mergeBuckets([segments[at], signed])
  }
  for (const segments of log.values()) {
    for (const at of segments.keys()) segments[at] ??= emptyBuckets
  }
  return log
}

/**
 * One log of several, as if the segments of each had followed those of the one
 * before. `texts` are whole logs that this module wrote.
 */
export function joinLatencyLogs(texts: readonly string[]): string {
  const begun = new Map<string, number>()
  const joined = texts.flatMap((text) => {
    const ended = new Map<string, number>()
    const lines = text.split('\n').flatMap((line) => {
      const match = /^Tag=([^,]+?)([+-]?),(\d+)\.000,(.*)$/.exec(line)
      if (match === null) return []
      const [, series, sign, segment, rest] = match as unknown as [string, string, string, string, string]
      const at = (begun.get(series) ?? 0) + Number(segment)
      ended.set(series, Math.max(ended.get(series) ?? 0, at + 1))
      return [`Tag=${series}${sign},${at}.000,${rest}\n`]
    })
    for (const [series, end] of ended) begun.set(series, end)
    return lines
  })
  return latencyLogHeader + joined.join('')
}

function decode(encoded: string, where: string): Buckets {
  try {
    return decodeHistogram(encoded)
  } catch (cause) {
    throw new RunUnreadableError(
      `${where} holds no readable histogram: the file is damaged, run the cell again`,
      { cause },
    )
  }
}

function negated({ values, counts }: Buckets): Buckets {
  return { values: values.map((value) => -value || 0).toReversed(), counts: counts.toReversed() }
}
