/**
 * What a cell could have seen: beside an overhead stands how much two equal
 * arms differ, the smallest effect that would have been found, and how many
 * independent records its records are worth.
 *
 * @module
 */
import type { Estimate, OperationResult } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { describeCount, nothing } from './figures.ts'

/** Heads a column of {@link resolutionText}. */
export const resolutionLabel = 'A/A, detectable, effective records'

/** `12 ns, 60 ns, 58,300`, at p50. Runs of before 0.2 do not tell. */
export function resolutionText({ overhead, noiseFloor }: OperationResult): string {
  const { detectableNs, effectiveSamples } = overhead.p50
  const detectable = detectableNs === undefined ? nothing : describeDuration(detectableNs)
  return [describeDuration(farEnd(noiseFloor.p50)), detectable, effectiveText(effectiveSamples)].join(', ')
}

/** To three digits: the figure is an estimate, and no better than that. */
function effectiveText(samples: number | undefined): string {
  return samples === undefined ? nothing : describeCount(Math.round(Number(samples.toPrecision(3))))
}

/** How far the A/A interval reaches, or the A/A difference where it is withheld. */
function farEnd({ estimateNs, ci95Ns }: Estimate): number {
  return Math.max(...[estimateNs, ...(ci95Ns ?? [])].map(Math.abs))
}
