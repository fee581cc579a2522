/**
 * How the claims stand while their cells run: an estimate with its interval so
 * far, and what the verdict would be if the run ended now.
 *
 * The end judges otherwise: by all histograms, with the noise floor and Holm's
 * correction. Here each segment is one observation (batch means), which is
 * little work for the thread that draws and none for those that measure.
 *
 * @module
 */
import { keeps, shareKept } from '../judge/bound-check.ts'
import { cellFigure } from '../judge/cell-figure.ts'
import {
  followedQuantiles,
  type FollowedQuantile,
  type SegmentFigures,
} from '../measure/operation-recorder.ts'
import { operations, type Operation } from '../measure/series.ts'
import { usdPer30Days } from '../price-list/kms-use.ts'
import { isEmpty } from '../run-store/run-facts.ts'
import type { CellResult, Overhead } from '../run-store/run-format.ts'
import type { PlannedClaim } from '../scenario/loaded.ts'
import type { Bound } from '../scenario/bound.ts'
import type { Metric } from '../scenario/metrics.ts'
import type { Estimated } from '../statistics/bootstrap.ts'
import { intervalAt, ofRepetitions } from '../statistics/repeated.ts'
import type { CellProgress } from './cell-task.ts'

/** `waiting`: nothing is measured; `undecided`: the interval is missing or reaches across the bound. */
export type Standing = 'waiting' | 'undecided' | 'holds' | 'refuted' | 'invalid'

export interface ClaimGauge extends Estimated {
  readonly claimId: string
  readonly cellId: string
  readonly metric: Metric
  readonly statistic: string | null
  readonly bound: Bound
  readonly standing: Standing
  /** Whether its cell has finished. */
  readonly isFinal: boolean
}

/** Intervals of fewer segments say next to nothing. */
const segmentsMin = 5
/** A quantile of a segment with fewer records beyond it is that of its extremes. */
const recordsBeyondMin = 10
const fiveMinutesNs = 300e9

/** Of service time per record, at p50, by operation: missing where too little is measured. */
export type OverheadSoFar = Readonly<Partial<Record<Operation, Estimated>>>

interface Followed {
  readonly put: SegmentFigures[]
  readonly get: SegmentFigures[]
  /** Until another segment has ended. */
  overhead?: OverheadSoFar | undefined
  progress?: CellProgress
  result?: CellResult
}

export class ClaimGauges {
  readonly #claims: readonly PlannedClaim[]
  readonly #clock: 'virtual' | 'real'
  readonly #cells = new Map<string, Followed>()
  /** Of each cell, until it tells something new. */
  readonly #known = new Map<string, readonly ClaimGauge[]>()

  constructor(claims: readonly PlannedClaim[], clock: 'virtual' | 'real') {
    this.#claims = claims
    this.#clock = clock
  }

  segment(cellId: string, figures: SegmentFigures): void {
    const cell = this.#changed(cellId)
    cell[figures.operation].push(figures)
    cell.overhead = undefined
  }

  progress(cellId: string, progress: CellProgress): void {
    this.#changed(cellId).progress = progress
  }

  finish(cellId: string, result: CellResult): void {
    this.#changed(cellId).result = result
  }

  overheadOf(cellId: string): OverheadSoFar {
    const cell = this.#cells.get(cellId)
    if (cell === undefined) return {}
    cell.overhead ??= Object.fromEntries(
      operations.flatMap((operation) => {
        const figure = overheadSoFar(cell[operation], 'p50')
        return figure === undefined ? [] : [[operation, figure] as const]
      }),
    )
    return cell.overhead
  }

  /** One for each claim and cell, in the order of the claims. */
  all(): readonly ClaimGauge[] {
    return this.#claims.flatMap((claim) =>
      claim.cellIds.map((cellId) => this.#of(cellId).find(({ claimId }) => claimId === claim.id)!),
    )
  }

  #changed(cellId: string): Followed {
    this.#known.delete(cellId)
    const cell = this.#cells.get(cellId) ?? { put: [], get: [] }
    this.#cells.set(cellId, cell)
    return cell
  }

  #of(cellId: string): readonly ClaimGauge[] {
    const known = this.#known.get(cellId)
    if (known !== undefined) return known
    const cell = this.#cells.get(cellId) ?? { put: [], get: [] }
    const gauges = this.#claims
      .filter(({ cellIds }) => cellIds.includes(cellId))
      .map((claim) => gaugeOf(claim, cellId, cell, this.#clock))
    this.#known.set(cellId, gauges)
    return gauges
  }
}

