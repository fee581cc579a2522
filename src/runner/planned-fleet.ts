/**
 * The fleet of a plan as it was resolved, for whoever reads the plan.
 *
 * @module
 */
import { cachesOf } from '../planner/fleet-model.ts'
import type { PlannedFleet } from '../planner/plan-document.ts'
import type { LoadSegment, PlanModel } from '../planner/plan-model.ts'
import type { Scenario } from '../scenario/schema.ts'
import { meanOf } from '../statistics/distributions.ts'

export function plannedFleetOf(model: PlanModel, { kms }: Scenario): PlannedFleet {
  const { fleet, streams, credentialLifetimeS } = model
  return {
    streams,
    frontEndsPerStream: fleet.frontEnds,
    consumersPerStream: fleet.consumers,
    principalsPerStream: fleet.principals,
    shardsPerStream: fleet.shards,
    sealingCaches: streams * cachesOf(fleet),
    readingCaches: streams * fleet.consumers,
    recordsPerSecond: (streams * fleet.batch * callsWithin(model.load, model.horizonS)) / model.horizonS,
    meanRecordBytes: fleet.meanRecordBytes,
    ttlS: fleet.ttlNs / 1e9,
    rotationS: fleet.rotationNs / 1e9,
    readerTtlS: fleet.reader.ttlNs / 1e9,
    credentialLifetimeS: credentialLifetimeS === Infinity ? null : credentialLifetimeS,
    meanKmsLatencyS: meanOf(fleet.kmsLatency) / 1e9,
    region: kms.region,
    quotaPerSecond: fleet.quotaPerSecond!,
    start: model.start,
    retries: model.retries,
    maxAttempts: model.maxAttempts,
  }
}

/** Calls of one stream that a load offers from its beginning until `endS`. */
export function callsWithin(load: readonly LoadSegment[], endS: number): number {
  const periodS = load.reduce((sum, { lengthS }) => sum + lengthS, 0)
  const rounds = periodS === Infinity ? 0 : Math.floor(endS / periodS)
  const whole = rounds === 0 ? 0 : rounds * callsOfRound(load, periodS)
  return whole + callsOfRound(load, endS - (rounds === 0 ? 0 : rounds * periodS))
}

function callsOfRound(load: readonly LoadSegment[], endS: number): number {
  let leftS = endS
  let calls = 0
  for (const { lengthS, from, to } of load) {
    const ownS = Math.min(leftS, lengthS)
    // An endless segment has one rate.
    const reached = lengthS === Infinity ? to : from + ((to - from) * ownS) / lengthS
    calls += (ownS * (from + reached)) / 2
    leftS -= ownS
  }
  return calls
}
