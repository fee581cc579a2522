/**
 * What a plan answers, in words with its numbers: what somebody who plans
 * capacity reads first. Each figure says whether it is theory, simulated or
 * modelled.
 *
 * @module
 */
import type { Bill, Plan, PlanCell, SimulatedFleet, Waits } from '../../planner/plan-document.ts'
import { nothing, plural } from '../figures.ts'
import {
  cellName,
  describeEstimated,
  describeMoney,
  describeNumber,
  describePart,
  describeRate,
  describeSeconds,
  simulatedCalls,
} from './plan-figures.ts'

export interface Answer {
  readonly topic: string
  readonly text: string
  /** `bad`: something is hit, lost or wrong. */
  readonly standing: 'good' | 'bad' | 'neutral'
}

const month = 30 * 86_400

/** Of the whole plan: of its first cell, and before that how far its cells lie apart. */
export function planAnswers(plan: Plan): readonly Answer[] {
  const [first] = plan.cells
  return [
    ...(plan.cells.length > 1 ? [sweepAnswer(plan)] : []),
    ...(first === undefined ? [] : cellAnswers(plan, first)),
    ...choiceAnswer(plan),
    ...verificationAnswer(plan),
  ]
}

/** Of one cell. */
export function cellAnswers(plan: Plan, cell: PlanCell): readonly Answer[] {
  return [
    callsAnswer(plan, cell),
    quotaAnswer(cell),
    ...outcomeAnswer(cell),
    monthAnswer(plan, cell),
    waitsAnswer(cell),
    exposureAnswer(cell),
  ]
}

function callsAnswer({ horizonS }: Plan, { analysis, simulation, fleet }: PlanCell): Answer {
  const perOperation = (['GenerateDataKey', 'Decrypt'] as const).map((operation) => {
    const rates = analysis.rates.filter((rate) => rate.operation === operation)
    return `${describeNumber(month * rates.reduce((sum, { perSecond }) => sum + perSecond, 0))} ${operation}`
  })
  const theory =
    `Theory, in the long run: ${describeNumber(analysis.callsPerSecond)} calls per second, ` +
    `${describeNumber(300 * analysis.callsPerSecond)} in 5 min, ${describeNumber(analysis.callsPer30Days)} in 30 days (${perOperation.join(', ')}).`
  return {
    topic: 'KMS calls',
    standing: 'neutral',
    text: simulation === null ? `${theory} Nothing was simulated.` : `${theory} ${simulatedText(simulation)}`,
  }

  function simulatedText({ calls, replications }: SimulatedFleet): string {
    const rate = describeNumber(simulatedCalls(simulation!) / horizonS)
    return (
      `Simulated, ${describeSeconds(horizonS)} from a ${fleet.start} start, ${plural(replications, 'replication')}: ${rate} calls per second; ` +
      `${describeEstimated(calls.GenerateDataKey)} GenerateDataKey and ${describeEstimated(calls.Decrypt)} Decrypt in all (95 %).`
    )
  }
}

function quotaAnswer({ analysis: { quota }, simulation, fleet }: PlanCell): Answer {
  const isHit = quota.headroom < 0
  const room = isHit
    ? `that is ${describePart(-quota.headroom)} above it, so it is hit`
    : `${describePart(quota.headroom)} of it is left`
  const growth = growthAnswer(quota)
  const theory =
    `${describeRate(quota.perSecond)} in ${fleet.region}. Theory: the long-run rate takes ${describePart(quota.steadyShare)} of it; ` +
    `the busiest second (${quota.busiestWhen}) has ${describeNumber(quota.busiestSecond)} attempts: ${room}. ${growth}`
  const isThrottled = simulation !== null && simulation.throttled.mean > 0
  return {
    topic: 'Quota',
    standing: isHit || isThrottled ? 'bad' : 'good',
    text:
      simulation === null
        ? theory
        : `${theory} Simulated: ${describeEstimated(simulation.busiestSecond)} attempts in the busiest second; ${throttledText(simulation)}.`,
  }
}

