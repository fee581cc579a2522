/**
 * The small language of expectations: metric, statistic and bound, as in
 * `put.sealed.serviceTime.p99 < 1 ms`.
 *
 * @module
 */
import { parseQuantity, type Dimension, type Parsed } from '../units/quantity.ts'
import type { Bound, Comparison } from './bound.ts'
import { metricNamed, metrics, statisticPattern, type Metric } from './metrics.ts'
import { quote } from './printable.ts'
import { nearest } from './suggest.ts'

/** A part that could not be read: why, and what may have been meant. */
export interface Misread {
  readonly ok: false
  readonly reason: string
  readonly suggestion?: string | undefined
}

export type Read<Value> = { readonly ok: true; readonly value: Value } | Misread

export interface MetricReference {
  readonly metric: Metric
  readonly statistic: string | null
}

const comparisonAndQuantity = /^\s*(?<op><=|>=|==|<|>)\s*(?<quantity>[^\s<>=].*?)\s*$/s
const statistics = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'mean', 'min', 'max']

/** Reads `<= 0.2 ms` in the dimension of `metric`; without a metric only the form is checked. */
export function readBound(text: string, metric: Metric | undefined): Read<Bound> {
  const parts = comparisonAndQuantity.exec(text)?.groups as { op: Comparison; quantity: string } | undefined
  const example = metric === undefined ? '<= 0.2 ms' : `<= ${exampleOf[metric.dimension]}`
  if (parts === undefined) {
    const quantity = text.trim()
    const isQuantity = metric !== undefined && readValue(metric.dimension, quantity).ok
    if (isQuantity) return { ok: false, reason: withoutComparison(quantity) }
    return { ok: false, reason: `is not a bound: write a comparison and a quantity, such as ${example}` }
  }
  if (metric === undefined) return { ok: true, value: { text: text.trim(), op: parts.op, value: Number.NaN } }
  const value = readValue(metric.dimension, parts.quantity)
  if (!value.ok) return { ok: false, reason: `${metric.name}: ${value.reason}` }
  return { ok: true, value: { text: text.trim(), op: parts.op, value: value.value } }
}

/** Of a bound that is a quantity alone: which way it bounds, only its author knows. */
export function withoutComparison(bound: string | number): string {
  return `has no comparison: write ${quote(`<= ${bound}`)} or ${quote(`>= ${bound}`)}`
}

/** Reads the name of a metric alone. */
export function readMetric(name: string): Read<Metric> {
  const metric = metricNamed(name)
  if (metric !== undefined) return { ok: true, value: metric }
  const { name: bare, statistic } = splitStatistic(name)
  const near = nearestMetric(name) ?? nearestMetric(bare)
  if (near === undefined)
    return { ok: false, reason: `unknown metric ${quote(name)}: known are ${allNames.join(', ')}` }
  const takesIt = statistic !== undefined && metricNamed(near)?.kind === 'distribution'
  const suggestion = takesIt ? `${near} with statistic: ${statistic}` : near
  return { ok: false, reason: `unknown metric ${quote(name)}`, suggestion }
}

/** Reads a metric with its statistic last, as thresholds write it. */
export function readMetricReference(text: string): Read<MetricReference> {
  const metric = metrics
    .filter(({ name }) => text === name || text.startsWith(`${name}.`))
    .toSorted((one, other) => other.name.length - one.name.length)[0]
  if (metric === undefined) return misreadReference(text)
  const statistic = text === metric.name ? undefined : text.slice(metric.name.length + 1)
  const fault = checkStatistic(metric, statistic)
  if (fault !== undefined) return fault
  return { ok: true, value: { metric, statistic: statistic ?? null } }
}

/** Reads a whole threshold. */
export function readThreshold(text: string): Read<MetricReference & { readonly bound: Bound }> {
  const split = /^\s*(?<left>[^<>=]*?)\s*(?<right>[<>=].*)$/s.exec(text)?.groups as
    | { left: string; right: string }
    | undefined
  if (split === undefined || split.left === '') {
    const example = 'put.sealed.serviceTime.p99 < 1 ms'
    return { ok: false, reason: `is not a threshold: write metric, statistic and bound, such as ${example}` }
  }
  const reference = readMetricReference(split.left)
  if (!reference.ok) return reference
  const bound = readBound(split.right, reference.value.metric)
  return bound.ok ? { ok: true, value: { ...reference.value, bound: bound.value } } : bound
}

const allNames = metrics.map((metric) => metric.name)

const exampleOf: Record<Metric['dimension'], string> = {
  duration: '0.2 ms',
  money: '3 USD',
  count: '12',
  size: '1 KiB',
  rate: '200 /s',
}

function readValue(dimension: Dimension | 'count', text: string): Parsed<number> {
  const isBare = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)
  if (dimension !== 'count') return parseQuantity(dimension, isBare ? Number(text) : text)
  const value = Number(text)
  if (isBare && value >= 0 && Number.isFinite(value)) return { ok: true, value }
  return {
    ok: false,
    reason: `${quote(text)} is not a count: write a plain number such as ${exampleOf.count}`,
  }
}

function checkStatistic(metric: Metric, statistic: string | undefined): Misread | undefined {
  if (metric.kind === 'value') {
    if (statistic === undefined) return undefined
    const suggestion = nearest(`${metric.name}.${statistic}`, allNames)
    return { ok: false, reason: `${metric.name} is one value and has no ${quote(statistic)}`, suggestion }
  }
  if (statistic === undefined) {
    return { ok: false, reason: `${metric.name} needs a statistic`, suggestion: `${metric.name}.p99` }
  }
  if (new RegExp(statisticPattern).test(statistic)) return undefined
  const near = nearest(statistic, statistics)
  const suggestion = near === undefined ? undefined : `${metric.name}.${near}`
  return {
    ok: false,
    reason: `unknown statistic ${quote(statistic)}: known are ${statistics.join(', ')}`,
    suggestion,
  }
}

/** A misspelt metric is found with and without its last part, which may be the statistic. */
function misreadReference(text: string): Misread {
  const reason = `unknown metric ${quote(text)}`
  const { name, statistic } = splitStatistic(text)
  const near = nearestMetric(name)
  if (near === undefined) return { ok: false, reason: `${reason}: known are ${allNames.join(', ')}` }
  return { ok: false, reason, suggestion: statistic === undefined ? near : `${near}.${statistic}` }
}

function splitStatistic(text: string): { readonly name: string; readonly statistic: string | undefined } {
  const parts = /^(?<name>.*?)\.(?<statistic>p[\d.]+|mean|min|max)$/s.exec(text)?.groups
  return { name: parts?.['name'] ?? text, statistic: parts?.['statistic'] }
}

/** An arm alone, such as `put.sealed`, is far from any name: its service time is what is mostly meant. */
function nearestMetric(name: string): string | undefined {
  return metricNamed(`${name}.serviceTime`)?.name ?? nearest(name, allNames)
}
