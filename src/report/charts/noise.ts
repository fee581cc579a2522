/**
 * Overhead next to the noise floor: what sealing adds (A/B) beside what two
 * identical arms seem to add (A/A), statistic by statistic.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type { CellResult, Estimate, Overhead } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describePercent } from '../../units/share.ts'
import type { View } from '../data/view.ts'
import type { ChartSpec } from '../vega.ts'
import { describeEstimate, describeInterval, describePercentile } from '../figures.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { colours } from '../theme.ts'
import { durationLabel, narrow, type ChartMaker } from './chart.ts'

const statistics = ['p50', 'p90', 'p99', 'p999', 'mean'] as const
const comparisons = ['noise floor (A/A)', 'overhead (A/B)'] as const

interface Row {
  readonly operation: string
  readonly statistic: string
  readonly comparison: (typeof comparisons)[number]
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
  readonly description: string
}

export const noiseChart: ChartMaker = ({ run, view, focus }) => {
  const measured = view.operations.filter((operation) => wasMeasured(focus[operation]))
  if (measured.length === 0) return []
  const shown = statistics.filter((statistic) => isChosen(statistic, view))
  const rows = measured.flatMap((operation) =>
    shown.flatMap((statistic) => rowsOf(operation, statistic, focus)),
  )
  const names = measured.map((operation) => `a ${operation}`).join(' and ')
  return [
    {
      id: 'noise',
      title: `Overhead of ${names} next to the noise floor, in service time per record`,
      howToRead:
        'The upper mark of each pair is plain against plain: whatever it shows is noise of this machine. The lower mark is sealed against plain. ' +
        'Bars are 95 % intervals; a mark without a bar has too few samples for one. An overhead whose bar does not stand clear of the bar above it ' +
        'has not been measured. An upper bar that leaves 0 is no noise but a bias between arms. The noise floor is measured in service time per record alone, so that is what is shown whatever else is ' +
        'chosen. The axis is linear around 0 and logarithmic further out.',
      finding: `In ${cellLabel(run, focus)}: ${measured.map((operation) => findingOf(operation, shown[0]!, focus)).join('; ')}.${biasText(measured, shown, focus)}`,
      spec: (width) => spec(rows, measured.length, width),
      table: tableOf(measured, shown, focus),
      data: rows.map(({ operation, statistic, comparison, estimate, low, high }) => ({
        cell: focus.id,
        operation,
        statistic,
        comparison,
        estimateNs: estimate,
        lowNs: low,
        highNs: high,
      })),
    },
  ]
}

/** The mean belongs to no percentile, and is always there. */
function isChosen(statistic: keyof Overhead, { percentiles }: View): boolean {
  return (
    statistic === 'mean' || percentiles.some((percent) => describePercentile(percent) === nameOf(statistic))
  )
}

function rowsOf(operation: Operation, statistic: keyof Overhead, cell: CellResult): Row[] {
  return comparisons.map((comparison) => {
    const estimate = estimateOf(cell[operation], comparison, statistic)
    return {
      operation,
      statistic: nameOf(statistic),
      comparison,
      estimate: estimate.estimateNs,
      low: estimate.ci95Ns?.[0] ?? null,
      high: estimate.ci95Ns?.[1] ?? null,
      description: `${operation} ${nameOf(statistic)}, ${comparison}: ${describeEstimate(estimate)}`,
    }
  })
}

function estimateOf(
  result: CellResult[Operation],
  comparison: (typeof comparisons)[number],
  statistic: keyof Overhead,
): Estimate {
  return (comparison === 'overhead (A/B)' ? result.overhead : result.noiseFloor)[statistic]
}

function nameOf(statistic: keyof Overhead): string {
  return statistic === 'p999' ? 'p99.9' : statistic
}

function findingOf(operation: Operation, statistic: keyof Overhead, cell: CellResult): string {
  const { [statistic]: overhead } = cell[operation].overhead
  const { [statistic]: noiseFloor } = cell[operation].noiseFloor
  const place =
    statistic === 'mean' ? 'on average' : statistic === 'p50' ? 'at the median' : `at ${nameOf(statistic)}`
  const estimates = `sealing adds ${describeDuration(overhead.estimateNs)} to a ${operation}`
  if (noiseFloor.ci95Ns === null || overhead.ci95Ns === null)
    return `${place} ${estimates}, and two plain arms differ by ${describeDuration(noiseFloor.estimateNs)}; too few samples to say whether that is clear of the noise`
  const noise = Math.max(...noiseFloor.ci95Ns.map(Math.abs))
  return `${place} ${estimates} and two plain arms differ by at most ${describeDuration(noise)}: ${clearness(overhead.ci95Ns, noise)}`
}

