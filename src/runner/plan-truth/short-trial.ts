/**
 * A trial in so little time that it can be run on the real clock: all lives are
 * shorter by one factor and calls come the faster, so that each cache has as
 * many calls in the life of its key material.
 *
 * @module
 */
import type { Scenario } from '../../scenario/schema.ts'
import { meanOf, samplerOf, type Distribution } from '../../statistics/distributions.ts'
import { randomStream } from '../../random.ts'
import { formatDuration } from '../../units/quantity.ts'
import { milliseconds, nanoseconds, perSecond, type Nanoseconds } from '../../units/units.ts'
import { kmsLatencyOf } from '../kms-latency.ts'
import { trialModel, trialOf, type Trial, type TrialLimits } from './trial.ts'

/** What passes in real time on a machine that has other work to do. */
const limits: TrialLimits = { caches: 6, consumers: 2, records: 2400, calls: 600, lives: 6 }
/** More often a busy machine does not poll in time. */
const pollMin = milliseconds(50)

/** Undefined, and why in `reason`, where nothing would be learned from it. */
export type ShortTrial = Trial | { readonly reason: string }

/** @param lengthNs how long it may take */
export function shortTrialOf(scenario: Scenario, lengthNs: number): ShortTrial {
  if (scenario.kms.failures.length > 0) return { reason: 'failures of KMS are planned for other times' }
  const { scenario: small, notes } = trialOf(scenario, undefined, limits)
  const { load } = small
  if (load.arrivals !== 'poisson')
    return { reason: 'its load changes, and would change too fast for a real clock' }
  const factor = Math.min(1, lengthNs / load.duration)
  const shorter = scaled(small, load, factor)
  const lifetime = Math.min(...[shorter.keyCache.ttl, shorter.readerCache.ttl].filter((ttl) => ttl > 0))
  if (lifetime <= 4 * meanOf(kmsLatencyOf(small.kms.latency)))
    return { reason: 'KMS takes too long for lives of seconds' }
  const { ttl } = shorter.keyCache
  return {
    scenario: shorter,
    model: trialModel(shorter),
    notes: [...notes, `With a TTL of ${formatDuration(ttl)}.`].map((note) => `On the real clock: ${note}`),
  }
}

type PoissonLoad = Extract<Scenario['load'], { readonly arrivals: 'poisson' }>

function scaled(scenario: Scenario, load: PoissonLoad, factor: number): Scenario {
  const { keyCache, readerCache, get, kms } = scenario
  const shorter = (time: number): Nanoseconds => nanoseconds(Math.round(time * factor))
  const { branchKey } = keyCache
  return {
    ...scenario,
    load: { ...load, duration: shorter(load.duration), rate: perSecond(load.rate / factor) },
    keyCache: {
      ...keyCache,
      ttl: shorter(keyCache.ttl),
      rotation: shorter(keyCache.rotation),
      refreshAhead: shorter(keyCache.refreshAhead),
      ...(branchKey && { branchKey: { ...branchKey, ttl: shorter(branchKey.ttl) } }),
    },
    readerCache: { ...readerCache, ttl: shorter(readerCache.ttl) },
    get: { ...get, pollInterval: nanoseconds(Math.max(pollMin, shorter(get.pollInterval))) },
    kms: { ...kms, quota: undefined },
  }
}

/** `latency` as it turned out: what the way there takes comes on top. */
export function shiftedLatency(latency: Scenario['kms']['latency'], measuredMeanNs: number): Distribution {
  const distribution = kmsLatencyOf(latency)
  const draw = samplerOf(distribution, randomStream(1, 'plan-truth/latency'))
  const values = Array.from({ length: 1000 }, draw)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    distribution: 'empirical',
    values: values.map((value) => Math.max(0, Math.round(value + measuredMeanNs - mean))),
  }
}
