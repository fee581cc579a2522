/**
 * Figures of a plan in words. A plan spans from one call a month to 1e300 of
 * them: whatever a number is, it stays short and can be read.
 *
 * @module
 */
import type { Bill, Estimate, Plan, PlanCell, SimulatedFleet, WhatIf } from '../../planner/plan-document.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeInterval, nothing } from '../figures.ts'
import { describeParameter } from '../parameters.ts'
import { printable } from '../text.ts'

/** From here on a number is written as a power of ten. */
const longFrom = 1e15
const secondsPerDay = 86_400
const daysMax = 1e5
const digitsMax = 8

export type FigureDimension = WhatIf['figures'][number]['dimension']

/** `103,680`: whole from 1,000 on, else four significant digits; a dash for a ratio that there is not. */
export function describeNumber(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value)) return nothing
  if (size >= longFrom) return shortened(value)
  if (size >= 1000) return withTrueMinus(Math.round(value).toLocaleString('en-US'))
  return withTrueMinus(Number(value.toPrecision(4)).toString())
}

/** Of records and calls: whole from 10 on, with one decimal below, and one digit where that would hide everything. */
export function describeTally(count: number): string {
  const size = Math.abs(count)
  if (!Number.isFinite(count) || size >= 1000) return describeNumber(count)
  if (size >= 10) return describeNumber(Math.round(count))
  return describeNumber(size >= 0.1 ? Math.round(10 * count) / 10 : Number(count.toPrecision(1)))
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
  if (!Number.isFinite(usd)) return nothing
  if (size >= longFrom) return shortened(usd)
  const isSmall = size < 0.1 && size > 0
  if (isSmall && size < 1e-8) return withTrueMinus(Number(usd.toPrecision(2)).toString())
  const digits = isSmall ? 1 - Math.floor(Math.log10(size)) : 2
  return withTrueMinus(
    usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: Math.max(2, digits) }),
  )
}

/** `5 min` of 300. */
export function describeSeconds(seconds: number): string {
  if (seconds === 0) return '0 s'
  if (!Number.isFinite(seconds)) return nothing
  return Math.abs(seconds) >= daysMax * secondsPerDay
    ? `${describeNumber(seconds / secondsPerDay)} d`
    : withTrueMinus(describeDuration(seconds * 1e9))
}

/** `0.12 %`: to three significant digits, and to more where it would read as all; signed only where it is negative. */
export function describePart(share: number): string {
  const percent = 100 * share
  if (!Number.isFinite(percent)) return nothing
  if (Math.abs(percent) >= 1000) return `${describeNumber(percent)} %`
  const rest = 100 - Math.abs(percent)
  const digits = rest > 0 && rest < 0.1 ? Math.min(digitsMax, 3 - Math.floor(Math.log10(rest))) : 3
  return `${withTrueMinus(Number(percent.toPrecision(digits)).toString())} %`
}

/** Above this a share of something else is told as how many times as much it is. */
const timesFrom = 10

/** What encryption costs, `2.75 % of what the stream costs` or `165 times what the stream costs`. There is a stream. */
export function besideStream({
  encryptionUsd,
  streamUsd,
}: Pick<Bill, 'encryptionUsd' | 'streamUsd'>): string {
  const share = encryptionUsd / streamUsd
  const part =
    share > timesFrom ? `${describeNumber(Number(share.toPrecision(3)))} times` : `${describePart(share)} of`
  return `${part} what the stream costs`
}

/** `+12 %`, `−99.9 %`, of a share `−75 points`; a dash where there is no base. */
export function describeChange(change: number | null, dimension?: FigureDimension): string {
  if (change === null) return nothing
  const percent = 100 * change
  if (!Number.isFinite(percent)) return nothing
  const size = Math.abs(percent) >= 1000 ? percent : Number(percent.toPrecision(3))
  const text = `${describeNumber(size)} ${dimension === 'share' ? 'points' : '%'}`
  return change > 0 ? `+${text}` : text
}

