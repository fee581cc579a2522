/**
 * The metrics that a claim or a threshold may name: one list for the check of
 * scenarios, for judging and for the docs.
 *
 * @module
 */
import type { Dimension } from '../units/quantity.ts'

/** What kind of figure a metric is, and so which statistics and bounds fit it. */
export interface Metric {
  readonly name: string
  /** `count` is a bare number; the others are quantities with units. */
  readonly dimension: Dimension | 'count'
  /** `distribution`: takes a statistic (p50 … max, mean). `value`: is one number. */
  readonly kind: 'distribution' | 'value'
  /** Whether it is measured per record and per call, or is a figure of the whole cell. */
  readonly units: readonly ('record' | 'call')[]
  readonly description: string
  /** Whether it is a count by time, or of the time of one key: from a cold start it is not that of the long run. */
  readonly isRate: boolean
}

const operations = ['put', 'get'] as const
const arms = ['plain', 'sealed', 'delta'] as const

const latencyMetrics: readonly Metric[] = operations.flatMap((operation) => [
  {
    name: `${operation}.overhead`,
    dimension: 'duration' as const,
    kind: 'distribution' as const,
    units: ['record', 'call'] as const,
    description: `Sealed minus plain service time of a ${operation}: the difference of the two quantiles`,
    isRate: false,
  },
  ...arms.flatMap((arm) =>
    (['serviceTime', 'responseTime'] as const).map((time) => ({
      name: `${operation}.${arm}.${time}`,
      dimension: 'duration' as const,
      kind: 'distribution' as const,
      units: time === 'serviceTime' ? (['record', 'call'] as const) : (['record'] as const),
      description:
        arm === 'delta'
          ? `Per-record difference of ${time}, sealed minus plain, of a ${operation}`
          : `${time} of a ${operation} in the ${arm} arm`,
      isRate: false,
    })),
  ),
])

const cellMetrics: readonly Metric[] = [
  ['kms.calls', 'count', 'KMS calls of the whole cell'],
  ['kms.calls.GenerateDataKey', 'count', 'GenerateDataKey calls of the whole cell'],
  ['kms.calls.Decrypt', 'count', 'Decrypt calls of the whole cell'],
  ['kms.calls.Encrypt', 'count', 'Encrypt calls of the whole cell, which only contestants make'],
  ['kms.attempts', 'count', 'Attempts of KMS calls, retries included, as the service sees them'],
  ['kms.callsPer5Min', 'count', 'KMS calls per 5 minutes of scenario time'],
  ['kms.throttled', 'count', 'KMS calls that were refused for lack of quota'],
  ['kms.failed', 'count', 'KMS calls that failed for any other reason'],
  ['kms.usdPer30Days', 'money', 'KMS requests and key, 30 days at this rate, without the free tier'],
  [
    'stored.overheadBytes',
    'size',
    'Bytes stored for a record beside its payload and partition key, on average',
  ],
  ['exposure.keyMaterial.records', 'count', 'Most records that one leaked key material opens'],
  ['exposure.keyMaterial.bytes', 'size', 'Most bytes of records that one leaked key material opens'],
  ['exposure.keyMaterial.time', 'duration', 'Longest time of arrivals that one leaked key material opens'],
  ['exposure.branchKey.records', 'count', 'Most records that one leaked branch key opens'],
  ['exposure.recordKey.records', 'count', 'Most records that one leaked record key opens'],
  ['exposure.revocationDelay.put', 'duration', 'How long a disabled KMS key may still seal, by the settings'],
  ['exposure.revocationDelay.get', 'duration', 'How long a disabled KMS key may still open, by the settings'],
  ['exposure.keysHeld', 'count', 'Plaintext keys in memory, on average over time'],
].map(([name, dimension, description]) => ({
  name: name!,
  dimension: dimension as Metric['dimension'],
  kind: 'value' as const,
  units: [],
  description: description!,
  isRate:
    name === 'kms.callsPer5Min' || name === 'kms.usdPer30Days' || name!.startsWith('exposure.keyMaterial.'),
}))

export const metrics: readonly Metric[] = [...latencyMetrics, ...cellMetrics]

export function metricNamed(name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name)
}

/** `p50`, `p99`, `p999` (the 99.9th), `p99.9`, `mean`, `min`, `max`. */
export const statisticPattern = '^(p\\d{1,2}(\\.\\d+)?|p999|p9999|p99999|mean|min|max)$'

/** The quantile in [0, 1] that a `pN` statistic names, or undefined for mean, min and max. */
export function quantileOf(statistic: string): number | undefined {
  if (!statistic.startsWith('p')) return undefined
  const digits = statistic.slice(1)
  return /^9{3,}$/.test(digits) ? Number(`0.${digits}`) : Number(digits) / 100
}
