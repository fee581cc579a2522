/**
 * What pictures over many runs have in common: their input, the axis along
 * which runs stand, and what is said of a point.
 *
 * @module
 */
import { program } from '../../../program.ts'
import { narrow, type Chart, type Datum } from '../../charts/chart.ts'
import { describeInterval, plural } from '../../figures.ts'
import { printable } from '../../text.ts'
import type { IndexView, RunAxis } from '../index-view.ts'
import { predictionLevel, runsNeeded, runsRemembered } from '../prediction.ts'
import type { IndexedRun, RunEntry, RunIndex } from '../run-index.ts'
import { trendOf, type Standing, type TrendPoint } from '../trends.ts'

export interface IndexChartInput {
  /** Every run: what is usual is told by those that are not drawn as well. */
  readonly index: RunIndex
  /**
   * The runs that are drawn, oldest first: at least two, and each at a time where they stand along it. What is new
   * with each is so against the one that is drawn before it.
   */
  readonly runs: readonly IndexedRun[]
  readonly view: IndexView
}

export type IndexChartMaker = (input: IndexChartInput) => readonly Chart[]

/** Of the runs that are drawn, among all; joined as these follow each other. */
export function drawnTrend({ index, runs }: IndexChartInput, ...rest: TrendQuestion): TrendPoint[] {
  let stretch = 0
  const drawn = new Map(
    runs.map((run, place) => {
      if (run.family !== runs[place - 1]?.family) stretch += 1
      return [run.order, { run, stretch }] as const
    }),
  )
  return trendOf(index.runs, ...rest).flatMap((point) => {
    const place = drawn.get(point.run.order)
    return place === undefined ? [] : { ...point, ...place }
  })
}

type TrendQuestion = Parameters<typeof trendOf> extends [unknown, ...infer Rest] ? Rest : never

/** A horizontal encoding without its field: `x` of a point is its run's order, or ms since 1970. */
export function runAxis(runs: readonly IndexedRun[], axis: RunAxis, width: number) {
  const times = timesOf(runs)
  const ends = axis === 'order' ? orderEnds(runs) : timeEnds(times)
  const count = Math.max(2, Math.min(axis === 'order' ? runs.length : 8, Math.floor(width / 86)))
  const labels = labelsOf(runs, ticksOf(runs, count), detailOf(times))
  return {
    type: axis === 'order' ? ('quantitative' as const) : ('temporal' as const),
    // Said once, in the text: there are many panels.
    title: null,
    scale: { domain: ends, nice: false, zero: false, ...(axis === 'time' && { type: 'utc' as const }) },
    axis: {
      grid: false,
      labelOverlap: 'greedy' as const,
      ...(axis === 'order'
        ? {
            values: ticksOf(runs, count),
            labelExpr: `(${JSON.stringify(labels)})['' + datum.value]`,
          }
        : // Beyond the end by more than this a label would make the picture wider.
          { tickCount: count, format: timeFormat(times), labelBound: 6 }),
    },
  }
}

/** By order. Where ticks would be alike they say more, and at last the number of the run. */
function labelsOf(runs: readonly IndexedRun[], ticks: readonly number[], detail: Detail) {
  const timed = runs.filter(({ order, startedAtMs }) => startedAtMs !== null && ticks.includes(order))
  const told = finer[detail].find(
    (one) => new Set(timed.map((run) => whenOf(run, one))).size === timed.length,
  )
  return Object.fromEntries(
    runs.map((run) => [String(run.order), told === undefined ? `run ${run.order}` : whenOf(run, told)]),
  )
}

function orderEnds(runs: readonly IndexedRun[]): [number, number] {
  return [runs[0]!.order - 0.6, runs.at(-1)!.order + 0.6]
}

/** Runs over so many ms are told apart by the day alone, those of fewer by the time as well. */
const timesOfDayBelowMs = 2 * 86_400_000
/** Where ticks may lie less than a minute apart. */
const secondsBelowMs = 5 * 60_000