/** By the whole of both intervals, `noise` being the far end of one. */
function clearness([low, high]: readonly [number, number], noise: number): string {
  if (low > noise || high < -noise) return 'the overhead is clear of the noise'
  return low > -noise && high < noise
    ? 'the noise would explain the overhead'
    : 'the interval of the overhead reaches into the noise'
}

/** Noise is to either side of 0: where it is not, one arm has an advantage. Empty where no interval says so. */
function biasText(
  measured: readonly Operation[],
  shown: readonly (keyof Overhead)[],
  cell: CellResult,
): string {
  const biased = measured.flatMap((operation) =>
    shown.flatMap((statistic) => {
      const { noiseFloor, overhead } = cell[operation]
      const { estimateNs, ci95Ns } = noiseFloor[statistic]
      if (ci95Ns === null || (ci95Ns[0] <= 0 && ci95Ns[1] >= 0)) return []
      const added = overhead[statistic].estimateNs
      const share =
        added === 0 ? '' : `, ${describePercent(Math.abs(estimateNs / added))} of the overhead there`
      return [`${operation} ${nameOf(statistic)} ${describeEstimate(noiseFloor[statistic])}${share}`]
    }),
  )
  if (biased.length === 0) return ''
  return (
    ` Two plain arms differ with a sign that is clear of 0: ${biased.join('; ')}. ` +
    'By chance one interval in twenty leaves 0; beyond that a steady sign is a bias between arms, by which the overhead may be off as well.'
  )
}

function spec(rows: readonly Row[], panels: number, width: number): ChartSpec {
  const isNarrow = width < narrow
  const columns = isNarrow ? 1 : panels
  const domain = [...comparisons]
  const colour = {
    field: 'comparison',
    type: 'nominal' as const,
    legend: { title: null, symbolType: 'circle' },
    scale: { domain, range: [colours.muted, colours.sealed] },
  }
  return {
    data: { values: [...rows] },
    facet: { field: 'operation', type: 'nominal', title: null, sort: [...operations] },
    columns,
    spacing: 24,
    spec: {
      width: Math.floor((width - 100 - 24 * (columns - 1)) / columns),
      height: { step: 16 },
      encoding: {
        y: {
          field: 'statistic',
          type: 'nominal',
          sort: statistics.map(nameOf),
          title: null,
          axis: { ticks: false, domain: false },
        },
        yOffset: { field: 'comparison', type: 'nominal', scale: { domain } },
        color: colour,
      },
      layer: [
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', strokeWidth: 3, aria: false },
          encoding: {
            x: { ...axis(rows, isNarrow || panels > 1 ? 6 : 12), field: 'low' },
            x2: { field: 'high' },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 70, opacity: 1 },
          encoding: {
            x: { field: 'estimate', type: 'quantitative' },
            shape: { field: 'comparison', type: 'nominal', scale: { domain, range: ['diamond', 'circle'] } },
            description: { field: 'description', type: 'nominal' },
          },
        },
      ],
    },
  }
}

/** Linear to the smallest noise that was seen, logarithmic beyond. */
function axis(rows: readonly Row[], ticksMax: number) {
  const ends = rows.flatMap(({ estimate, low, high }) => [estimate, low ?? estimate, high ?? estimate])
  const [low, high] = [Math.min(0, ...ends), Math.max(1000, ...ends)]
  const powers = [1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
  const candidates = [...powers.map((power) => -power).toReversed(), 0, ...powers].filter(
    (tick) => tick >= low * 1.5 && tick <= high * 1.5,
  )
  const values =
    candidates.length > ticksMax ? candidates.filter((tick) => Math.abs(tick) !== 100) : candidates
  return {
    type: 'quantitative' as const,
    title: 'difference in service time per record',
    scale: { type: 'symlog' as const, constant: 100, domain: [low * 1.3, high * 1.3], nice: false },
    axis: { values, labelExpr: durationLabel, labelOverlap: 'greedy' as const, labelSeparation: 6 },
  }
}

function tableOf(
  measured: readonly Operation[],
  shown: readonly (keyof Overhead)[],
  cell: CellResult,
): Table {
  return {
    columns: [
      { label: 'operation' },
      { label: 'statistic' },
      ...comparisons.flatMap((group) => [
        { group, label: 'estimate', isNumber: true },
        { group, label: '95 % interval', isNumber: true },
      ]),
    ],
    rows: measured.flatMap((operation) =>
      shown.map((statistic) => [
        operation,
        nameOf(statistic),
        ...comparisons.flatMap((comparison) => {
          const { estimateNs, ci95Ns } = estimateOf(cell[operation], comparison, statistic)
          return [describeDuration(estimateNs), describeInterval(ci95Ns, describeDuration)]
        }),
      ]),
    ),
  }
}
