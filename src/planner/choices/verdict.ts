/**
 * Whether a plan keeps what was asked of it: as it is planned, in every cell,
 * whatever other settings would do.
 *
 * @module
 */
import { describePercent } from '../../units/share.ts'
import type { PlanCell, Verdict, Verification } from '../plan-document.ts'
import { describeAmount, exposureSecondsOf, missesOf, type Constraints, type Outcome } from './constraints.ts'

export interface Asked {
  readonly constraints: Constraints | null
  /** Of the simulation, which alone knows losses. */
  readonly maxLost: Verdict['maxLost']
}

/** One sentence for each constraint that a cell breaks, and one for a verification that disagrees. */
export function brokenBy(
  cells: readonly PlanCell[],
  { constraints, maxLost }: Asked,
  verification: Verification | null,
): readonly string[] {
  const ofCells = cells.flatMap((cell) => {
    const name = cells.length === 1 ? 'The plan' : `${cell.id} (${paramsText(cell)})`
    const misses = constraints === null ? [] : missesOf(outcomeOf(cell), constraints)
    const reasons = [...misses.map(({ reason }) => reason), ...lossReasons(cell, maxLost)]
    return reasons.map((reason) => `${name} ${reason}.`)
  })
  const failed = verification?.checks.filter(({ agrees }) => !agrees).length ?? 0
  return verification?.verdict === 'disagrees'
    ? [...ofCells, `Of ${verification.checks.length} checks of --verify ${failed} disagree.`]
    : ofCells
}

function outcomeOf({ analysis, bill }: PlanCell): Outcome {
  return {
    encryptionUsd: bill.encryptionUsd,
    waitP99S: analysis.waits.p99S,
    exposureS: exposureSecondsOf(analysis.exposure),
    recordsPerKey: analysis.exposure.recordsPerKey,
    callsPerSecond: analysis.callsPerSecond,
    headroom: analysis.quota.headroom,
  }
}

function lossReasons({ simulation }: PlanCell, maxLost: Verdict['maxLost']): readonly string[] {
  if (maxLost === null) return []
  if (simulation === null) return ['is not simulated, so that nobody knows what it loses']
  const { lost, records } = simulation
  const isShare = maxLost.unit === 'share of records'
  const share = records.mean === 0 ? 0 : lost.mean / records.mean
  if ((isShare ? share : lost.mean) <= maxLost.value) return []
  return [
    isShare
      ? `loses ${describePercent(share)} of its records on average of the simulation, and ${describePercent(maxLost.value)} is allowed`
      : `loses ${describeAmount(lost.mean)} records on average of the simulation, and ${describeAmount(maxLost.value)} are allowed`,
  ]
}

function paramsText({ params }: PlanCell): string {
  return Object.entries(params)
    .map(([path, value]) => `${path} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}
