/**
 * What a scenario must be like to be planned: a plan works with rates, and with
 * a KMS that fails for all its callers alike.
 *
 * @module
 */
import { contestantNamed } from '../contestants/registry.ts'
import type { Fault } from '../kms-service/planned-failures.ts'
import { meanOf } from '../statistics/distributions.ts'
import { asDuration, describeDuration, formatSpan } from '../units/quantity.ts'
import { checkLatency } from './distribution-rules.ts'
import { formatPath, type Draft, type FaultPath } from './faults.ts'
import type { Scenario } from './schema.ts'

/** Faults of a scenario that no plan can be made of. */
export function checkPlannable(scenario: Scenario): readonly Draft[] {
  return [
    ...checkArrivals(scenario),
    ...checkLifetimes(scenario),
    ...checkFailures(scenario),
    ...checkEvents(scenario),
    ...checkClient(scenario),
    ...checkSuite(scenario),
  ]
}

function checkArrivals({ load }: Scenario): readonly Draft[] {
  const at = ['load', 'arrivals']
  if (load.arrivals === 'trace')
    return [
      fault(at, 'cannot be trace in a plan, which needs rates: write its mean rate, or its hours as steps'),
    ]
  if (load.arrivals === 'closed')
    return [
      fault(
        at,
        'cannot be closed in a plan, as a closed loop offers what is served: write the rate that a run has measured',
      ),
    ]
  return []
}

/** Key material that lives for less time than KMS needs for an answer is no cache. */
function checkLifetimes(scenario: Scenario): readonly Draft[] {
  const { keyCache, readerCache, kms } = scenario
  if (kms.latency.distribution === 'recorded' || checkLatency(scenario).length > 0) return []
  const latency = asDuration(meanOf(kms.latency))
  const lifetimes: readonly (readonly [FaultPath, number])[] = [
    [['keyCache', 'ttl'], keyCache.ttl],
    [['keyCache', 'rotation'], keyCache.rotation],
    [['readerCache', 'ttl'], readerCache.ttl],
  ]
  const short = lifetimes.filter(([, lifetime]) => lifetime > 0 && lifetime <= latency)
  const [first] = short
  if (first === undefined) return []
  const mean = describeDuration(latency)
  const because = 'or key material ends before the next can come'
  if (short.length > 1) {
    const names = short.map(([path]) => formatPath(path)).join(', ')
    return [fault(['kms', 'latency'], `must have a mean below ${names}, and it is ${mean}, ${because}`)]
  }
  const [path] = first
  const advice = path[1] === 'ttl' ? ': write 0 s for no cache, or more' : ''
  return [fault(path, `must be longer than the mean latency of KMS, which is ${mean}, ${because}${advice}`)]
}

/** Why a fault of KMS is not part of a plan; those that are have none. */
const unplanned: Partial<Record<Fault, string>> = {
  'access-denied': 'is never retried, so nothing is left to plan: a run shows it',
  'key-disabled': 'is never retried, so nothing is left to plan: a run shows it',
  'key-pending-deletion': 'is never retried, so nothing is left to plan: a run shows it',
  'key-not-found': 'is never retried, so nothing is left to plan: a run shows it',
  timeout: 'costs other retry tokens than a plan knows: take outage, with slow beside it',
  'no-answer': 'lasts as long as a time-out, which a plan does not know: take outage, with slow beside it',
  'wrong-plaintext-length': 'is a fault of the service, not of a fleet: a run shows it',
  'other-key-id': 'is a fault of the service, not of a fleet: a run shows it',
}

const operationsInAll = 2

function checkFailures({ kms }: Scenario): readonly Draft[] {
  return kms.failures.flatMap((failure, index) => {
    const path = ['kms', 'failures', index]
    const reason = unplanned[failure.fault]
    if (reason !== undefined) return [fault([...path, 'fault'], reason)]
    const faults: Draft[] = []
    if (new Set(failure.operations).size < operationsInAll)
      faults.push(
        fault([...path, 'operations'], 'must be both in a plan, where KMS fails for all calls: leave it out'),
      )
    const isPartlyLate = failure.share < 1 && (failure.delay ?? 0) > 0
    if (failure.share < 1 && (['slow', 'brown-out', 'throttling'].includes(failure.fault) || isPartlyLate))
      faults.push(
        fault(
          [...path, 'share'],
          failure.fault === 'throttling'
            ? 'must be 1 in a plan: write another quota into plan.events in its place'
            : 'must be 1 in a plan, which knows late answers for all calls alone',
        ),
      )
    return faults
  })
}

function checkEvents({ plan }: Scenario): readonly Draft[] {
  return (plan?.events ?? []).flatMap((event, index) => {
    if (event.event !== 'quota') return []
    const path = ['plan', 'events', index]
    const faults: Draft[] = []
    if (event.to !== undefined && event.from >= event.to)
      faults.push(fault([...path, 'to'], `must be later than from, which is ${formatSpan(event.from)}`))
    if (event.quota === undefined && event.region === undefined)
      faults.push(fault(path, 'needs a quota, such as 20000 /s, or the region whose quota it is'))
    if (event.quota !== undefined && event.region !== undefined)
      faults.push(fault([...path, 'region'], 'does not go together with quota: keep one'))
    return faults
  })
}

function checkClient({ kms }: Scenario): readonly Draft[] {
  const { retryMode } = kms.client
  if (retryMode === 'standard') return []
  const message = `must be standard in a plan, which does not model the rate limiter of ${retryMode}`
  return [fault(['kms', 'client', 'retryMode'], message)]
}

function checkSuite({ envelope: { suite } }: Scenario): readonly Draft[] {
  if (contestantNamed(suite) === undefined) return []
  const message = `must be a suite of the envelope in a plan: ${suite} asks KMS in its own way, which a run counts`
  return [fault(['envelope', 'suite'], message)]
}

function fault(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
