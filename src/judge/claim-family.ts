/**
 * The latency claims of a run, judged together: of many that are tested some
 * look decided by chance, and so each must stand Holm's correction. What is
 * counted leaves nothing to chance, and is not among them.
 *
 * @module
 */
import type { ClaimResult } from '../run-store/run-format.ts'
import { minimumDetectable, significanceLevel } from '../statistics/detectable.ts'
import type { Evidence } from './evidence.ts'
import { adjusted, pValueAgainst, whatDecides } from './significance.ts'

/** The figures of a test; the latencies that they come from may go. */
export interface Tested {
  readonly pValue: number
  /** In the base unit of the metric. */
  readonly detectable: number
  readonly effectiveSamples: number | undefined
  /** The p-value up to which the test decides. */
  readonly level: number
  /** What would decide it among so many tests. */
  readonly decides: (tests: number) => string | undefined
}

export interface JudgedAlone {
  readonly result: ClaimResult
  /** Undefined where nothing was tested: no interval, no samples, or a cell that is not valid. */
  readonly tested?: Tested | undefined
}

/** Undefined where there is no interval, or none that comes from samples. */
export function testedAgainst(evidence: Evidence, value: number): Tested | undefined {
  const pValue = pValueAgainst(evidence, value)
  if (pValue === undefined || evidence.precision == null) return undefined
  const { estimate, ci95, precision, level = significanceLevel, isOfRuns = false } = evidence
  const figures: Evidence = { estimate, ci95, precision, level, isOfRuns, noise: 0, holdsUpTo: () => null }
  return {
    pValue,
    detectable: minimumDetectable(precision, level),
    effectiveSamples: evidence.effectiveSamples ?? undefined,
    level,
    decides: (tests) => whatDecides(figures, value, tests),
  }
}

/** Each result with its p-values, and undecided where it was decided alone and is not among the others. */
export function judgeTogether(alone: readonly JudgedAlone[]): ClaimResult[] {
  const corrected = adjusted(alone.map(({ tested }) => tested?.pValue))
  const tests = corrected.filter((p) => p !== undefined).length
  return alone.map(({ result, tested }, index) => {
    const pAdjusted = corrected[index]
    if (tested === undefined || pAdjusted === undefined) return result
    const { pValue, detectable, effectiveSamples, level } = tested
    const figures = {
      pValue,
      pAdjusted,
      detectable,
      ...(effectiveSamples !== undefined && { effectiveSamples }),
    }
    const isDecided = result.verdict === 'holds' || result.verdict === 'refuted'
    if (!isDecided || pAdjusted <= level) return { ...result, ...figures }
    const reason =
      `${result.reason}; alone that would decide it (p = ${short(pValue)}), but not among ${tests} claims ` +
      `on latencies, of which some look so by chance (p = ${short(pAdjusted)} by Holm's correction)`
    return {
      ...result,
      ...figures,
      verdict: 'inconclusive',
      reason: [reason, tested.decides(tests)].filter((part) => part !== undefined).join('; '),
    }
  })
}

function short(p: number): string {
  return String(Number(p.toPrecision(2)))
}
