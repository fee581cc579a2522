/**
 * The tables of pictures that lay cells side by side as they should be: the
 * sweep, the trade-off, strategies, and where a bound stops holding.
 *
 * @module
 */
import type { Operation } from '../../src/measure/series.ts'
import type { View, ViewPercentile } from '../../src/report/data/view.ts'
import type { CellResult } from '../../src/run-store/run-format.ts'
import { longName, reachOf, shortName, storedNames } from './cells.fixture.ts'
import { intervalOf, overheadInterval, type Source } from './percentiles.fixture.ts'
import { count, estimate, interval, percentile, point, time, usd, type Range } from './shown.fixture.ts'
import { tableOf, type PageTable } from './tables.fixture.ts'

type Show = (cell: CellResult) => string

const callsOf = ({ kms: { calls } }: CellResult): number => calls.GenerateDataKey + calls.Decrypt
const delayOf = ({ exposure }: CellResult): number =>
  Math.max(exposure!.revocationDelayNs.put!, exposure!.revocationDelayNs.get!)

/** At the highest percentile of the view that has ten records beyond it in each of `cells`. */
function tail(source: Source, view: View, operation: Operation, cells: readonly CellResult[]) {
  const summaryOf = ({ [operation]: { perCall, sealed } }: CellResult) =>
    view.unit === 'call' ? perCall.sealed : sealed[view.time]
  const isBacked = (percents: number) =>
    cells.every((cell) => Math.round(summaryOf(cell).count * (100 - percents)) >= 1000)
  const percents = view.percentiles.findLast(isBacked) ?? view.percentiles[0]!
  const series = `${operation}.sealed.${view.unit === 'call' ? 'callTime' : view.time}` as const
  const figureOf = (cell: CellResult) => summaryOf(cell)[storedNames[percents]]
  const rangeOf = (cell: CellResult) => intervalOf(source, cell.id, series, percents)
  const word = view.time === 'serviceTime' ? 'service' : 'response'
  const title =
    view.unit === 'call'
      ? `${percentile(percents)} of a sealed ${operation} call`
      : `${percentile(percents)} of the ${word} time of a sealed ${operation}`
  return { title, figureOf, rangeOf, show: (cell: CellResult) => point(figureOf(cell), rangeOf(cell)) }
}

/** Whether two cells are alike but for `parameters`. */
const isAlike = (one: CellResult, other: CellResult, but: readonly string[]) =>
  Object.entries(one.params).every(([name, value]) => but.includes(name) || other.params[name] === value)

export function sweepTable(source: Source, view: View): PageTable {
  const { cells } = source.run
  const [first, ...others] = view.operations
    .filter(() => view.arms.includes('sealed'))
    .map((operation) => tail(source, view, operation, cells))
  const columns: Record<string, Show> = {
    'KMS calls, counted': (cell) => count(callsOf(cell)),
    ...(first && { [first.title]: first.show }),
    'A disabled KMS key still works for, at most': (cell) => time(delayOf(cell)),
    'USD per 30 days, modelled': (cell) => usd(cell.kms.usdPer30Days),
    ...Object.fromEntries(others.map(({ title, show }) => [title, show])),
  }
  return tableOf('sweep', cells, { cell: longName, ...columns })
}

/** Cells under the same load and records as the one in focus; undefined where they differ in less than two of what is weighed. */
export function tradeOffTable(source: Source, view: View): PageTable | undefined {
  const { run, focus } = source
  const settings = Object.keys(focus.params).filter((name) => !name.startsWith('records.'))
  const cells = run.cells.filter((cell) => isAlike(cell, focus, settings))
  const of = tail(source, view, view.operations[0]!, cells)
  const ends = (cell: CellResult): Range =>
    of.rangeOf(cell) ?? [of.figureOf(cell) * 0.95, of.figureOf(cell) * 1.05]
  const slowest = Math.max(...cells.map((cell) => ends(cell)[0]))
  const varying = [
    new Set(cells.map(({ kms }) => kms.usdPer30Days)).size > 1,
    new Set(cells.map(delayOf)).size > 1,
    cells.some((cell) => ends(cell)[1] < slowest),
  ]
  if (varying.filter(Boolean).length < 2) return undefined
  const beats = (one: CellResult, other: CellResult): boolean => {
    const [dollars, others] = [one.kms.usdPer30Days, other.kms.usdPer30Days]
    const [[low, high], [otherLow, otherHigh]] = [ends(one), ends(other)]
    const isNoWorse = dollars <= others && delayOf(one) <= delayOf(other) && low <= otherHigh
    return isNoWorse && (dollars < others || delayOf(one) < delayOf(other) || high < otherLow)
  }
  const verdict: Show = (cell) => {
    const better = cells.filter((other) => beats(other, cell))
    const unbeaten = better.find((other) => !cells.some((third) => beats(third, other)))
    const winner = unbeaten ?? better[0]
    return winner === undefined ? 'on the frontier' : `beaten by ${shortName(winner)}`
  }
  return tableOf('trade-off', cells, {
    cell: longName,
    'USD per 30 days, modelled': (cell) => usd(cell.kms.usdPer30Days),
    'KMS calls': (cell) => count(callsOf(cell)),
    [of.title]: of.show,
    'a disabled KMS key still works for': (cell) => time(delayOf(cell)),
    verdict,
  })
}

