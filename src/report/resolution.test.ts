import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Estimate, OperationResult } from '../run-store/run-format.ts'
import { resolutionFigures, resolutionLabels, resolutionText, resolutionTexts } from './resolution.ts'

describe('resolutionText', () => {
  it('says how far A/A reaches, what would be found and what the records are worth', () => {
    const overhead = { estimateNs: 9000, ci95Ns: [8900, 9100], detectableNs: 140, effectiveSamples: 58_321.7 }

    assert.equal(
      resolutionText(resultOf(overhead, { estimateNs: 3, ci95Ns: [-20, 12] })),
      '20 ns, 140 ns, 58,300',
    )
  })

  it('takes the A/A difference where its interval is withheld, and runs that do not tell', () => {
    const untold = { estimateNs: 9000, ci95Ns: null }

    assert.equal(resolutionText(resultOf(untold, { estimateNs: -7, ci95Ns: null })), '7 ns, –, –')
  })
})

describe('resolutionTexts and resolutionFigures', () => {
  it('have one for each label, alike', () => {
    const result = resultOf(
      { estimateNs: 1, ci95Ns: null, detectableNs: 140 },
      { estimateNs: 3, ci95Ns: [-20, 12] },
    )

    assert.deepEqual(resolutionTexts(result), ['20 ns', '140 ns', '–'])
    assert.deepEqual(resolutionFigures(result), [20, 140, null])
    assert.equal(resolutionLabels.length, 3)
  })
})

function resultOf(overhead: unknown, noise: Estimate): OperationResult {
  return { overhead: { p50: overhead }, noiseFloor: { p50: noise } } as OperationResult
}
