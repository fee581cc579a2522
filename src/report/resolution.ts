/**
 * What a cell could have seen: beside an overhead stands how much two equal
 * arms differ, the smallest effect that would have been found, and how many
 * independent records its records are worth.
 *
 * @module
 */
import type { Estimate, OperationResult } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { significant } from '../units/significant.ts'
import { describeCount, nothing } from './figures.ts'

/** Heads a column of {@link resolutionText}. */
export const resolutionLabel = 'A/A, detectable, effective records'

/** Where each of the three has a column of its own. */
export const resolutionLabels = ['A/A', 'detectable', 'effective records'] as const

/** `12 ns, 60 ns, 58,300`, at p50. */
export function resolutionText(result: OperationResult): string {
  return resolutionTexts(result).join(', ')
}

/** One text for each of {@link resolutionLabels}. Runs of before 0.2 do not tell the last two. */
export function resolutionTexts({ overhead, noiseFloor }: OperationResult): readonly string[] {
  const { detectableNs, effectiveSamples } = overhead.p50
  const detectable = detectableNs === undefined ? nothing : describeDuration(detectableNs)
  return [describeDuration(farEnd(noiseFloor.p50)), detectable, effectiveText(effectiveSamples)]
}

/** What each of {@link resolutionTexts} is, in ns or records; null where the run does not tell. */
export function resolutionFigures({ overhead, noiseFloor }: OperationResult): readonly (number | null)[] {
  const { detectableNs, effectiveSamples } = overhead.p50
  return [farEnd(noiseFloor.p50), detectableNs ?? null, effectiveSamples ?? null]
}

/** To three digits: the figure is an estimate, and no better than that. */
function effectiveText(samples: number | undefined): string {
  return samples === undefined ? nothing : describeCount(Math.round(significant(samples, 3)))
}

/** How far the A/A interval reaches, or the A/A difference where it is withheld. */
function farEnd({ estimateNs, ci95Ns }: Estimate): number {
  return Math.max(...[estimateNs, ...(ci95Ns ?? [])].map(Math.abs))
}