/** Undefined where no cache policy was swept. */
export function strategiesTable(source: Source, view: View): PageTable | undefined {
  const { run, focus } = source
  const parameter = 'keyCache.policy'
  if (!(parameter in focus.params)) return undefined
  const cells = run.cells.filter((cell) => isAlike(cell, focus, [parameter]))
  const panels = view.operations.flatMap((operation) => {
    const all = view.percentiles.map((percents) => added(source, view, operation, percents))
    const last = all.findLast(
      ({ rangeOf }) => cells.filter((cell) => rangeOf(cell) !== null).length * 2 >= cells.length,
    )
    return [...new Set([all[0]!, last ?? all[0]!])]
  })
  const sorted = cells.toSorted((one, other) => panels[0]!.figureOf(one) - panels[0]!.figureOf(other))
  const isCounted = new Set(cells.map(callsOf)).size > 1
  const { headings, rows, id } = tableOf('strategies', sorted, {
    [parameter]: ({ params }) => String(params[parameter]),
    cell: (cell) => cell.id,
    ...Object.fromEntries(panels.map(({ title, show }) => [title, show])),
    ...(isCounted && { 'KMS calls, counted': (cell: CellResult) => count(callsOf(cell)) }),
  })
  const noises = panels.map(({ noise }) => (noise === undefined ? '' : interval([-noise, noise])))
  const floor = ['noise floor (A/A)', '', ...noises, ...(isCounted ? [''] : [])]
  return { id, headings, rows: [...rows, ...(noises.some((text) => text !== '') ? [floor] : [])] }
}

/** What sealing adds at one percentile: of run.json, or of the response time what lies between its arms. */
function added(source: Source, view: View, operation: Operation, percents: ViewPercentile) {
  const [name, isCall] = [storedNames[percents], view.unit === 'call']
  const what = isCall ? ' call' : view.time === 'responseTime' ? '’s response' : ''
  const figureOf = ({ [operation]: { overhead, perCall, plain, sealed } }: CellResult): number => {
    if (isCall)
      return name === 'p9999' ? perCall.sealed.p9999 - perCall.plain.p9999 : perCall.overhead[name].estimateNs
    return name === 'p9999' || view.time === 'responseTime'
      ? sealed[view.time][name] - plain[view.time][name]
      : overhead[name].estimateNs
  }
  const floor = name === 'p9999' ? undefined : source.run.noiseFloor[operation][name]
  const rangeOf = (cell: CellResult) => overheadInterval(source, cell, operation, view, percents)
  return {
    title: `${percentile(percents)} of a ${operation}${what}, added`,
    figureOf,
    rangeOf,
    show: (cell: CellResult) => point(figureOf(cell), rangeOf(cell)),
    noise:
      isCall || view.time === 'responseTime' || floor == null || floor.ci95Ns === null
        ? undefined
        : reachOf(floor),
  }
}

/** Undefined where sizes were not swept. */
export function crossoverTable({ run, focus }: Source, view: View): PageTable | undefined {
  const parameter = 'records.size'
  if (!(parameter in focus.params)) return undefined
  const cells = run.cells.filter((cell) => isAlike(cell, focus, [parameter]))
  const lowest = view.percentiles.find((percents) => percents < 99.99) ?? 50
  return tableOf('crossover', cells, {
    [parameter]: ({ params }) => String(params[parameter]),
    ...Object.fromEntries(
      view.operations.map((operation) => [
        `${operation}, added by sealing`,
        ({ [operation]: measured }: CellResult) => {
          const { overhead } = view.unit === 'call' ? measured.perCall : measured
          return estimate(overhead[storedNames[lowest] as 'p50'])
        },
      ]),
    ),
  })
}
