/**
 * The verdict of each claim in each cell that it speaks of, with the evidence
 * and one sentence that says why.
 *
 * @module
 */
import type { LatencyLog } from '../measure/series.ts'
import type { CellResult, ClaimResult, ClaimVerdict } from '../run-store/run-format.ts'
import { isBroken, isEmpty } from '../run-store/run-facts.ts'
import type { PlannedClaim } from '../scenario/loaded.ts'
import type { Bound } from '../scenario/bound.ts'
import { describeDuration, formatDuration } from '../units/quantity.ts'
import { nanoseconds } from '../units/units.ts'
import { shareKept } from './bound-check.ts'
import { evidenceOf, type Evidence } from './evidence.ts'
import type { ClockKind } from './kms-figure.ts'
import { judgeTogether, testedAgainst, type JudgedAlone } from './claim-family.ts'
import { whatDecides, whatGivesInterval } from './significance.ts'
import { describeEvidence, describeValue } from './words.ts'

/**
 * One result for each claim and cell, in the order of the claims. `logOf` is
 * asked for cells that were run; `makeEvidence` where they were run several times.
 */
export function judgeClaims(
  claims: readonly PlannedClaim[],
  cells: readonly CellResult[],
  logOf: (cellId: string) => LatencyLog,
  seed: number,
  clock: ClockKind = 'virtual',
  makeEvidence: typeof evidenceOf = evidenceOf,
): ClaimResult[] {
  const cellOf = new Map(cells.map((cell) => [cell.id, cell]))
  const alone = claims.flatMap((claim) =>
    claim.cellIds.map((cellId): JudgedAlone => {
      const cell = cellOf.get(cellId)
      if (cell === undefined)
        return {
          result: resultOf(claim, cellId, { verdict: 'inconclusive', reason: `cell ${cellId} was not run` }),
        }
      // A failed cell may have left no histograms; one that is invalid still has figures to show.
      const evidence = isEmpty(cell)
        ? undefined
        : makeEvidence(claim, { cell, log: () => logOf(cellId), seed, clock })
      const result = resultOf(claim, cellId, judgeCell(claim, cell, evidence), evidence)
      const isTested = cell.validity.verdict === 'valid'
      return {
        result,
        tested: isTested && evidence ? testedAgainst(evidence, claim.bound.value) : undefined,
      }
    }),
  )
  return judgeTogether(alone)
}

interface Judgement {
  readonly verdict: ClaimVerdict
  readonly reason: string
}

function judgeCell(claim: PlannedClaim, cell: CellResult, evidence?: Evidence): Judgement {
  const { id, validity } = cell
  if (validity.verdict !== 'valid') {
    const reasons = validity.reasons.length > 0 ? `: ${validity.reasons.join('; ')}` : ''
    const verdict = isBroken(cell) ? 'invalid' : 'inconclusive'
    return { verdict, reason: `cell ${id} is ${validity.verdict}${reasons}` }
  }
  if (evidence === undefined)
    return { verdict: 'inconclusive', reason: `${claim.metric.name} was not measured in cell ${id}` }
  const tooShort = whyTooShort(claim, cell)
  if (tooShort !== undefined)
    return { verdict: 'inconclusive', reason: `${describeEvidence(claim, evidence)}, but ${tooShort}` }
  return judgeEvidence(claim, evidence)
}

/** Caches begin empty and all fill at once: over fewer rotations that start is most of a rate. */
const rotationsMin = 3

function whyTooShort({ metric, rotations }: PlannedClaim, cell: CellResult): string | undefined {
  const rotation = rotations.get(cell.id)
  if (!metric.isRate || rotation === undefined) return undefined
  const wanted = nanoseconds(rotationsMin * rotation)
  if (cell.scenarioTimeNs >= wanted) return undefined
  return (
    `the load lasted ${describeDuration(cell.scenarioTimeNs)}, less than three rotations of ` +
    `${formatDuration(rotation)}: raise load.duration to ${formatDuration(wanted)} or more`
  )
}

function judgeEvidence(claim: PlannedClaim, evidence: Evidence): Judgement {
  const { bound, metric } = claim
  const said = describeEvidence(claim, evidence)
  const limit = asWritten(bound)
  if (evidence.ci95 === null)
    return { verdict: 'inconclusive', reason: `${said}, ${whyNoInterval(evidence)}` }
  const distance = Math.abs(evidence.estimate - bound.value)
  if (distance < evidence.noise)
    return {
      verdict: 'inconclusive',
      reason: `${said}: nearer to ${limit} than the noise floor of ${describeValue(metric, evidence.noise)}`,
    }
  const share = shareKept(bound, evidence.ci95)
  if (share === 'some')
    return {
      verdict: 'inconclusive',
      reason: `${said}: the interval reaches across ${limit}; ${whatDecides(evidence, bound.value) ?? 'run longer'}`,
    }
  return {
    verdict: share === 'all' ? 'holds' : 'refuted',
    reason: `${said}: ${relation(evidence.estimate, bound.value)} ${limit}${reach(claim, evidence)}`,
  }
}

function whyNoInterval(evidence: Evidence): string {
  return evidence.shortBy === undefined
    ? 'without an interval: samples do not tell how far extremes could have gone; claim a percentile'
    : `interval withheld: there are too few samples to tell; ${whatGivesInterval(evidence)}`
}

/** `0.2 ms` of `<= 0.2 ms`: a person finds again what stands in the claim. */
function asWritten({ text }: Bound): string {
  return text.replace(/^[<>=]+\s*/, '')
}

function relation(estimate: number, limit: number): string {
  return estimate < limit ? 'below' : estimate > limit ? 'above' : 'exactly'
}

function reach({ bound }: PlannedClaim, evidence: Evidence): string {
  const percentile = evidence.holdsUpTo(bound)
  if (percentile === null) return ''
  if (percentile === 0) return ', and the bound fails from the lowest percentile on'
  return percentile === 100 ? ', at every percentile measured' : `, the bound holds up to p${percentile}`
}

function resultOf(
  claim: PlannedClaim,
  cellId: string,
  { verdict, reason }: Judgement,
  evidence?: Evidence,
): ClaimResult {
  return {
    id: claim.id,
    statement: claim.statement,
    ...(claim.source === undefined ? {} : { source: claim.source }),
    cellId,
    metric: claim.metric.name,
    statistic: claim.statistic,
    verdict,
    estimate: evidence?.estimate ?? null,
    ci95: evidence?.ci95 ? [...evidence.ci95] : null,
    bound: claim.bound,
    unit: claim.unit,
    holdsUpToPercentile: evidence?.holdsUpTo(claim.bound) ?? null,
    reason,
  }
}
