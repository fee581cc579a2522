/**
 * What a plan answers of one cell, in words with its numbers: what somebody who
 * plans capacity reads first. Each figure says whether it is theory, simulated
 * or modelled.
 *
 * @module
 */
import type { Waits } from '../../planner/outlook-document.ts'
import type { Plan, PlanCell, SimulatedFleet } from '../../planner/plan-document.ts'
import { thirtyDaysS } from '../../units/units.ts'
import { plural } from '../figures.ts'
import {
  besideStream,
  describeEstimated,
  describeMoney,
  describeNumber,
  describePart,
  describeRate,
  describeRecovery,
  describeSeconds,
  describeTally,
  groupNames,
  groupUsd,
  operationRate,
  simulatedCalls,
} from './plan-figures.ts'

export interface Answer {
  readonly topic: string
  /** What is read from afar: `2.92 USD`. */
  readonly figure: string
  readonly text: string
  /** `bad`: something is hit, lost or wrong. */
  readonly standing: 'good' | 'bad' | 'neutral'
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
  const perOperation = (['GenerateDataKey', 'Decrypt'] as const).map(
    (operation) => `${describeTally(thirtyDaysS * operationRate(analysis, operation))} ${operation}`,
  )
  const theory =
    `Theory, in the long run: ${describeNumber(analysis.callsPerSecond)} calls per second, ` +
    `${describeTally(300 * analysis.callsPerSecond)} in 5 min, ${describeTally(analysis.callsPer30Days)} in 30 days (${perOperation.join(', ')})`
  return {
    topic: 'KMS calls',
    standing: 'neutral',
    figure: `${describeTally(analysis.callsPer30Days)} in 30 days`,
    text:
      simulation === null
        ? `${theory}. Nothing was simulated.`
        : `${theory}${horizonS === thirtyDaysS ? '' : `, and ${describeTally(analysis.callsPerSecond * horizonS)} in the ${describeSeconds(horizonS)} of the plan`}. ` +
          `Simulated, ${describeSeconds(horizonS)} from a ${fleet.start} start: ${simulatedText(simulation, horizonS)}`,
  }
}

function simulatedText(simulation: SimulatedFleet, horizonS: number): string {
  const { calls, replications, share, simulatedS } = simulation
  const caches = share < 1 ? ` of ${describePart(share)} of the caches, scaled to all` : ''
  const time = simulatedS < horizonS ? ` of ${describeSeconds(simulatedS)}, carried on to the rest` : ''
  const part = caches + (caches !== '' && time !== '' ? ' and' : '') + time
  return (
    `${describeNumber(simulatedCalls(simulation) / horizonS)} calls per second, ${describeTally(simulatedCalls(simulation))} in all: ` +
    `${describeEstimated(calls.GenerateDataKey)} GenerateDataKey and ${describeEstimated(calls.Decrypt)} Decrypt (95 %, ${plural(replications, 'replication')}${part}).`
  )
}

function quotaAnswer({ analysis: { quota }, simulation, fleet }: PlanCell): Answer {
  const isHit = quota.headroom < 0
  const times = describeNumber(1 - quota.headroom)
  const room = isHit
    ? `${times} times the quota${quotaThen(quota)}, so it is hit`
    : `${describePart(quota.headroom)} left${quotaThen(quota)}`
  const growth = growthText(quota)
  const theory =
    `${describeRate(quota.perSecond)} in ${fleet.region}. Theory: the long-run rate takes ${describePart(quota.steadyShare)} of it; ` +
    `the busiest second (${quota.busiestWhen}) has ${describeTally(quota.busiestSecond)} first attempts: ${room}. ${growth}`
  const isThrottled = simulation !== null && simulation.throttled.mean > 0
  return {
    topic: 'Quota',
    standing: isHit || isThrottled ? 'bad' : 'good',
    figure: isHit
      ? `${times} × the quota${quotaThen(quota) && ' then'}`
      : isThrottled
        ? 'hit'
        : `${describePart(quota.headroom)} left`,
    text:
      simulation === null
        ? theory
        : `${theory} Simulated: ${describeEstimated(simulation.busiestSecond)} attempts in the busiest second, retries included; ${throttledText(simulation)}.`,
  }
}

/** ` of 10,000 /s that holds then`; empty where it is the one of the region, as ever. */
function quotaThen({ perSecond, busiestQuota }: PlanCell['analysis']['quota']): string {
  return busiestQuota === perSecond ? '' : ` of ${describeRate(busiestQuota)} that holds then`
}

/**
 * By how much front ends may grow: first what the busiest second allows, which binds, then the long run. Where the
 * load grows along, the long-run rate does so in proportion. Of a busiest second beyond the quota nothing is said: it
 * saturates as front ends grow, so that a proportion has too many fit.
 */
