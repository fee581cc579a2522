/**
 * The answer of a search: what to set, or what stands in the way and what comes
 * nearest, first of the deployment as it is planned, then of another one.
 *
 * @module
 */
import { isHierarchical } from '../fleet-model.ts'
import { worstOf, type Candidate } from './candidate.ts'
import { describeSeconds, describeUsd, type Constraints, type Miss, type Outcome } from './constraints.ts'
import { describeChanges, type Settings } from './settings.ts'

export interface SearchAnswer {
  /** `Set ttl 10 min, rotation 10 min: 265.68 USD`. */
  readonly headline: string
  /** In sentences. */
  readonly answer: string
}

/** `candidates` begin with what is planned. */
export function answerOf(candidates: readonly Candidate[], planned: Settings): SearchAnswer {
  const own = candidates.filter(({ settings }) => isOfDeployment(settings, planned))
  const satisfying = own.filter(isSatisfying)
  if (satisfying.length === 0) {
    const nearest = leastOf(own, worstOf)
    return {
      headline: `No setting satisfies it: nearest is ${shortNameOf(nearest, planned)}, ${describeUsd(nearest.outcome.encryptionUsd)}`,
      answer: sentences(whyNone(own, planned), ...otherDeployments(candidates, planned, Infinity)),
    }
  }
  const nearest = leastOf(satisfying, ({ effort }) => effort)
  const { encryptionUsd } = nearest.outcome
  const isKept = isPlan(nearest, planned)
  return {
    headline: `${isKept ? 'Keep' : 'Set'} ${shortNameOf(nearest, planned)}: ${describeUsd(encryptionUsd)}`,
    answer: sentences(
      isKept
        ? `What is planned satisfies everything: ${describeOutcome(nearest.outcome)}.`
        : `Set ${describeChanges(nearest.settings, planned)}: ${describeOutcome(nearest.outcome)}.`,
      ...cheapestOf(satisfying, nearest, planned),
      ...otherDeployments(candidates, planned, encryptionUsd),
    ),
  }
}

function sentences(...texts: readonly string[]): string {
  return texts.join(' ')
}

function isSatisfying({ misses }: Candidate): boolean {
  return misses.length === 0
}

/** Without a cache nothing is shared. */
function isOfDeployment(settings: Settings, planned: Settings): boolean {
  const isShared = settings.sharedBy !== planned.sharedBy && settings.ttlNs > 0
  return !isShared && isHierarchical(settings) === isHierarchical(planned)
}

function cheapestOf(
  satisfying: readonly Candidate[],
  nearest: Candidate,
  planned: Settings,
): readonly string[] {
  const cheapest = leastOf(satisfying, ({ outcome }) => outcome.encryptionUsd)
  if (cheapest.outcome.encryptionUsd >= nearest.outcome.encryptionUsd) return []
  return [
    `The cheapest that satisfies everything is ${nameOf(cheapest, planned)}: ${describeOutcome(cheapest.outcome)}.`,
  ]
}

/** What front ends that share a cache, and what keys of another kind, would reach for less than `usd`. */
function otherDeployments(
  candidates: readonly Candidate[],
  planned: Settings,
  usd: number,
): readonly string[] {
  const others = candidates.filter(
    (candidate) =>
      isSatisfying(candidate) &&
      !isOfDeployment(candidate.settings, planned) &&
      candidate.outcome.encryptionUsd < usd,
  )
  const shared = others.filter(({ settings }) => isHierarchical(settings) === isHierarchical(planned))
  const rekeyed = others.filter(({ settings }) => isHierarchical(settings) !== isHierarchical(planned))
  return [shared, rekeyed].flatMap((kind) => {
    if (kind.length === 0) return []
    const best = leastOf(kind, ({ outcome }) => outcome.encryptionUsd)
    return [
      `In another deployment, ${needOf(best.settings, planned)}, ${nameOf(best, planned)} would satisfy everything: ${describeOutcome(best.outcome)}.`,
    ]
  })
}

function needOf({ sharedBy, branchKeyTtlNs }: Settings, planned: Settings): string {
  if (branchKeyTtlNs > 0 && planned.branchKeyTtlNs === 0)
    return 'which needs a key hierarchy (data keys made locally under branch keys)'
  if (branchKeyTtlNs === 0 && planned.branchKeyTtlNs > 0) return 'which has no key hierarchy'
  return sharedBy === 1
    ? 'in which no front ends share a cache'
    : `which needs one cache that ${sharedBy.toLocaleString('en-US')} front ends can reach`
}

function whyNone(candidates: readonly Candidate[], planned: Settings): string {
  const nearest = leastOf(candidates, worstOf)
  const reasons = nearest.misses.map(({ reason }) => reason).join('; ')
  const miss = `The nearest miss is ${nameOf(nearest, planned)}: it ${reasons}.`
  const barriers = constraintKeys.filter((key) => candidates.every(({ misses }) => missing(misses, key)))
  if (barriers.length === 0)
    return `No setting satisfies all constraints together, though each of them is satisfied by some. ${miss}`
  const best = barriers.map((key) => {
    const candidate = leastOf(candidates, ({ misses }) => missing(misses, key)!.times)
    return `${optionOf[key]} alone excludes everything: the best setting ${missing(candidate.misses, key)!.reason}, with ${nameOf(candidate, planned)}`
  })
  return `No setting satisfies everything. ${best.join('; ')}.${barriers.length === 1 && nearest.misses.length === 1 ? '' : ` ${miss}`}`
}

const optionOf: Readonly<Record<keyof Constraints, string>> = {
  maxUsd: '--max-usd',
  maxP99AddedS: '--max-p99-added',
  maxExposureS: '--max-exposure',
  maxRecordsPerKey: '--max-exposure in records',
  minQuotaHeadroom: '--min-quota-headroom',
}

const constraintKeys = Object.keys(optionOf) as readonly (keyof Constraints)[]

function missing(misses: readonly Miss[], key: keyof Constraints): Miss | undefined {
  return misses.find(({ constraint }) => constraint === key)
}

/** The first of those with the least; of those, the nearest to the plan. */
function leastOf(candidates: readonly Candidate[], measure: (candidate: Candidate) => number): Candidate {
  return candidates.reduce((best, candidate) => {
    const difference = measure(candidate) - measure(best)
    return difference < 0 || (difference === 0 && candidate.effort < best.effort) ? candidate : best
  })
}

function nameOf({ settings }: Candidate, planned: Settings): string {
  return describeChanges(settings, planned) || 'what is planned'
}

/** Keys of the sealing side by their own names, to be read from afar. */
function shortNameOf(candidate: Candidate, planned: Settings): string {
  return nameOf(candidate, planned).replaceAll('keyCache.', '')
}

function isPlan({ settings }: Candidate, planned: Settings): boolean {
  return describeChanges(settings, planned) === ''
}

function describeOutcome({ encryptionUsd, waitP99S, exposureS }: Outcome): string {
  const wait =
    waitP99S === 0
      ? 'nothing waits for KMS at p99'
      : `a record waits ${describeSeconds(waitP99S)} for KMS at p99`
  const exposure = exposureS === Infinity ? 'for ever' : `for at most ${describeSeconds(exposureS)}`
  return `encryption costs ${describeUsd(encryptionUsd)} in 30 days, ${wait}, and key material is used ${exposure} without asking KMS`
}
