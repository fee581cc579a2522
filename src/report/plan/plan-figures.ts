/**
 * Figures of a plan in words. A plan spans from one call a month to 1e300 of
 * them: whatever a number is, it stays short and can be read.
 *
 * @module
 */
import type { Estimate, Plan, PlanCell, WhatIf } from '../../planner/plan-document.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeInterval, nothing } from '../figures.ts'
import { describeParameter } from '../parameters.ts'

/** From here on a number is written as a power of ten. */
const longFrom = 1e15
const secondsPerDay = 86_400
const daysMax = 1e5

export type FigureDimension = WhatIf['figures'][number]['dimension']

/** `103,680`: whole from 1,000 on, else four significant digits. */
export function describeNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= longFrom) return shortened(value)
  if (size >= 1000) return Math.round(value).toLocaleString('en-US')
  return unsigned(Number(value.toPrecision(4)).toString())
}

/** `0.04 /s` */
export function describeRate(perSecond: number): string {
  return `${describeNumber(perSecond)} /s`
}

/** To the cent, or to two significant digits where that would hide everything; a credit is negative. */
export function describeMoney(usd: number): string {
  return `${describeMoneyAmount(usd)} USD`
}

/** Where USD stands nearby already. */
export function describeMoneyAmount(usd: number): string {
  const size = Math.abs(usd)
  if (size >= longFrom) return shortened(usd)
  const isSmall = size < 0.1 && size > 0
  if (isSmall && size < 1e-8) return unsigned(Number(usd.toPrecision(2)).toString())
  const digits = isSmall ? 1 - Math.floor(Math.log10(size)) : 2
  return unsigned(
    usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: Math.max(2, digits) }),
  )
}

/** `5 min` of 300. */
export function describeSeconds(seconds: number): string {
  if (seconds === 0) return '0 s'
  return Math.abs(seconds) >= daysMax * secondsPerDay
    ? `${describeNumber(seconds / secondsPerDay)} d`
    : unsigned(describeDuration(seconds * 1e9))
}

/** `0.12 %`: to three significant digits; signed only where it is negative. */
export function describePart(share: number): string {
  const percent = 100 * share
  return Math.abs(percent) >= 1000
    ? `${describeNumber(percent)} %`
    : `${unsigned(Number(percent.toPrecision(3)).toString())} %`
}

/** `+12 %`, `−99.9 %`; a dash where there is no base. */
export function describeChange(change: number | null): string {
  if (change === null) return nothing
  return change > 0 ? `+${describePart(change)}` : describePart(change)
}

export function describeOf(dimension: FigureDimension): (value: number) => string {
  return {
    duration: describeSeconds,
    rate: describeRate,
    money: describeMoney,
    count: describeNumber,
    share: describePart,
  }[dimension]
}

/** `1,000 (990 to 1,010)`: the mean of the replications and its 95 % interval. */
export function describeEstimated(
  { mean, ci95 }: Estimate,
  describe: (value: number) => string = describeNumber,
): string {
  return `${describe(mean)} (${describeInterval(ci95, describe)})`
}

/** `c03 (keyCache.ttl 5 min, kms.quota 10000 /s)` */
export function cellName({ id, params }: Pick<PlanCell, 'id' | 'params'>): string {
  const settings = describeSettings(params)
  return settings === '' ? id : `${id} (${settings})`
}

/** `keyCache.ttl 5 min, fleet.frontEnds 4` */
export function describeSettings(params: PlanCell['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${describeParameter(value)}`)
    .join(', ')
}

/** Names of all swept parameters, in their order. */
export function sweptNames({ cells }: Pick<Plan, 'cells'>): readonly string[] {
  return [...new Set(cells.flatMap(({ params }) => Object.keys(params)))]
}

/** The value of one parameter in a cell, or a dash where the cell does not have it. */
export function settingText({ params }: Pick<PlanCell, 'params'>, name: string): string {
  return Object.hasOwn(params, name) ? describeParameter(params[name]) : nothing
}

/** All simulated calls of both operations over the horizon. */
export function simulatedCalls({ calls }: NonNullable<PlanCell['simulation']>): number {
  return calls.GenerateDataKey.mean + calls.Decrypt.mean
}

function shortened(value: number): string {
  return unsigned(value.toExponential(2).replace('e+', 'e'))
}

/** A true minus sign, and none in front of nothing. */
function unsigned(text: string): string {
  return text.replace(/^-(?=[0.]*( |$))/, '').replace(/^-/, '−')
}
