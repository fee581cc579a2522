/**
 * Whether the conditions under which a cell was measured were such that its
 * figures are its own: from what is stored of it, against the limits.
 *
 * @module
 */
import type { Interference } from '../run-store/interference-format.ts'
import type { Calibration, CellResult } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { describePercent } from '../units/share.ts'
import { validityLimits } from './validity-limits.ts'

export interface Conditions {
  /** Undefined where nobody measured what the harness costs. */
  readonly calibration: Calibration | undefined
  /** Cells that were measured at a time. */
  readonly workers: number
  /** That this process may use at a time. */
  readonly cores: number
}

/** The cell, invalid with its reasons where the conditions were not good enough; one that gave no figures stays as it is. */
export function judgeConditions(cell: CellResult, conditions: Conditions): CellResult {
  const { verdict, reasons } = cell.validity
  if (verdict !== 'valid' && verdict !== 'invalid') return cell
  const against = [
    tooManyWorkers(conditions),
    unsettled(cell),
    ...coarseTimer(cell, conditions.calibration),
    ...(cell.interference === undefined ? [] : [throttled(cell.interference), stolen(cell.interference)]),
  ].filter((reason) => reason !== undefined)
  if (against.length === 0) return cell
  return { ...cell, validity: { verdict: 'invalid', reasons: [...reasons, ...against] } }
}

/** Undefined where there are enough cores. */
export function tooManyWorkers({
  workers,
  cores,
}: Pick<Conditions, 'workers' | 'cores'>): string | undefined {
  if (workers <= cores) return undefined
  return (
    `${workers} workers share ${cores} ${cores === 1 ? 'core' : 'cores'}, and cells wait for one another; ` +
    `give --workers ${cores} or less`
  )
}

function unsettled({ steadyState }: CellResult): string | undefined {
  if (steadyState?.warmUp.isSettled !== false) return undefined
  return (
    `the warm-up did not settle: after ${steadyState.warmUp.records} records the median of sealed records still fell; ` +
    'raise measure.warmUpRecords'
  )
}

/** Runs of before 0.2 do not know the resolution. */
function coarseTimer(cell: CellResult, calibration: Calibration | undefined): string[] {
  const { timerResolutionNs = 0 } = calibration ?? {}
  return (['put', 'get'] as const).flatMap((operation) => {
    const { count, p50 } = cell[operation].plain.serviceTime
    if (count === 0 || timerResolutionNs <= validityLimits.timerResolutionShare * p50) return []
    return (
      `the timer steps by ${describeDuration(timerResolutionNs)}, more than ` +
      `${describePercent(validityLimits.timerResolutionShare)} of a plain ${operation} (${describeDuration(p50)} at p50); ` +
      'measure larger records, or on a machine with a finer timer'
    )
  })
}

function throttled({ throttledShare }: Interference): string | undefined {
  if (throttledShare === null || throttledShare <= validityLimits.throttledShare) return undefined
  return (
    `the CPU quota of its cgroup held it back for ${describePercent(throttledShare)} of the time (limit ` +
    `${describePercent(validityLimits.throttledShare)}); raise the quota (docker --cpus, limits.cpu of a pod) or lower --workers`
  )
}

function stolen({ stolenNs, stealShare }: Interference): string | undefined {
  if (stolenNs === null || stealShare === null) return undefined
  if (stolenNs < validityLimits.stolenNs || stealShare <= validityLimits.stealShare) return undefined
  return (
    `the hypervisor gave ${describePercent(stealShare)} of the CPU time to other machines (limit ` +
    `${describePercent(validityLimits.stealShare)}); run again when its host is less busy, or on one of your own`
  )
}
