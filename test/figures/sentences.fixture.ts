/**
 * Which figures may stand in a sentence of a picture or be said by a mark of
 * it: those of its table, and what follows from them.
 *
 * @module
 */
import type { Operation } from '../../src/measure/series.ts'
import { percentileGrid, toldPercentiles } from '../../src/report/data/percentile-grid.ts'
import type { Datum } from '../../src/report/charts/chart.ts'
import type { View } from '../../src/report/data/view.ts'
import { longName, reachOf } from './cells.fixture.ts'
import { intervalOf, overheadInterval, samplesOf, type Source } from './percentiles.fixture.ts'
import { ranked, within } from './samples.fixture.ts'
import {
  amount,
  calls,
  count,
  percent,
  percentile,
  point,
  size,
  time,
  usd,
  wholePercent,
} from './shown.fixture.ts'
import type { CellResult } from '../../src/run-store/run-format.ts'
import type { PageTable, PictureSayings } from './tables.fixture.ts'

/** Each number with its unit; a percentile as its name. None of what is part of a word, or how intervals are called. */
export function figuresOf(text: string): readonly string[] {
  const own = text.replaceAll(/95 % interval|per 30 days|99 % (?:below|of the records)|at p(?=999 )/g, '')
  return [
    ...own.matchAll(
      /(?<![\w.-])(?:p|-)?\d(?:[\d,]*\d)?(?:\.\d+)?(?: (?:ns|us|ms|s|min|h|d|USD|%|[KMG]iB|B)\b)?(?: %)?/g,
    ),
  ].map(([figure]) => figure.replace(/^p999$/, 'p99.9').trim())
}

/** All that may be told beside the picture whose table is `table`. */
export function tellable(source: Source, view: View, table: PageTable): ReadonlySet<string> {
  const texts = [
    ...table.headings,
    ...table.rows.flat(),
    ...source.run.cells.map(longName),
    ...beyondTable(source, view, table),
  ]
  return new Set(texts.flatMap(figuresOf))
}

/** In words, what a sentence tells that no table has. */
function beyondTable(source: Source, view: View, { id, rows }: PageTable): readonly string[] {
  const { run, focus } = source
  const operation: Operation = id.includes('-get') ? 'get' : 'put'
  const counts = [count(run.cells.length), ...run.cells.map((_, index) => count(index))]
  switch (id.replace(/-(put|get)$/, '')) {
    case 'claims':
      return [...claimTextsOf(source), '1 h of calls times 720', 'p999 ']
    case 'percentiles':
    case 'waiting':
      return [
        ...claimTextsOf(source),
        ...curveTexts(source, view, operation, id.startsWith('waiting')),
        ...wholeReachTexts(source),
        ...(id.startsWith('waiting') ? waitTexts(source, operation) : []),
      ]
    case 'differences':
      return differenceTexts(source, operation)
    case 'tail-causes':
      return tailTexts(source, operation)
    case 'latency-over-time':
      return [count(rows.length), '99 %']
    case 'kms-calls':
      return callTexts(focus)
    case 'keys-held':
      return keyTexts(focus)
    case 'noise':
      return (['put', 'get'] as const).flatMap((of) => noiseTexts(focus[of]))
    case 'strategies':
      return [
        ...claimTextsOf(source),
        ...counts,
        ...Object.values(run.noiseFloor.put).map((of) => time(reachOf(of))),
      ]
    default:
      return [...counts, ...view.percentiles.map(percentile)]
  }
}

/** The floor of the median, and each floor beside its overhead. */
function noiseTexts({ noiseFloor, overhead }: CellResult[Operation]): string[] {
  return [
    time(reachOf(noiseFloor.p50)),
    ...(['p50', 'p90', 'p99', 'p999', 'mean'] as const).map((name) =>
      percent(Math.abs(noiseFloor[name].estimateNs / overhead[name].estimateNs)),
    ),
  ]
}