/** Of front ends that share the load as it is. Where load grows along, so does the rate, in proportion. */
function growthAnswer({ growthToQuota, steadyShare }: PlanCell['analysis']['quota']): string {
  const together =
    steadyShare === 0 ? '' : `; with the load growing along, ${describeNumber(1 / steadyShare)} times as many`
  if (growthToQuota === null)
    return `However many front ends share this load, the long-run rate stays below the quota${together && `${together} reach it`}.`
  return growthToQuota >= 1
    ? `The front ends may be ${describeNumber(growthToQuota)} times as many under this load until the long-run rate hits the quota${together}.`
    : `The long-run rate is above the quota: it bears ${describeNumber(growthToQuota)} times as many front ends under this load${together}.`
}

function throttledText({ throttled, attempts, series }: SimulatedFleet): string {
  if (throttled.mean === 0) return 'none is throttled'
  const first = series.bins.find((bin) => bin.throttled > 0)
  const when = first === undefined ? '' : `, the first within ${describeSeconds(first.fromS + series.binS)}`
  return `${describeEstimated(throttled)} of ${describeNumber(attempts.mean)} attempts are throttled${when}`
}

/** What a cold start, expiry at once or trouble at KMS does to records. */
function outcomeAnswer({ simulation, fleet }: PlanCell): Answer[] {
  if (simulation === null) return []
  const { refusedShare, lost, records, recoveryS, failedCalls, throttled } = simulation
  const isQuiet = failedCalls.mean === 0 && lost.mean === 0 && throttled.mean === 0
  const recovery =
    recoveryS === null ? '' : `; it takes ${describeEstimated(recoveryS, describeSeconds)} to recover`
  return [
    {
      topic: fleet.start === 'cold' ? 'Cold start' : 'Outcome',
      standing: isQuiet ? 'good' : failedCalls.mean > 0 || lost.mean > 0 ? 'bad' : 'neutral',
      text: isQuiet
        ? 'Simulated: no call is throttled or fails, and no record is lost.'
        : `Simulated: ${describeEstimated(refusedShare, describePart)} of the calls fail after their last attempt, and ` +
          `${describeEstimated(lost)} of ${describeNumber(records.mean)} records are lost with them${recovery}.`,
    },
  ]
}

function monthAnswer({ tables }: Plan, { bill }: PlanCell): Answer {
  const parts = (['kms', 'cloudtrail'] as const)
    .map((group) => `${groupNames[group]} ${describeMoney(groupUsd(bill, group))}`)
    .join(', ')
  const beside =
    bill.streamUsd > 0
      ? `, ${describePart(bill.encryptionUsd / bill.streamUsd)} of what the stream costs (${describeMoney(bill.streamUsd)})`
      : ', and no stream is on the bill'
  return {
    topic: '30 days cost',
    standing: 'neutral',
    text: `Modelled from the prices of ${tables.prices.date} in ${bill.region}: encryption adds ${describeMoney(bill.encryptionUsd)} (${parts})${beside}.`,
  }
}

export const groupNames = { kms: 'KMS', cloudtrail: 'CloudTrail', stream: 'stream' } as const

export function groupUsd({ lines }: Bill, wanted: keyof typeof groupNames): number {
  return lines.filter(({ group }) => group === wanted).reduce((sum, { usd }) => sum + usd, 0)
}

function waitsAnswer({ analysis, simulation }: PlanCell): Answer {
  const simulated = simulation === null ? '' : ` Simulated: ${waitsText(simulation.waits)}.`
  return {
    topic: 'Waiting',
    standing: 'neutral',
    text: `Records that wait for KMS on put. Theory: ${waitsText(analysis.waits)}.${simulated}`,
  }
}

function waitsText({ share, meanS, p99S, p999S }: Waits): string {
  return `${describePart(share)} of all; each record waits ${describeSeconds(meanS)} on average, ${describeSeconds(p99S)} at p99 and ${describeSeconds(p999S)} at p99.9`
}

