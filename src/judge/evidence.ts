/**
 * What a cell says about one metric: an estimate, its interval, the noise floor
 * and how far up the curve a bound holds.
 *
 * @module
 */
import type { LatencyLog, Operation, SeriesKind } from '../measure/series.ts'
import type { CellResult } from '../run-store/run-format.ts'
import type { Bound } from '../scenario/bound.ts'
import { quantileOf, type Metric } from '../scenario/metrics.ts'
import { bootstrap, type Estimated, type SampledEstimate } from '../statistics/bootstrap.ts'
import { max, mean, mergeBuckets, min, quantile, type Buckets } from '../statistics/buckets.ts'
import type { Precision } from '../statistics/detectable.ts'
import { cellFigure } from './cell-figure.ts'
import { holdsUpToPercentile } from './holds-up-to.ts'
import type { ClockKind } from './kms-figure.ts'
import { segmentsOfSeries } from './operation-result.ts'

type TimeName = 'serviceTime' | 'responseTime'

export interface Question {
  readonly metric: Metric
  /** Null where the metric is one value. */
  readonly statistic: string | null
  /** Null where the metric is a figure of the cell. */
  readonly unit: 'record' | 'call' | null
}

/** In the base unit of the metric. */
export interface Evidence extends Estimated {
  /** Null or missing where the interval is, and for what is counted. */
  readonly precision?: Precision | null
  readonly effectiveSamples?: number | null
  /** How many times as many samples an interval takes; missing where no number of them gives one. */
  readonly shortBy?: number
  /** The error that the interval may have, if not 5 %: less where it is one look of many. */
  readonly level?: number
  /** Whether an observation is a whole run. */
  readonly isOfRuns?: boolean
  /** What the same statistic may read where there is nothing to find; 0 for what is counted. */
  readonly noise: number
  /** Null for what is counted. */
  readonly holdsUpTo: (bound: Bound) => number | null
}

export interface EvidenceSource {
  readonly cell: CellResult
  /** Asked only where the metric is a latency. */
  readonly log: () => LatencyLog
  readonly seed: number
  readonly clock: ClockKind
}

/** Undefined where nothing was measured. */
export function evidenceOf(question: Question, source: EvidenceSource): Evidence | undefined {
  if (question.metric.kind === 'value') {
    const figure = cellFigure(question.metric.name, source.cell, source.clock)
    if (figure === undefined) return undefined
    return { ...figure, noise: 0, holdsUpTo: () => null }
  }
  const { treated, control } = seriesOf(question, source.log())
  if (!hasSamples(treated) || (control && !hasSamples(control))) return undefined
  const statistic = question.statistic ?? 'p50'
  return {
    ...estimate(statistic, treated, control, source.seed),
    noise: noiseOf(question, source),
    // A claim that something is slow is about its own percentile, not about those below.
    holdsUpTo: (bound) =>
      bound.op === '<' || bound.op === '<='
        ? holdsUpToPercentile(bound, mergeBuckets(treated), control && mergeBuckets(control))
        : null,
  }
}

/** The estimate alone: much cheaper where no interval is wanted. Undefined where nothing was measured. */
export function pointEstimateOf(
  question: Question,
  { cell, log }: Pick<EvidenceSource, 'cell' | 'log'>,
): number | undefined {
  if (question.metric.kind === 'value') return cellFigure(question.metric.name, cell, 'virtual')?.estimate
  const { treated, control } = seriesOf(question, log())
  if (!hasSamples(treated) || (control && !hasSamples(control))) return undefined
  return pointEstimate(question.statistic ?? 'p50', treated, control)
}

interface Arms {
  readonly treated: readonly Buckets[]
  readonly control: readonly Buckets[] | undefined
}

function seriesOf({ metric, unit }: Question, log: LatencyLog): Arms {
  const [operation, arm, time] = metric.name.split('.') as [Operation, string, string | undefined]
  const nameOfTime = unit === 'call' ? 'callTime' : (time ?? 'serviceTime')
  const segmentsOf = (name: string) => segmentsOfSeries(log, operation, `${name}.${nameOfTime}` as SeriesKind)
  return arm === 'overhead'
    ? { treated: segmentsOf('sealed'), control: segmentsOf('plain') }
    : { treated: segmentsOf(arm), control: undefined }
}

function hasSamples(segments: readonly Buckets[]): boolean {
  return segments.some(({ values }) => values.length > 0)
}

function estimate(
  statistic: string,
  treated: readonly Buckets[],
  control: readonly Buckets[] | undefined,
  seed: number,
): Estimated | SampledEstimate {
  // Resampling says nothing about how far the extremes could have gone.
  if (statistic === 'min' || statistic === 'max')
    return { estimate: pointEstimate(statistic, treated, control), ci95: null }
  const q = quantileOf(statistic)
  const result = bootstrap({
    treated,
    ...(control && { control }),
    quantiles: q === undefined ? [] : [q],
    seed,
  })
  return result.quantiles[0] ?? result.mean
}

function pointEstimate(
  statistic: string,
  treated: readonly Buckets[],
  control: readonly Buckets[] | undefined,
): number {
  const q = quantileOf(statistic)
  const figure = (segments: readonly Buckets[]): number => {
    const all = mergeBuckets(segments)
    if (q !== undefined) return quantile(all, q)
    return statistic === 'min' ? min(all) : statistic === 'max' ? max(all) : mean(all)
  }
  return figure(treated) - (control === undefined ? 0 : figure(control))
}

/**
 * The far end of the A/A interval of the statistic, or the A/A difference
 * itself where that interval is withheld. A/A is measured per record; per call
 * it grows with the time that a call takes.
 */
function noiseOf({ metric, statistic, unit }: Question, { log, seed }: EvidenceSource): number {
  const latencies = log()
  const [operation, arm, time = 'serviceTime'] = metric.name.split('.') as [Operation, string, TimeName?]
  const plain = segmentsOfSeries(latencies, operation, `plain.${time}`)
  // A difference of the same record has its own noise: that of two plain arms, record by record.
  const [treated, control] =
    arm === 'delta'
      ? [segmentsOfSeries(latencies, operation, `noise.${time}`), undefined]
      : [segmentsOfSeries(latencies, operation, `again.${time}`), plain]
  if (!hasSamples(treated) || !hasSamples(plain)) return 0
  const { estimate: difference, ci95 } = estimate(statistic ?? 'p50', treated, control, seed)
  const noise = Math.max(Math.abs(difference), ...(ci95 ?? []).map(Math.abs))
  if (unit !== 'call') return noise
  const perCall = mean(mergeBuckets(segmentsOfSeries(latencies, operation, 'plain.callTime')))
  return (noise * perCall) / mean(mergeBuckets(plain))
}