type Detail = 'day' | 'time' | 'both' | 'seconds'

/** What tells runs apart where each but the last is alike for some. */
const finer: Readonly<Record<Detail, readonly Detail[]>> = {
  day: ['day', 'both'],
  time: ['time', 'seconds'],
  both: ['both'],
  seconds: ['seconds'],
}

function detailOf(times: readonly number[]): Detail {
  const days = new Set(times.map((time) => Math.floor(time / 86_400_000)))
  return days.size === 1 ? 'time' : times.length > 0 && spanOf(times) < timesOfDayBelowMs ? 'both' : 'day'
}

function timeFormat(times: readonly number[]): string {
  if (spanOf(times) < secondsBelowMs) return '%H:%M:%S'
  return { day: '%m-%d', time: '%H:%M', both: '%m-%d %H:%M', seconds: '%H:%M:%S' }[detailOf(times)]
}

function timesOf(runs: readonly IndexedRun[]): number[] {
  return runs.flatMap(({ startedAtMs }) => startedAtMs ?? [])
}

function spanOf(times: readonly number[]): number {
  return Math.max(...times) - Math.min(...times)
}

function timeEnds(times: readonly number[]) {
  const margin = Math.max(1000, spanOf(times) * 0.04)
  return [instant(Math.min(...times) - margin), instant(Math.max(...times) + margin)]
}

/** For a domain: vega's interpreter takes a number of ms there for a year. */
function instant(ms: number) {
  const at = new Date(ms)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    hours: at.getUTCHours(),
    minutes: at.getUTCMinutes(),
    seconds: at.getUTCSeconds(),
    milliseconds: at.getUTCMilliseconds(),
    utc: true,
  }
}

/** Evenly, with the newest. */
function ticksOf(runs: readonly IndexedRun[], count: number): number[] {
  const step = Math.ceil(runs.length / count)
  return runs.filter((_, index) => (runs.length - 1 - index) % step === 0).map(({ order }) => order)
}

/** How many of `runs` have no time, in a sentence that follows another; empty where all have one. */
export function timelessText(runs: readonly RunEntry[]): string {
  const { length } = runs.filter(({ startedAtMs }) => startedAtMs === null)
  if (length === 0) return ''
  return ` ${plural(length, 'run')} ${length === 1 ? 'says' : 'say'} no time that can be, and ${length === 1 ? 'is' : 'are'} not drawn over time.`
}

export function xOf(run: IndexedRun, axis: RunAxis): number | null {
  return axis === 'order' ? run.order : run.startedAtMs
}

/** Between which runs something changed: what keeps them from being compared, or else the version or the working tree. */
export function changesOf(runs: readonly IndexedRun[], axis: RunAxis) {
  return runs.slice(1).flatMap((run, index) => {
    const before = runs[index]!
    const [here, there] = [xOf(run, axis), xOf(before, axis)]
    const isOther = run.family !== before.family
    const isChange = isOther || run.updates.length > 0
    return here === null || there === null || !isChange ? [] : [{ x: (here + there) / 2, isOther }]
  })
}

/** `11-23`, `12:45`, `12:45:07` or `11-23 12:45`; where that is not known the text as stored. */
function whenOf({ startedAt, startedAtMs }: IndexedRun, detail: Detail): string {
  if (startedAtMs === null) return printable(startedAt).slice(0, 10)
  const text = new Date(startedAtMs).toISOString().replace('T', ' ')
  const [from, to] = ({ day: [5, 10], time: [11, 16], both: [5, 16], seconds: [11, 19] } as const)[detail]
  return text.slice(from, to)
}

/** `2026-11-23 12:45`, in UTC. */
export function timeOf({
  startedAt,
  startedAtMs,
}: {
  startedAt: string
  startedAtMs: number | null
}): string {
  if (startedAtMs === null) return printable(startedAt)
  return new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ')
}