function exposureAnswer({ analysis: { exposure } }: PlanCell): Answer {
  const { sealsForS, opensForS, recordsPerKey } = exposure
  return {
    topic: 'Exposure',
    standing: 'neutral',
    text: `Theory: one plaintext key material seals for up to ${describeSeconds(sealsForS)} and opens for up to ${describeSeconds(opensForS)}; if it leaks, it opens ${describeNumber(recordsPerKey)} records on average.`,
  }
}

function sweepAnswer({ cells }: Plan): Answer {
  const rates = extremes(cells, ({ analysis }) => analysis.callsPerSecond)
  const money = extremes(cells, ({ bill }) => bill.encryptionUsd)
  const hit = cells.filter(({ analysis }) => analysis.quota.headroom < 0).length
  const losing = cells.filter(({ simulation }) => (simulation?.lost.mean ?? 0) > 0).length
  const simulated = cells.filter(({ simulation }) => simulation !== null).length
  const lossText =
    simulated === 0 ? '' : ` Simulated: records are lost in ${losing} of ${plural(simulated, 'cell')}.`
  return {
    topic: plural(cells.length, 'cell'),
    standing: hit + losing > 0 ? 'bad' : 'good',
    text:
      `Theory: calls ${spanText(rates, describeRate)}; ` +
      `in ${hit} of them the busiest second is above the quota. Modelled: encryption costs ${spanText(money, describeMoney)} ` +
      `in 30 days.${lossText} What follows is of ${cellName(cells[0]!)}.`,
  }
}

function extremes(cells: readonly PlanCell[], valueOf: (cell: PlanCell) => number) {
  const sorted = cells
    .map((cell) => ({ id: cell.id, value: valueOf(cell) }))
    .toSorted((one, other) => one.value - other.value)
  return { least: sorted[0]!, most: sorted.at(-1)! }
}

/** `from 1 /s (c01) to 3 /s (c02)` */
function spanText({ least, most }: ReturnType<typeof extremes>, describe: (value: number) => string): string {
  const [low, high] = [describe(least.value), describe(most.value)]
  return low === high ? `${low} in all of them` : `from ${low} (${least.id}) to ${high} (${most.id})`
}

function choiceAnswer({ choices }: Plan): Answer[] {
  if (choices === null) return []
  const { satisfying, lookedAt } = choices
  return [
    {
      topic: 'Choice',
      standing: satisfying > 0 ? 'good' : 'bad',
      text: `${choices.answer} By theory and modelled prices ${satisfying} of ${plural(lookedAt, 'setting')} ${satisfying === 1 ? 'satisfies' : 'satisfy'} what is asked for (${constraintText(choices.constraints)}).`,
    },
  ]
}

function constraintText(constraints: NonNullable<Plan['choices']>['constraints']): string {
  const limits = [
    limit('at most', constraints.maxUsd, describeMoney),
    limit('p99 added at most', constraints.maxP99AddedS, describeSeconds),
    limit('exposed for at most', constraints.maxExposureS, describeSeconds),
    limit('records of one key at most', constraints.maxRecordsPerKey, describeNumber),
    limit('headroom at least', constraints.minQuotaHeadroom, describePart),
  ].filter((text) => text !== nothing)
  return limits.length === 0 ? 'nothing' : limits.join(', ')
}

function limit(words: string, value: number | null, describe: (value: number) => string): string {
  return value === null ? nothing : `${words} ${describe(value)}`
}

function verificationAnswer({ verification }: Plan): Answer[] {
  if (verification === null) return []
  const { checks, verdict } = verification
  const failed = checks.filter(({ agrees }) => !agrees)
  const names = failed.slice(0, 3).map(({ figure, one, other }) => `${figure} (${one}, ${other})`)
  const widest = Math.max(0, ...checks.map(({ sigmas }) => Math.abs(sigmas)))
  return [
    {
      topic: 'Verification',
      standing: verdict === 'agrees' ? 'good' : 'bad',
      text:
        verdict === 'agrees'
          ? `All ${plural(checks.length, 'check')} agree; the widest difference is ${describeNumber(widest)} sigmas.`
          : `${failed.length} of ${plural(checks.length, 'check')} DISAGREE: ${names.join('; ')}${failed.length > 3 ? ' and more' : ''}. Do not rely on this plan.`,
    },
  ]
}
