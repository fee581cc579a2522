/**
 * How many attempts reach KMS in the busiest second, and what makes it so:
 * caches that are empty together, consumers that poll together, or chance.
 *
 * @module
 */
import { poissonTail } from '../../statistics/special-functions.ts'
import { cachesOf, isHierarchical } from '../fleet-model.ts'
import type { Latency } from '../latency.ts'
import type { Disturbance, PlanModel } from '../plan-model.ts'
import { emptyCaches } from './empty-caches.ts'
import { ratesOfStream, streamModelOf } from './fleet-rates.ts'
import type { LongRun } from './long-run.ts'

export interface BusiestSecond {
  /** First attempts: those that are throttled come again, which theory leaves out. */
  readonly attempts: number
  readonly when: string
  /** The least of 1 - attempts / quota, over all that may be busiest. */
  readonly headroom: number
}

interface Candidate {
  readonly attempts: number
  readonly when: string
  /** Null: at any time. */
  readonly atS: number | null
}

/** Of everything that theory knows to be busy, by what it asks of the quota at that time. */
export function busiestSecondOf(model: PlanModel, latency: Latency, longRun: LongRun): BusiestSecond {
  const { profile } = longRun
  if (profile.mean === 0) return { attempts: 0, when: 'never: nothing comes', headroom: 1 }
  const steady = steadySecond(model, latency, longRun)
  const candidates: Candidate[] = [steady]
  if (model.start === 'cold') candidates.push({ ...emptyAt(model, latency, longRun, 0), when: 'cold start' })
  for (const { atS } of model.disturbances.filter(isRestart))
    candidates.push({ ...emptyAt(model, latency, longRun, atS), when: `restart at ${atS} s` })
  candidates.push(...renewals(model, longRun, steady.attempts))
  const { catchUp, fleet } = model
  if (catchUp !== null && fleet.consumers > 0)
    candidates.push({
      attempts: steady.attempts + (catchUp.speed - 1) * readingPerSecond(longRun),
      when: 'consumers that catch up',
      atS: 0,
    })
  const shares = candidates.map((candidate) => candidate.attempts / quotaAt(model, candidate.atS))
  const most = Math.max(...shares)
  const { attempts, when } = candidates[shares.indexOf(most)]!
  return { attempts, when, headroom: 1 - most }
}

function isRestart(disturbance: Disturbance): disturbance is Extract<Disturbance, { kind: 'restart' }> {
  return disturbance.kind === 'restart'
}

/** The least that holds in the two seconds from then on, or ever. */
function quotaAt({ fleet, disturbances }: PlanModel, atS: number | null): number {
  const limits = disturbances.flatMap((each) =>
    each.kind === 'quota' && (atS === null || (each.fromS < atS + 2 && each.toS > atS))
      ? [each.perSecond]
      : [],
  )
  return Math.min(fleet.quotaPerSecond!, ...limits)
}

/**
 * Without anything special: the load at its peak, all consumers at one poll,
 * and the most that chance brings in as many seconds as the horizon has.
 */
function steadySecond(model: PlanModel, latency: Latency, longRun: LongRun): Candidate {
  const { fleet, streams, horizonS } = model
  const { profile, changing } = longRun
  const peak = ratesOfStream(streamModelOf(model, latency, profile.peak))
  const pollS = model.isFanOutEnhanced ? 1 : Math.max(1, fleet.reader.pollIntervalNs / 1e9)
  const caches = cachesOf(fleet)
  const { generations, refills, fill } = peak.sealing
  const sum = (isReading: boolean): number =>
    streams *
    peak.rates.reduce(
      (total, { role, perSecond }) => total + (role.includes('consumers') === isReading ? perSecond : 0),
      0,
    )
  // Where caches outlive a lull of the load, more of them are due when it ends than at any steady rate.
  const due = changing === null ? 0 : changing.busiestSecond / (generations + refills)
  const scale =
    changing === null ? 1 : Math.max(Math.min(1, changing.perSecond / (generations + refills)), due)
  const sealing = scale * sum(false)
  const reading = scale * sum(true) * pollS
  const together = fleet.reader.ttlNs === 0 || isHierarchical(fleet) ? 1 : Math.max(1, fleet.consumers)
  const perFill = fleet.ttlNs === 0 ? 1 : fill.calls.mean + fill.calls.variance / fill.calls.mean
  const mean = sealing + reading
  const variance =
    Math.min(sealing, scale * streams * caches * (generations + refills) * fill.calls.mean) * (perFill - 1) +
    sealing +
    reading * together
  const attempts = highestOf(mean, variance, Math.max(1, horizonS / pollS))
  return { attempts, when: whyBusy(profile.isConstant, reading > sealing && pollS > 1), atS: null }
}

function whyBusy(isConstant: boolean, isPolled: boolean): string {
  if (!isConstant) return 'load peak'
  return isPolled ? 'poll of all consumers' : 'chance, in the long run'
}

/** The value that one of `seconds` exceeds on average: of a Poisson count in steps, with that mean and variance. */
function highestOf(mean: number, variance: number, seconds: number): number {
  if (mean <= 0) return 0
  const step = variance / mean
  let low = Math.floor(mean / step)
  let high = Math.ceil(mean / step + 40 * Math.sqrt(mean / step) + 100)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (poissonTail(middle + 1, mean / step) > 1 / seconds) low = middle
    else high = middle
  }
  return step * high
}

/** All streams at once, from `atS` on. */
function emptyAt(model: PlanModel, latency: Latency, { profile }: LongRun, atS: number) {
  const perStream = emptyCaches(model, latency, profile, atS)
  return { attempts: model.streams * perStream, atS }
}

/** A new credential empties all caches of one principal, or of one consumer; some come in the same second. */
function renewals(model: PlanModel, { profile, rates }: LongRun, steady: number): Candidate[] {
  const { fleet, credentialLifetimeS, streams, horizonS } = model
  if (
    credentialLifetimeS === Infinity ||
    credentialLifetimeS < 1 ||
    isHierarchical(fleet) ||
    fleet.ttlNs === 0
  )
    return []
  const caches = cachesOf(fleet)
  const rate = profile.mean / caches
  const ofPrincipal = caches / fleet.principals
  const pollS = Math.max(1, fleet.reader.pollIntervalNs / 1e9)
  const isRead = fleet.consumers > 0 && fleet.reader.ttlNs > 0
  const sealing = {
    perSecond: (streams * fleet.principals) / credentialLifetimeS,
    calls:
      ofPrincipal * -Math.expm1(-rate) +
      (isRead ? fleet.consumers * ofPrincipal * -Math.expm1(-rate * pollS) : 0),
  }
  const reading = {
    perSecond: isRead ? (streams * fleet.consumers) / credentialLifetimeS : 0,
    calls: caches * -Math.expm1(-rate * pollS),
  }
  const long = rates.reduce((sum, { perSecond }) => sum + perSecond, 0)
  return [sealing, reading]
    .filter(({ perSecond, calls }) => perSecond * horizonS >= 1 && calls > 1)
    .map(({ perSecond, calls }) => ({
      attempts: Math.max(steady, long + calls * highestOf(perSecond, perSecond, horizonS)),
      when: 'credential renewal',
      atS: null,
    }))
}

function readingPerSecond({ rates }: LongRun): number {
  return rates.reduce(
    (sum, { role, perSecond }) => sum + (role === 'consumers at the tip' ? perSecond : 0),
    0,
  )
}