/** `0.1.0 at 1a2b3c4d5e, changed`: the sealbench that ran. */
export function softwareText({ sealbench, gitCommit, isDirty }: RunEntry): string {
  const commit = gitCommit === null ? '' : ` at ${gitCommit.slice(0, 10)}`
  return `${sealbench}${commit}${isDirty === true ? ', changed' : ''}`
}

/** What of a run every row of data tells. */
export function datumOfRun({
  id,
  folder,
  startedAt,
  order,
  family,
  sealbench,
  gitCommit,
}: IndexedRun): Datum {
  return { run: id, folder, startedAt, order, family, sealbench, commit: gitCommit }
}

/** What a point says when it is pointed at. */
export function describePoint(
  name: string,
  point: TrendPoint,
  describe: (value: number) => string,
  more: readonly string[] = [],
  hasInterval = true,
): string {
  const { run, estimate, low, high, standing } = point
  const interval = low === null || high === null ? null : ([low, high] as const)
  const spread =
    !hasInterval || (interval !== null && low === high)
      ? []
      : [`95 % interval ${describeInterval(interval, describe)}`]
  return printable(
    [
      `${name}, run ${run.id}: ${describe(estimate)}`,
      ...spread,
      ...more,
      `sealbench ${softwareText(run)}`,
      ...(standing === 'usual' ? [] : [standingWords[standing]]),
      ...[...run.differences, ...run.updates].map((text) => `not as in the run before: ${text}`),
    ].join('; '),
  )
}

const standingWords: Readonly<Record<Exclude<Standing, 'usual'>, string>> = {
  apart: 'its interval shares nothing with that of the run before',
  beyond: 'outside of what the runs before foretell',
}

/** The part of every paragraph on how to read a trend that is the same. */
export const howToReadTrends =
  'Below the axis stands the month and the day, for runs within two days the time of day (UTC), and where these are alike the number of the run. Points are joined as long as runs may be compared: the same scenario, seed, machine and runtime. A dashed rule stands where one of these changed, ' +
  'a dotted one where the version of sealbench did, or whether its working tree was as committed. ' +
  `A ring is drawn around what stands out: outside of the ${predictionLevel * 100} % prediction interval that the last ${runsNeeded} to ${runsRemembered} comparable runs give ` +
  '(one point in a hundred by chance alone), or, with fewer runs before, with an interval that shares nothing with that of the run before. It is a hint where to look; ' +
  `whether a run is worse, ${program} compare says.`

/** What stands out, newest first, in one sentence or two. */
export function findingOf(points: readonly { readonly name: string; readonly point: TrendPoint }[]): string {
  const out = points.filter(({ point }) => point.standing !== 'usual')
  if (out.length === 0) return 'No point stands out from the runs before it.'
  const newest = out.toSorted((one, other) => other.point.run.order - one.point.run.order)
  const named = newest.slice(0, 3).map(({ name, point }) => `${name} in ${point.run.id}`)
  const rest = out.length > named.length ? ` and ${plural(out.length - named.length, 'more', 'more')}` : ''
  return printable(`Standing out from the runs before, newest first: ${named.join(', ')}${rest}.`)
}

/** Those that can be followed, from one run to another; all where there are none. `isNeeded` stays with a single point. */
export function followed<Trend extends { readonly points: readonly TrendPoint[] }>(
  trends: readonly Trend[],
  isNeeded: (trend: Trend) => boolean = () => false,
): readonly Trend[] {
  const lines = trends.filter((trend) => trend.points.length > 1 || isNeeded(trend))
  return lines.some(({ points }) => points.length > 1) ? lines : trends
}

/** Side by side where there is room. */
export function panelColumns(panels: number, width: number): number {
  return width < narrow || panels === 1 ? 1 : panels === 2 || panels === 4 ? 2 : 3
}
