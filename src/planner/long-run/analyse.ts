/**
 * The analytic model: what a fleet of any size asks of KMS in the long run,
 * from published formulas and renewal theory alone, in milliseconds.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { thirtyDaysS } from '../../units/units.ts'
import { cachesOf } from '../fleet-model.ts'
import { latencyOf } from '../latency.ts'
import type { Analysis } from '../plan-document.ts'
import type { PlanModel } from '../plan-model.ts'
import { busiestSecondOf } from './busiest-second.ts'
import { cautionsOf } from './cautions.ts'
import { exposureOf } from './exposure.ts'
import { longRunOf } from './long-run.ts'
import { summarise } from './put-waits.ts'
import { growthToQuota } from './quota-growth.ts'

/**
 * What theory says of `model`, in the long run: the start and what goes wrong
 * count for the busiest second alone.
 *
 * Rates, waits and exposure are those of KMS that answers every call at the
 * first attempt; `cautions` tell what that leaves out.
 */
export function analyse(model: PlanModel): Analysis {
  const { quota, ...others } = analyseAsItIs(model)
  const growth = growthToQuota(
    withoutIdleSettings(model),
    latencyOf(model.fleet.kmsLatency),
    others.callsPerSecond,
  )
  return { ...others, quota: { ...quota, growthToQuota: growth } }
}

/** What can be said without asking how the fleet may grow, which takes longest. */
export interface AnalysisAsItIs extends Omit<Analysis, 'quota'> {
  readonly quota: Omit<Analysis['quota'], 'growthToQuota'>
}

/** The same but for the growth, where many settings are weighed against each other. */
export function analyseAsItIs(planned: PlanModel): AnalysisAsItIs {
  const model = withoutIdleSettings(planned)
  const { quotaPerSecond } = model.fleet
  assert(quotaPerSecond !== undefined && quotaPerSecond > 0, 'a plan has a quota')
  const latency = latencyOf(model.fleet.kmsLatency)
  const longRun = longRunOf(model, latency, cachesOf(model.fleet))
  const busiest = busiestSecondOf(model, latency, longRun)
  return {
    rates: longRun.rates.map((rate) => ({ ...rate })),
    callsPerSecond: longRun.callsPerSecond,
    callsPer30Days: longRun.callsPerSecond * thirtyDaysS,
    waits: summarise(longRun.waits),
    quota: {
      perSecond: quotaPerSecond,
      steadyShare: longRun.callsPerSecond / quotaPerSecond,
      busiestSecond: busiest.attempts,
      busiestWhen: busiest.when,
      busiestQuota: busiest.quota,
      headroom: busiest.headroom,
    },
    exposure: exposureOf(model, longRun),
    cautions: cautionsOf(planned, longRun, busiest),
  }
}

/** Fills that are not shared are those of calls that wait: nothing is refreshed ahead of time. */
function withoutIdleSettings(model: PlanModel): PlanModel {
  const { fleet } = model
  return fleet.singleFlight ? model : { ...model, fleet: { ...fleet, refreshAheadNs: 0, xfetchBeta: 0 } }
}