export function describeOf(dimension: FigureDimension): (value: number) => string {
  return {
    duration: describeSeconds,
    rate: describeRate,
    money: describeMoney,
    count: describeTally,
    share: describePart,
  }[dimension]
}

/** `1,000 (990 to 1,010)`: the mean of the replications and its 95 % interval, where that shows at these digits. */
export function describeEstimated(
  { mean, ci95 }: Estimate,
  describe: (value: number) => string = describeTally,
): string {
  const isShown = ci95.some((end) => describe(end) !== describe(mean))
  return isShown ? `${describe(mean)} (${describeInterval(ci95, describe)})` : describe(mean)
}

/** `c03 (keyCache.ttl 5 min, kms.quota 10000 /s)` */
export function cellName({ id, params }: Pick<PlanCell, 'id' | 'params'>): string {
  const settings = describeSettings(params)
  return settings === '' ? id : `${id} (${settings})`
}

/** `keyCache.ttl 5 min, fleet.frontEnds 4` */
export function describeSettings(params: PlanCell['params']): string {
  const settings = Object.entries(params).map(([name, value]) => `${name} ${describeParameter(value)}`)
  return printable(settings.join(', '))
}

/** Names of all swept parameters, in their order. */
export function sweptNames({ cells }: Pick<Plan, 'cells'>): readonly string[] {
  return [...new Set(cells.flatMap(({ params }) => Object.keys(params)))]
}

/** The value of one parameter in a cell, or a dash where the cell does not have it. */
export function settingText({ params }: Pick<PlanCell, 'params'>, name: string): string {
  return Object.hasOwn(params, name) ? describeParameter(params[name]) : nothing
}

/** Calls per second of one operation in the long run, whoever makes them. */
export function operationRate(
  { rates }: PlanCell['analysis'],
  wanted: 'GenerateDataKey' | 'Decrypt',
): number {
  return rates
    .filter(({ operation }) => operation === wanted)
    .reduce((sum, { perSecond }) => sum + perSecond, 0)
}

/** All simulated calls of both operations over the horizon. */
export function simulatedCalls({ calls }: NonNullable<PlanCell['simulation']>): number {
  return calls.GenerateDataKey.mean + calls.Decrypt.mean
}

/** How the groups of a bill read. */
export const groupNames = { kms: 'KMS', cloudtrail: 'CloudTrail', stream: 'stream' } as const

/** What the lines of one group cost together. */
export function groupUsd({ lines }: Bill, wanted: keyof typeof groupNames): number {
  return lines.filter(({ group }) => group === wanted).reduce((sum, { usd }) => sum + usd, 0)
}

function shortened(value: number): string {
  return withTrueMinus(value.toExponential(2).replace('e+', 'e'))
}

/** A true minus sign, and none in front of nothing. */
function withTrueMinus(text: string): string {
  return text.replace(/^-(?=[0.]*( |$))/, '').replace(/^-/, '−')
}

/** How long the trouble of a simulated fleet lasts, as part of a sentence. */
export function describeRecovery({ recoveryS, unrecovered }: SimulatedFleet): string {
  if (unrecovered === 1) return 'it does not recover within the plan'
  if (recoveryS === null) return 'it need not recover'
  const taken = `it takes ${describeEstimated(recoveryS, describeSeconds)} to recover`
  return unrecovered === 0
    ? taken
    : `${taken}, and ${describePart(unrecovered)} of the replications do not within the plan`
}

/** The same in a table. */
export function recoveryCell({ recoveryS, unrecovered }: SimulatedFleet): string {
  if (unrecovered === 1) return 'not within the plan'
  if (recoveryS === null) return nothing
  const taken = describeEstimated(recoveryS, describeSeconds)
  return unrecovered === 0 ? taken : `${taken}; ${describePart(unrecovered)} not within the plan`
}