function growthText({ growthToQuota, steadyShare, headroom }: PlanCell['analysis']['quota']): string {
  const times = Number((1 / (1 - headroom)).toPrecision(3))
  const busiest =
    headroom >= 0 && headroom < 1
      ? `The busiest second bears about ${describeNumber(times)} times as many front ends, if it grows with them. `
      : ''
  const shared =
    growthToQuota === null
      ? 'any number that shares this load'
      : `${describeNumber(growthToQuota)} times as many that share this load`
  const together =
    steadyShare === 0 ? '' : `; with the load growing along, ${describeNumber(1 / steadyShare)} times as many`
  return `${busiest}The long-run rate alone bears ${shared}${together}.`
}

function throttledText({ throttled, attempts, series }: SimulatedFleet): string {
  if (throttled.mean === 0) return 'none is throttled'
  const first = series.bins.find((bin) => bin.throttled > 0)
  const when = first === undefined ? '' : `, the first within ${describeSeconds(first.fromS + series.binS)}`
  return `${describeEstimated(throttled)} of ${describeTally(attempts.mean)} attempts are throttled${when}`
}

/** What a cold start, expiry at once or trouble at KMS does to records. */
function outcomeAnswer({ simulation }: PlanCell): Answer[] {
  if (simulation === null) return []
  const { refused, lost, records, failedCalls, throttled } = simulation
  const isQuiet = failedCalls.mean === 0 && lost.mean === 0 && throttled.mean === 0
  return [
    {
      topic: 'Outcome',
      standing: isQuiet ? 'good' : failedCalls.mean > 0 || lost.mean > 0 ? 'bad' : 'neutral',
      figure: isQuiet
        ? 'nothing is lost'
        : lost.mean > 0
          ? `${describeTally(lost.mean)} records lost`
          : failedCalls.mean > 0
            ? `${describePart(refused.reading.mean)} of consumers’ calls fail`
            : 'throttled, nothing is lost',
      text: isQuiet
        ? 'Simulated: no call is throttled or fails, and no record is lost.'
        : `Simulated: of the calls that fill sealing caches ${describeEstimated(refused.sealing, describePart)} fail after their last attempt, and ` +
          `${describeEstimated(lost)} of ${describeTally(records.mean)} records are lost with them; of the calls of consumers ` +
          `${describeEstimated(refused.reading, describePart)} fail, which ask again at their next poll; ${describeRecovery(simulation)}.`,
    },
  ]
}

function monthAnswer({ tables }: Plan, { bill }: PlanCell): Answer {
  const parts = (['kms', 'cloudtrail'] as const)
    .map((group) => `${groupNames[group]} ${describeMoney(groupUsd(bill, group))}`)
    .join(', ')
  const beside =
    bill.streamUsd > 0
      ? `, ${besideStream(bill)} (${describeMoney(bill.streamUsd)})`
      : ', and no stream is on the bill'
  return {
    topic: '30 days cost',
    standing: 'neutral',
    figure: describeMoney(bill.encryptionUsd),
    text: `Modelled from the prices of ${tables.prices.date} in ${bill.region}: encryption adds ${describeMoney(bill.encryptionUsd)} (${parts})${beside}.`,
  }
}

function waitsAnswer({ analysis, simulation }: PlanCell): Answer {
  const simulated = simulation === null ? '' : ` Simulated: ${waitsText(simulation.waits)}.`
  return {
    topic: 'Waiting',
    standing: 'neutral',
    figure: `${describePart(analysis.waits.share)} of records`,
    text: `Records that wait for KMS on put. Theory: ${waitsText(analysis.waits)}.${simulated}`,
  }
}

function waitsText({ share, meanS, p99S, p999S }: Waits): string {
  return `${describePart(share)} of all; each record waits ${describeSeconds(meanS)} on average, ${describeSeconds(p99S)} at p99 and ${describeSeconds(p999S)} at p99.9`
}

function exposureAnswer({ analysis: { exposure } }: PlanCell): Answer {
  const { sealsForS, opensForS, keySealsForS, keyLivesForS, recordsPerKey } = exposure
  return {
    topic: 'Exposure',
    standing: 'neutral',
    figure: describeSeconds(Math.max(sealsForS, opensForS)),
    text:
      `Theory: once the KMS key is disabled, caches go on sealing for up to ${describeSeconds(sealsForS)} and opening for up to ${describeSeconds(opensForS)}. ` +
      `One key material seals for up to ${describeSeconds(keySealsForS)} and is held for up to ${describeSeconds(keyLivesForS)} in all; if it leaks, it opens ${describeNumber(recordsPerKey)} records on average.`,
  }
}
