/**
 * What it costs a run to be watched: within one process, whose workers measure
 * cells all the time, the live view is drawn for some seconds and not for
 * others, in random order, and what was measured meanwhile is compared.
 *
 *     npx node scripts/live-view-cost.ts [--minutes 6]
 *
 * Every core measures a cell while the main thread draws, which is the worst
 * case. It draws on a pseudo-terminal, needs `script` of util-linux, and writes
 * its table into `docs/method.md`.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { environmentLine, wholeNumber } from '../bench/bench-report.ts'
import { median, quantileOf } from '../bench/timing.ts'
import { Histogram } from '../src/measure/histogram.ts'
import { followedQuantiles } from '../src/measure/operation-recorder.ts'
import { randomStream } from '../src/random.ts'
import { describeEnvironment } from '../src/runner/environment.ts'
import { intervalAt, meanOf, ofRepetitions } from '../src/statistics/repeated.ts'
import { describeDuration } from '../src/units/quantity.ts'
import { describePercent, describeShare, describeSize } from '../src/units/share.ts'
import { markdownTable } from './markdown-table.ts'
import { withBlock, type Markers } from './marked-block.ts'
import type { WatchedSegment, WatchedSpan, WatchedTime, Way } from './watched-workers.ts'

export const liveViewMarkers: Markers = {
  begin: '<!-- live view: written by scripts/live-view-cost.ts -->',
  end: '<!-- /live view -->',
}

const page = path.join(import.meta.dirname, '..', 'docs', 'method.md')
const watched = path.join(import.meta.dirname, 'watched-workers.ts')
/** With `none` itself the second shows what chance does. */
const compared = ['again', 'live'] as const
const heads: Readonly<Record<Way, string>> = { none: '', again: 'not drawn, again', live: 'drawn' }
/** What is looked for: a difference beyond this, relative. */
const tolerance = 0.02

interface Figure {
  readonly name: string
  /** Logarithm of the figure in a segment; undefined where it has none. */
  readonly of: (segment: WatchedSegment) => number | undefined
}

const figures: readonly Figure[] = [
  ...(['put', 'get'] as const).flatMap((operation) =>
    (['plain', 'sealed'] as const).flatMap((arm) =>
      (['p50', 'p99', 'p999'] as const).map((statistic) => ({
        name: `${operation}.${arm}.serviceTime ${statistic.replace('p999', 'p99.9')}`,
        of: ({ figures: told }: WatchedSegment) =>
          told.operation === operation ? Math.log(told[arm][statistic]) : undefined,
      })),
    ),
  ),
  { name: 'records/s', of: ({ figures: { records }, fromNs, toNs }) => Math.log(records / (toNs - fromNs)) },
]

