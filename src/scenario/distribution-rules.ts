/**
 * What must be true across the parameters of a distribution, and no schema can
 * say.
 *
 * @module
 */
import { asBytes, asDuration, formatBytes, formatDuration } from '../units/quantity.ts'
import type { Draft, FaultPath } from './faults.ts'
import type { Scenario } from './schema.ts'

export function checkDistributions(scenario: Scenario): readonly Draft[] {
  const { records } = scenario
  const sizes = 'size' in records ? checkDistribution(['records', 'size'], records.size, formatSize) : []
  return [...sizes, ...checkLatency(scenario)]
}

/** Of KMS: only one without faults has a mean. */
export function checkLatency({ kms }: Scenario): readonly Draft[] {
  if (kms.latency.distribution === 'recorded') return []
  return checkDistribution(['kms', 'latency'], kms.latency, formatTime)
}

const formatSize = (value: number) => formatBytes(asBytes(value))
const formatTime = (value: number) => formatDuration(asDuration(value))

interface Bounds {
  readonly distribution: string
  readonly min?: number
  readonly max?: number | undefined
  readonly median?: number
  readonly p99?: number
}

function checkDistribution(
  path: FaultPath,
  bounds: Bounds,
  format: (value: number) => string,
): readonly Draft[] {
  const { distribution, min = 0, median = 0, p99 = Infinity, max = Infinity } = bounds
  const faults: Draft[] = []
  if (distribution === 'uniform' && min > max) {
    faults.push(fault([...path, 'min'], `must be at most max, which is ${format(max)}`))
  }
  if (distribution !== 'lognormal') return faults
  if (median <= 0) faults.push(fault([...path, 'median'], 'must be more than 0, as a lognormal has no 0'))
  if (p99 < median)
    faults.push(fault([...path, 'p99'], `must be at least the median, which is ${format(median)}`))
  if (max < median)
    faults.push(fault([...path, 'max'], `must be at least the median, which is ${format(median)}`))
  return faults
}

function fault(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