function claimTextsOf({ run }: Source): string[] {
  return run.claims.flatMap(({ bound, holdsUpToPercentile: reach, estimate }) => [
    bound.text,
    time(bound.value),
    percentile(reach ?? 0),
    count(Number((estimate! / bound.value).toPrecision(3))),
  ])
}

/** Of each bound from above, the last point of its curve before an interval passes it; its tail to two digits, upwards. */
function wholeReachTexts({ run, detailOf }: Source): string[] {
  return run.claims.flatMap(({ metric, bound, cellId, unit, holdsUpToPercentile: reach }) => {
    if (reach === null || cellId === null) return []
    const [operation, arm, of = 'serviceTime'] = metric.split('.')
    const kind = unit === 'call' ? 'callTime' : of
    const { curves, overheads } = detailOf(cellId)
    const high =
      arm === 'overhead'
        ? overheads[`${operation}.${kind}` as 'put.callTime']?.high
        : curves[`${operation}.${arm}.${kind}` as 'put.sealed.callTime']?.high
    const given = (high ?? []).flatMap((end, at) => (end === null ? [] : [{ end, q: percentileGrid[at]! }]))
    const passing = given.findIndex(({ end }) => (bound.op === '<' ? end >= bound.value : end > bound.value))
    const last = passing < 0 ? given.at(-1) : given[passing - 1]
    if (last === undefined) return []
    const tail = 100 - 100 * last.q
    const step = 10 ** (Math.floor(Math.log10(tail)) - 1)
    const told = 100 - Math.ceil(Number((tail / step).toFixed(6))) * step
    return [percentile(Math.min(reach, Number(told.toFixed(9))))]
  })
}

function callTexts({ kms }: CellResult): string[] {
  const { sliceNs, GenerateDataKey, Decrypt, byPrincipal = [] } = kms.timeline
  return [
    calls(kms.calls),
    calls(kms.expectedCalls!),
    ...GenerateDataKey.map((made, at) => count(made + Decrypt[at]!)),
    time(sliceNs),
    ...byPrincipal.map((of) => count(of.calls.reduce((sum, each) => sum + each, 0))),
  ]
}

function keyTexts({ exposure }: CellResult): string[] {
  const { held, keyMaterial, branchKey } = exposure!
  return [
    ...[held!.sealing, held!.reading, held!.branchKeys!].flatMap(({ mean, max, longestNs }) => [
      count(mean),
      count(max),
      time(longestNs),
    ]),
    count(keyMaterial!.recordsMax),
    count(branchKey!.recordsMax),
  ]
}

/** Every percentile that can be pointed at. */
function curveTexts(source: Source, view: View, operation: Operation, isWaiting: boolean): string[] {
  const { focus } = source
  const times = isWaiting
    ? (['serviceTime', 'responseTime'] as const)
    : [view.unit === 'call' ? ('callTime' as const) : view.time]
  return times.flatMap((kind) => {
    const samples = samplesOf(source, focus.id, operation, `sealed.${kind}`)
    const told = toldPercentiles.map((q) => Number((100 * q).toFixed(7)))
    const backed = told.filter((percents) => Math.round(samples.count * (100 - percents)) >= 1000)
    return [
      count(samples.count),
      count(10),
      ...backed.flatMap((percents) => {
        const of = (arm: 'plain' | 'sealed' | 'delta') =>
          ranked(samplesOf(source, focus.id, operation, `${arm}.${kind}`), percents)
        return [
          percentile(percents),
          point(of('sealed') - of('plain'), overheadInterval(source, focus, operation, view, percents)),
          ...(['plain', 'sealed', 'delta'] as const).map((arm) =>
            point(of(arm), intervalOf(source, focus.id, `${operation}.${arm}.${kind}`, percents)),
          ),
        ]
      }),
    ]
  })
}