function measure(minutes: number): WatchedTime {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sealbench-live-'))
  const file = path.join(folder, 'watched.json')
  try {
    const command = [process.execPath, watched, String(minutes), file].map((word) => `'${word}'`).join(' ')
    const { status, error } = spawnSync(
      'script',
      ['--quiet', '--flush', '--return', '--command', `stty cols 120 rows 40; ${command}`, '/dev/null'],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    if (error !== undefined) throw error
    if (status !== 0) throw new Error(`the watched workers ended with ${status}`)
    return JSON.parse(readFileSync(file, 'utf8')) as WatchedTime
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each round has a span of every way: their difference is one observation, of the same cells in both. */
function differences({ spans, segments }: WatchedTime, { of }: Figure, way: Way): number[] {
  const inSpan = Map.groupBy(segments, ({ span }) => span)
  const meansOf = (span: WatchedSpan | undefined): ReadonlyMap<string, number> => {
    const known = (inSpan.get(span?.index ?? -1) ?? []).flatMap((segment) => {
      const value = of(segment)
      return value === undefined ? [] : [{ cellId: segment.cellId, value }]
    })
    return new Map(
      [...Map.groupBy(known, ({ cellId }) => cellId)].map(([id, all]) => [
        id,
        meanOf(all.map(({ value }) => value)),
      ]),
    )
  }
  return [...Map.groupBy(spans, ({ round }) => round).values()].flatMap((round) => {
    const [control, treated] = (['none', way] as const).map((kind) =>
      meansOf(round.find((span) => span.way === kind)),
    ) as [ReadonlyMap<string, number>, ReadonlyMap<string, number>]
    const paired = [...treated].flatMap(([id, value]) => (control.has(id) ? [value - control.get(id)!] : []))
    return paired.length === 0 ? [] : [meanOf(paired)]
  })
}

interface Change {
  readonly text: string
  /** How far the interval reaches to either side, relative. */
  readonly reach: number
  readonly isBeyond: boolean
}

function changeOf(observed: readonly number[]): Change {
  const measured = ofRepetitions(observed)
  const [low, high] = intervalAt(measured, 0.95).map(Math.expm1) as [number, number]
  return {
    text: `${describeShare(Math.expm1(measured.estimate))} (${describeShare(low)} to ${describeShare(high)})`,
    reach: (high - low) / 2,
    isBeyond: high < -tolerance || low > tolerance,
  }
}

/** What a worker spends on a segment's quantiles, whether anybody looks or not: of eight, in ns. */
function quantilesNs(records: number): number {
  const [histogram, random] = [new Histogram(), randomStream(20170701, 'live-view-cost')]
  for (let index = 0; index < records; index += 1)
    histogram.record(Math.round(2000 * Math.exp(random.normal())))
  const times = Array.from({ length: 200 }, () => {
    const from = process.hrtime.bigint()
    for (const quantile of Object.values(followedQuantiles))
      for (let arm = 0; arm < 2; arm += 1) histogram.quantile(quantile)
    return Number(process.hrtime.bigint() - from)
  })
  histogram.destroy()
  return median(times)
}

function busyText(spans: readonly WatchedSpan[]): string {
  const [none, live] = (['none', 'live'] as const).map((way) =>
    meanOf(spans.filter((span) => span.way === way).map(({ cpuShare }) => cpuShare)),
  ) as [number, number]
  return `The main thread takes ${describePercent(live)} of a core where it draws and ${describePercent(none)} where it does not.`
}

function block(minutes: number, time: WatchedTime): string {
  const environment = describeEnvironment(new Date())
  const rows = figures.map((figure) => ({
    name: figure.name,
    changes: compared.map((way) => changeOf(differences(time, figure, way))),
  }))
  const medians = rows.filter(({ name }) => name.endsWith('p50')).flatMap(({ changes }) => changes)
  const rounds = new Set(time.spans.map(({ round }) => round)).size
  const draws = Float64Array.from(time.drawNs).toSorted()
  const records = median(time.segments.map(({ figures: told }) => told.records))
  const segmentNs = median(time.segments.map(({ fromNs, toNs }) => toNs - fromNs))
  const quantiles = quantilesNs(records)
  return [
    liveViewMarkers.begin,
    '',
    `${environmentLine(environment)}, ${environment.startedAt.slice(0, 10)}. ${rounds} rounds of three spans of ${time.spanSeconds} s in random order, every core with a cell of its own.`,
    '',
    '```sh',
    `npx node scripts/live-view-cost.ts --minutes ${minutes}`,
    '```',
    '',
    markdownTable(
      ['against spans without a live view (95 %)', ...compared.map((way) => heads[way])],
      rows.map(({ name, changes }) => [name, ...changes.map(({ text }) => text)]),
    ),
    '',
    `Differences beyond ${describeSize(tolerance)}: ${compared.map((way, at) => `${rows.filter(({ changes }) => changes[at]!.isBeyond).length} (${heads[way]})`).join(', ')}, of ${rows.length} figures each. The intervals of medians reach ${describeSize(meanOf(medians.map(({ reach }) => reach)))} to either side on average, ${describeSize(Math.max(...medians.map(({ reach }) => reach)))} at most. A picture of ${time.cells} cells takes ${describeDuration(quantileOf(draws, 0.5))} to draw (p99 ${describeDuration(quantileOf(draws, 0.99))}). ${busyText(time.spans)} The eight quantiles of a segment take a worker ${describeDuration(quantiles)} in ${describeDuration(segmentNs)}.`,
    '',
    liveViewMarkers.end,
  ].join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '6' } } })
  const minutes = wholeNumber('minutes', values.minutes)
  const time = measure(minutes)
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), liveViewMarkers, block(minutes, time)))
}
