/**
 * What somebody asks of a plan, and by how much settings miss it.
 *
 * @module
 */
import { describeDuration } from '../../units/quantity.ts'
import { describePercent } from '../../units/share.ts'
import type { Analysis, Choices } from '../plan-document.ts'

export type Constraints = Choices['constraints']

/** What settings come to, by theory and modelled prices. */
export type Outcome = Pick<
  Choices['options'][number],
  'encryptionUsd' | 'waitP99S' | 'exposureS' | 'recordsPerKey' | 'callsPerSecond' | 'headroom'
>

/** How long key material is used, on whichever side longer, without KMS having been asked again. */
export function exposureSecondsOf({ sealsForS, opensForS }: Analysis['exposure']): number {
  return Math.max(sealsForS, opensForS)
}

export interface Miss {
  readonly constraint: keyof Constraints
  /** How many times what is allowed; above 1. */
  readonly times: number
  /** With numbers. */
  readonly reason: string
}

/** One for each constraint that `outcome` does not satisfy. */
export function missesOf(outcome: Outcome, constraints: Constraints): readonly Miss[] {
  return [
    ...missOf(
      'maxUsd',
      outcome.encryptionUsd,
      constraints,
      describeUsd,
      (value) => `costs ${value} in 30 days`,
    ),
    ...missOf(
      'maxP99AddedS',
      outcome.waitP99S,
      constraints,
      describeSeconds,
      (value) => `adds ${value} at p99`,
    ),
    ...missOf(
      'maxExposureS',
      outcome.exposureS,
      constraints,
      describeSeconds,
      (value) => `uses key material for ${value} without asking KMS`,
    ),
    ...missOf(
      'maxRecordsPerKey',
      outcome.recordsPerKey,
      constraints,
      describeAmount,
      (value) => `seals ${value} records under one key on average`,
    ),
    ...headroomMiss(outcome, constraints),
  ]
}

function missOf(
  constraint: 'maxUsd' | 'maxP99AddedS' | 'maxExposureS' | 'maxRecordsPerKey',
  value: number,
  constraints: Constraints,
  describe: (value: number) => string,
  say: (value: string) => string,
): readonly Miss[] {
  const limit = constraints[constraint]
  if (limit === null || value <= limit) return []
  const times = value / limit
  const excess =
    limit === 0
      ? `and ${describe(limit)} is allowed`
      : `${describeTimes(times)} the ${describe(limit)} allowed`
  return [{ constraint, times, reason: `${say(describe(value))}, ${excess}` }]
}

function headroomMiss({ headroom }: Outcome, { minQuotaHeadroom }: Constraints): readonly Miss[] {
  if (minQuotaHeadroom === null || headroom >= minQuotaHeadroom) return []
  const busiest =
    headroom < 0
      ? `asks for ${describePercent(1 - headroom)} of the quota in its busiest second`
      : `leaves ${describePercent(headroom)} of the quota in its busiest second`
  return [
    {
      constraint: 'minQuotaHeadroom',
      times: (1 - headroom) / (1 - minQuotaHeadroom),
      reason: `${busiest}, and ${describePercent(minQuotaHeadroom)} shall be left`,
    },
  ]
}

/** To the cent, or to three significant digits where that would hide what is meant. */
export function describeUsd(amount: number): string {
  return `${amount >= 1 ? Number(amount.toFixed(2)).toLocaleString('en-US') : describeAmount(amount)} USD`
}

export function describeSeconds(time: number): string {
  if (time === Infinity) return 'ever'
  return time === 0 ? '0 s' : describeDuration(time * 1e9)
}

export function describeAmount(amount: number): string {
  return Number(amount.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

/** `1.005 times` where 1 would be no miss. */
function describeTimes(times: number): string {
  const digits = times < 1.01 ? 4 : 3
  return `${Number(times.toPrecision(digits)).toLocaleString('en-US', { maximumSignificantDigits: digits })} times`
}