/** How much more response time is than service time, at each percentile that both tell. */
function waitTexts(source: Source, operation: Operation): string[] {
  const [whole, work] = (['responseTime', 'serviceTime'] as const).map((kind) =>
    samplesOf(source, source.focus.id, operation, `sealed.${kind}`),
  ) as [ReturnType<typeof samplesOf>, ReturnType<typeof samplesOf>]
  return toldPercentiles.map((q) => time(ranked(whole, 100 * q) - ranked(work, 100 * q)))
}

function differenceTexts(source: Source, operation: Operation): string[] {
  const { focus } = source
  const series = `${operation}.delta.serviceTime` as const
  const samples = samplesOf(source, focus.id, operation, 'delta.serviceTime')
  const below = within(samples, -Infinity, 0, false)
  return [
    point(ranked(samples, 50), intervalOf(source, focus.id, series, 50)),
    percent(below / samples.count),
    count(samples.count),
    // How few the picture leaves out is its own choice.
    ...Array.from({ length: Math.ceil(0.004 * samples.count) }, (_, beyond) => count(beyond)),
  ]
}

/** Shares of a band, and of all bands together. */
function tailTexts({ focus }: Source, operation: Operation): string[] {
  const tails = focus.tail![operation]!
  return (['plain', 'sealed'] as const).flatMap((arm) => {
    const { bands } = tails[arm].serviceTime
    const causes = [...new Set(bands.flatMap(({ byCause }) => Object.keys(byCause)))]
    const of = (cause: string) =>
      bands.reduce((sum, { byCause }) => sum + (byCause[cause as 'rotation']?.count ?? 0), 0)
    const least = Math.min(...causes.map(of))
    return [
      count(bands.reduce((sum, band) => sum + band.count, 0)),
      ...causes.map((cause) => count(of(cause))),
      count(least),
      percentile(99),
      ...bands.flatMap(({ count: all, byCause }) =>
        Object.values(byCause).map(
          (part) => `${wholePercent(part.count / all)}, ${count(part.count)} of ${count(all)}`,
        ),
      ),
    ]
  })
}

/** Figures of a picture that are none of `known`, and marks that say what no row of `data` says; one line for each. */
export function faultsOf(
  { id, finding, marks }: PictureSayings,
  data: readonly Datum[],
  known: ReadonlySet<string>,
): readonly string[] {
  const unknown = [finding, ...marks].flatMap((text) =>
    figuresOf(text).flatMap((figure) => (known.has(figure) ? [] : [`${id}: ${figure} in ${text}`])),
  )
  const rows = data.map(sayings)
  const unmatched = marks.flatMap((mark) => {
    const at = rows.findIndex((said) => figuresOf(withoutNames(mark)).every((figure) => said.has(figure)))
    if (at >= 0) rows.splice(at, 1)
    return at >= 0 ? [] : [`${id}: no row says what a mark does: ${mark}`]
  })
  return [...unknown, ...unmatched, ...(rows.length === 0 ? [] : [`${id}: ${rows.length} rows have no mark`])]
}

/** Names of cells and titles have figures of their own; bounds and what money is modelled from are told as they are written. */
function withoutNames(text: string): string {
  return text.replaceAll(
    /\([^()]*(?:keyCache|records)\.[^()]*\)|\([^()]*·[^()]*\)|p[\d.]+ (?:of|per)|none: .* times 720|claimed [<>=]+ [^;]*/g,
    '',
  )
}

/** How each value of a row may be said, whatever it is: a time, a count, money, a share or a size. */
function sayings(row: Datum): ReadonlySet<string> {
  const values = Object.values(row).flatMap((value) => {
    if (value === null) return []
    if (typeof value === 'string') return figuresOf(value)
    const said = [time, count, percent, wholePercent, percentile, size].map((say) => say(value))
    const money = value < 0 ? [] : [usd(value), amount(value)]
    return [...said, ...said.map((text) => text.split(' ')[0]!), ...money]
  })
  return new Set(values)
}
