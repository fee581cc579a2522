/**
 * The figures of a verdict in words: numbers with units, as people say them.
 *
 * @module
 */
import type { Metric } from '../scenario/metrics.ts'
import { describeBytes, describeDuration } from '../units/quantity.ts'
import type { Evidence, Question } from './evidence.ts'

/** `14.2 us`, `12`, `0.31 USD`. */
export function describeValue({ dimension }: Metric, value: number): string {
  switch (dimension) {
    case 'duration':
      return describeDuration(value)
    case 'size':
      return describeBytes(value)
    case 'money':
      return `${Number(value.toPrecision(3))} USD`
    default:
      return String(Number(value.toPrecision(6)))
  }
}

/** `sealing adds 14.2 us at p50, 95 % interval 14 us to 14.5 us`. */
export function describeEvidence(question: Question, { estimate, ci95, level }: Evidence): string {
  const { metric } = question
  const said = describeEstimate(question, estimate)
  if (ci95 === null || (metric.kind === 'value' && ci95[0] === ci95[1])) return said
  const [low, high] = ci95.map((end) => describeValue(metric, end))
  // One look of many may err less, and its interval is that much wider.
  const covers = level === undefined ? 95 : Number((100 * (1 - level)).toPrecision(3))
  return `${said}, ${covers} % interval ${low} to ${high}`
}

/** `sealing adds 14.2 us at p50`, `get.plain.serviceTime is 3 us at p99 per call`. */
export function describeEstimate({ metric, statistic, unit }: Question, estimate: number): string {
  const value = describeValue(metric, estimate)
  if (metric.kind === 'value') return `${metric.name} is ${value}`
  const at = `at ${statistic ?? 'p50'}${unit === 'call' ? ' per call' : ''}`
  switch (metric.name) {
    case 'put.overhead':
      return `sealing adds ${value} ${at}`
    case 'get.overhead':
      return `opening adds ${value} ${at}`
    default:
      return `${metric.name} is ${value} ${at}`
  }
}
