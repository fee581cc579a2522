/**
 * A trial in so little time that it can be run on the real clock: all lives are
 * shorter by one factor and calls come the faster, so that each cache has as
 * many calls in the life of its key material. KMS takes as much less, and what
 * the way to it takes comes on top.
 *
 * @module
 */
import type { Scenario } from '../../scenario/schema.ts'
import { meanOf } from '../../statistics/distributions.ts'
import { formatDuration } from '../../units/quantity.ts'
import { milliseconds, nanoseconds, perSecond, type Nanoseconds } from '../../units/units.ts'
import { kmsLatencyOf } from '../kms-latency.ts'
import { patient, trialModel, trialOf, type Trial, type TrialLimits } from './trial.ts'

/** What passes in real time on a machine that has other work to do. */
const limits: TrialLimits = { caches: 6, consumers: 2, records: 2400, calls: 600, lives: 6 }
/** More often a busy machine does not poll in time. */
const pollMin = milliseconds(50)
/** In less, answers over a socket and what else the machine does would decide. */
const lifeMin = milliseconds(200)

/** Undefined, and why in `reason`, where nothing would be learned from it. */
export type ShortTrial = Trial | { readonly reason: string }

/** A trial that takes `lengthNs`. */
export function shortTrialOf(scenario: Scenario, lengthNs: Nanoseconds): ShortTrial {
  if (scenario.kms.failures.length > 0) return { reason: 'failures of KMS are planned for other times' }
  const { scenario: small, notes: smaller } = trialOf(scenario, undefined, limits)
  const notes = [...smaller]
  const { load } = small
  if (load.arrivals !== 'poisson')
    return { reason: 'its load changes, and would change too fast for a real clock' }
  const factor = Math.min(1, lengthNs / load.duration)
  const shorter = patient(scaled(small, load, factor), lifeMin, notes)
  const lives = [shorter.keyCache.ttl, shorter.keyCache.rotation, shorter.readerCache.ttl]
  if (Math.min(...lives.filter((life) => life > 0)) < lifeMin)
    return {
      reason: 'some of its lives are so much shorter than others that they would end before KMS answers',
    }
  const { rotation } = shorter.keyCache
  return {
    scenario: shorter,
    model: trialModel(shorter),
    beyondRuns: undefined,
    notes: [
      ...notes,
      `Key material is rotated every ${formatDuration(rotation)}, and lives are all as much shorter.`,
    ].map((note) => `On the real clock: ${note}`),
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
    kms: { ...kms, quota: undefined, latency: fasterBy(kms.latency, factor) },
  }
}

function fasterBy(latency: Scenario['kms']['latency'], factor: number): Scenario['kms']['latency'] {
  return { distribution: 'constant', value: nanoseconds(Math.round(meanOf(kmsLatencyOf(latency)) * factor)) }
}