function gaugeOf(
  { id, metric, statistic, unit, bound }: PlannedClaim,
  cellId: string,
  cell: Followed,
  clock: 'virtual' | 'real',
): ClaimGauge {
  const { result } = cell
  const question = { metric, statistic, unit }
  const figure =
    result === undefined
      ? soFar(question, cell)
      : isEmpty(result)
        ? undefined
        : inTheEnd(question, result, clock)
  return {
    claimId: id,
    cellId,
    metric,
    statistic,
    bound,
    estimate: figure?.estimate ?? Number.NaN,
    ci95: figure?.ci95 ?? null,
    standing: result !== undefined && isUntrusted(result) ? 'invalid' : standingOf(bound, figure),
    isFinal: result !== undefined,
  }
}

/** One that was interrupted says less, but nothing wrong. */
function isUntrusted({ validity: { verdict } }: CellResult): boolean {
  return verdict === 'invalid' || verdict === 'failed'
}

function standingOf(bound: Bound, figure: Estimated | undefined): Standing {
  if (figure === undefined) return 'waiting'
  if (figure.ci95 === null || !figure.ci95.every(Number.isFinite)) return 'undecided'
  const share = shareKept(bound, figure.ci95)
  if (share === 'some') return 'undecided'
  return share === 'all' && keeps(bound, figure.estimate) ? 'holds' : 'refuted'
}

type Question = Pick<PlannedClaim, 'metric' | 'statistic' | 'unit'>

/** Undefined where nothing is measured, or where only the end tells. */
function soFar({ metric, statistic, unit }: Question, cell: Followed): Estimated | undefined {
  if (metric.kind === 'value') return countedSoFar(metric.name, cell.progress)
  const [operation, arm] = metric.name.split('.') as [Operation, string]
  if (arm !== 'overhead' || unit === 'call' || !isFollowed(statistic)) return undefined
  return overheadSoFar(cell[operation], statistic)
}

/** Batch means: each segment is one observation. */
function overheadSoFar(
  segments: readonly SegmentFigures[],
  statistic: FollowedQuantile,
): Estimated | undefined {
  if (segments.length < 2) return undefined
  const measured = ofRepetitions(segments.map(({ plain, sealed }) => sealed[statistic] - plain[statistic]))
  const beyond =
    Math.min(...segments.slice(0, -1).map(({ records }) => records)) * (1 - followedQuantiles[statistic])
  const isTellable = segments.length >= segmentsMin && beyond >= recordsBeyondMin
  return { estimate: measured.estimate, ci95: isTellable ? intervalAt(measured, 0.95) : null }
}

function isFollowed(statistic: string | null): statistic is FollowedQuantile {
  return statistic !== null && Object.hasOwn(followedQuantiles, statistic)
}

/** What is counted is known when the cell ends: it has no interval before. */
function countedSoFar(name: string, progress: CellProgress | undefined): Estimated | undefined {
  if (progress === undefined || progress.scenarioTimeNs <= 0) return undefined
  const { kmsCalls, throttled, scenarioTimeNs } = progress
  const counted: Readonly<Record<string, number>> = {
    'kms.calls': kmsCalls,
    'kms.throttled': throttled,
    'kms.callsPer5Min': (kmsCalls * fiveMinutesNs) / scenarioTimeNs,
    'kms.usdPer30Days': usdPer30Days({ calls: kmsCalls, scenarioTimeNs }),
  }
  const estimate = counted[name]
  return estimate === undefined ? undefined : { estimate, ci95: null }
}

/** As it is stored; of what has no stored interval the judge tells. */
function inTheEnd(
  { metric, statistic, unit }: Question,
  cell: CellResult,
  clock: 'virtual' | 'real',
): Estimated | undefined {
  if (metric.kind === 'value') return cellFigure(metric.name, cell, clock)
  const [operation, arm] = metric.name.split('.') as [Operation, string]
  if (arm !== 'overhead' || statistic === null) return undefined
  const overhead: Partial<Overhead> =
    unit === 'call' ? cell[operation].perCall.overhead : cell[operation].overhead
  const figure = overhead[statistic as keyof Overhead]
  return figure && { estimate: figure.estimateNs, ci95: figure.ci95Ns }
}
