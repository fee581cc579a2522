/**
 * The answer of a search in a sentence or two: what to set, or what stands in
 * the way and what comes nearest.
 *
 * @module
 */
import { worstOf, type Candidate } from './candidate.ts'
import { describeSeconds, describeUsd, type Constraints, type Miss, type Outcome } from './constraints.ts'
import { describeChanges, type Settings } from './settings.ts'

/** `candidates` begin with what is planned. */
export function answerOf(candidates: readonly Candidate[], planned: Settings): string {
  const satisfying = candidates.filter(({ misses }) => misses.length === 0)
  if (satisfying.length === 0) return whyNone(candidates, planned)
  const nearest = leastOf(satisfying, ({ effort }) => effort)
  const cheapest = leastOf(satisfying, ({ outcome }) => outcome.encryptionUsd)
  const best = isPlan(nearest, planned)
    ? `What is planned satisfies everything: ${describeOutcome(nearest.outcome)}.`
    : `Set ${describeChanges(nearest.settings, planned)}: ${describeOutcome(nearest.outcome)}.`
  const isCheaper = cheapest.outcome.encryptionUsd < nearest.outcome.encryptionUsd
  return isCheaper
    ? `${best} The cheapest that satisfies everything is ${nameOf(cheapest, planned)}: ${describeOutcome(cheapest.outcome)}.`
    : best
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

function isPlan({ settings }: Candidate, planned: Settings): boolean {
  return describeChanges(settings, planned) === ''
}

function describeOutcome({ encryptionUsd, waitP99S, exposureS }: Outcome): string {
  const wait =
    waitP99S === 0
      ? 'nothing waits for KMS at p99'
      : `a record waits ${describeSeconds(waitP99S)} for KMS at p99`
  const exposure = exposureS === Infinity ? 'for ever' : `for at most ${describeSeconds(exposureS)}`
  return `encryption costs ${describeUsd(encryptionUsd)} in 30 days, ${wait}, and key material is used ${exposure}`
}
