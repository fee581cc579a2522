/**
 * What a cell that was run several times says about one metric: an interval
 * that covers a rerun, which that of a single run does not.
 *
 * @module
 */
import { significanceLevel } from '../statistics/detectable.ts'
import { intervalAt, ofRepetitions } from '../statistics/repeated.ts'
import { evidenceOf, pointEstimateOf, type Evidence, type EvidenceSource, type Question } from './evidence.ts'
import { repetitionsNeeded } from './merge-repetitions.ts'

/**
 * `merged` is the cell with the latencies of all repetitions, `repetitions` are
 * those that are valid. Of too few, the evidence is that of within the runs.
 * `alpha` is the error that the interval may have: less than 5 % where it is one
 * look of many.
 */
export function repeatedEvidenceOf(
  question: Question,
  merged: EvidenceSource,
  repetitions: readonly EvidenceSource[],
  alpha?: number,
): Evidence | undefined {
  const within = evidenceOf(question, merged)
  if (within === undefined) return undefined
  // One look of many has no interval but that over runs, whose error alone is what the look may spend.
  const tooFew: Evidence = alpha === undefined ? within : { ...within, ci95: null, precision: null }
  if (repetitions.length < repetitionsNeeded) return tooFew
  if (within.ci95 === null && !isToldByEach(question, repetitions)) return within
  const values = repetitions.map((repetition) => pointEstimateOf(question, repetition))
  if (values.includes(undefined)) return tooFew
  const level = alpha ?? significanceLevel
  const measured = ofRepetitions(values as number[])
  return {
    ...within,
    estimate: measured.estimate,
    ci95: intervalAt(measured, 1 - level),
    // A count that is the same in every run leaves nothing to chance: at its very bound it decides too.
    precision: question.metric.kind === 'value' && measured.standardError === 0 ? null : measured,
    level,
    isOfRuns: true,
  }
}

/** Runs that lie far apart look to the interval of all latencies as if there were few; that of each run tells. */
function isToldByEach(question: Question, repetitions: readonly EvidenceSource[]): boolean {
  return repetitions.every((repetition) => (evidenceOf(question, repetition)?.ci95 ?? null) !== null)
}
