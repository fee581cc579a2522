/**
 * How many attempts reach KMS in the busiest second, and what makes it so:
 * caches that are empty together, consumers that poll together, or chance.
 *
 * @module
 */
import { normalQuantile, poissonTail } from '../../statistics/special-functions.ts'
import { formatSpan } from '../../units/quantity.ts'
import { span } from '../../units/units.ts'
import { betaOf, cachesOf, graceNsOf, isHierarchical, type FleetModel } from '../fleet-model.ts'
import type { Latency } from '../latency.ts'
import type { Disturbance, PlanModel } from '../plan-model.ts'
import { lumpsOf } from './busy-lumps.ts'
import { emptyCaches } from './empty-caches.ts'
import { ratesOfStream, streamModelOf } from './fleet-rates.ts'
import type { LoadProfile } from './load-profile.ts'
import type { LongRun } from './long-run.ts'

export interface BusiestSecond {
  /** First attempts: those that are throttled come again, which theory leaves out. */
  readonly attempts: number
  readonly when: string
  /** Per second; what holds then. */
  readonly quota: number
  /** The least of 1 - attempts / quota, over all that may be busiest. */
  readonly headroom: number
  /** Restarts that are much worse half a poll interval later, when consumers do not ask as they are emptied. */
  readonly worsePhases: readonly WorsePhase[]
}

export interface WorsePhase {
  readonly atS: number
  readonly attempts: number
  readonly laterS: number
  readonly laterAttempts: number
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
  if (profile.mean === 0)
    return {
      attempts: 0,
      when: 'never: nothing comes',
      quota: model.fleet.quotaPerSecond!,
      headroom: 1,
      worsePhases: [],
    }
  const steady = steadySecond(model, latency, longRun)
  const candidates: Candidate[] = [steady, ...renewals(model, longRun, steady.attempts)]
  if (model.start === 'cold') candidates.push({ ...emptyAt(model, latency, longRun, 0), when: 'cold start' })
  const restarts = model.disturbances
    .filter(isRestart)
    .map(({ atS }) => emptyAt(model, latency, longRun, atS))
  for (const restart of restarts)
    candidates.push({ ...restart, when: `restart at ${formatSpan(span(restart.atS))}` })
  if (model.catchUp !== null && model.fleet.consumers > 0)
    candidates.push(catchUpSecond(model, latency, longRun, model.catchUp))
  const shares = candidates.map((candidate) => wholeOf(candidate.attempts) / quotaAt(model, candidate.atS))
  const most = Math.max(...shares)
  const { attempts, when, atS } = candidates[shares.indexOf(most)]!
  const worsePhases = restarts.flatMap((restart) => worsePhase(restart, model, latency, longRun))
  return { attempts: wholeOf(attempts), when, quota: quotaAt(model, atS), headroom: 1 - most, worsePhases }
}

/** By so many times, or nobody need be told. */
const muchWorse = 1.1

/** All consumers poll at whole multiples of the interval: in between, they have old and new EDKs to ask for at once. */
function worsePhase(
  { attempts, atS }: { readonly attempts: number; readonly atS: number },
  model: PlanModel,
  latency: Latency,
  longRun: LongRun,
): readonly WorsePhase[] {
  if (model.isFanOutEnhanced || model.fleet.consumers === 0) return []
  const laterS = atS + model.fleet.reader.pollIntervalNs / 2e9
  const { attempts: laterAttempts } = emptyAt(model, latency, longRun, laterS)
  return laterAttempts > muchWorse * attempts ? [{ atS, attempts, laterS, laterAttempts }] : []
}

/** There are no parts of attempts. */
function wholeOf(attempts: number): number {
  return Math.ceil(attempts - 1e-6)
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
 * and the most that chance brings in as many such seconds as the horizon has,
 * or as consumers take to catch up.
 */
function steadySecond(
  model: PlanModel,
  latency: Latency,
  { profile, changing }: LongRun,
  catchUp?: NonNullable<PlanModel['catchUp']>,
): Candidate {
  const { fleet, streams, horizonS } = model
  const { rates, sealing } = ratesOfStream(streamModelOf(model, latency, profile.peak))
  const pollS = model.isFanOutEnhanced ? 1 : Math.max(1, fleet.reader.pollIntervalNs / 1e9)
  const sumOf = (isReading: boolean): number =>
    streams *
    rates.reduce(
      (sum, { role, perSecond }) => sum + (role.startsWith('consumers') === isReading ? perSecond : 0),
      0,
    )
  const sealed = sumOf(false)
  const read = sumOf(true) * pollS * (catchUp?.speed ?? 1)
  const lumps = lumpsOf(model, latency, sealing, profile.peak)
  const lastsS =
    catchUp === undefined
      ? horizonS
      : Math.min(horizonS, catchUp.backlogS / Math.max(1e-9, catchUp.speed - 1))
  const secondsS = lumps.differentSeconds(lastsS)
  const ofPoll = lumps.spreadOver(pollS, read / Math.max(1, fleet.consumers))
  const most = (scale: number, share: number): number =>
    highestOf(
      scale * (sealed + read),
      scale * (sealed * lumps.perFill * lumps.spreadOver(1, sealed) + read * lumps.perEdk * ofPoll),
      Math.max(1, (share * secondsS) / pollS),
    )
  const fills = sealing.generations + sealing.refills
  // Caches that outlive a lull of the load are due together when it ends, however few they are on average.
  const due = changing === null ? 0 : most(changing.busiestSecond / fills, 1 / profile.periodS)
  const lasting = most(changing === null ? 1 : Math.min(1, changing.perSecond / fills), peakShare(profile))
  const when =
    catchUp === undefined
      ? whyBusy(profile.isConstant, read > sealed && pollS > 1)
      : 'consumers that catch up'
  return { attempts: Math.max(due, lasting), when, atS: catchUp === undefined ? null : 0 }
}

/** Consumers that begin behind hold nothing: what they read first brings them most of the EDKs in use. */
function catchUpSecond(
  model: PlanModel,
  latency: Latency,
  longRun: LongRun,
  catchUp: NonNullable<PlanModel['catchUp']>,
): Candidate {
  const { fleet, streams, isFanOutEnhanced } = model
  const steady = steadySecond(model, latency, longRun, catchUp)
  if (isHierarchical(fleet) || fleet.reader.ttlNs === 0) return steady
  const caches = cachesOf(fleet)
  const pollS = isFanOutEnhanced ? 1 : Math.max(1, fleet.reader.pollIntervalNs / 1e9)
  const calls = (longRun.profile.mean * catchUp.speed * pollS) / caches
  return {
    ...steady,
    attempts: Math.max(steady.attempts, streams * fleet.consumers * caches * -Math.expm1(-calls)),
  }
}

const nearPeak = 0.8

/** Share of the time in which the load is near its peak. */
function peakShare({ loads, peak, isConstant }: LoadProfile): number {
  if (isConstant) return 1
  const near = loads.filter(({ callsPerSecond }) => callsPerSecond >= nearPeak * peak)
  return near.reduce((sum, { share }) => sum + share, 0)
}

function whyBusy(isConstant: boolean, isPolled: boolean): string {
  if (!isConstant) return 'load peak'
  return isPolled ? 'poll of all consumers' : 'chance, in the long run'
}

/** Calls that hardly vary. */
const stepMin = 1e-6
/** Beyond it a count is normal but for its skew (Cornish & Fisher, 1938), and summing its terms takes long. */
const countedMax = 1e6

/** The value that one of `seconds` exceeds on average: of a Poisson count in steps, with that mean and variance. */
function highestOf(mean: number, variance: number, seconds: number): number {
  if (mean <= 0) return 0
  const step = Math.max(stepMin, variance / mean)
  const count = mean / step
  if (count > countedMax) {
    const z = normalQuantile(1 - 1 / Math.max(2, seconds))
    return Math.ceil(step * (count + z * Math.sqrt(count) + (z ** 2 - 1) / 6))
  }
  let low = Math.floor(count)
  let high = Math.ceil(count + 40 * Math.sqrt(count) + 100)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (poissonTail(middle + 1, count) > 1 / seconds) low = middle
    else high = middle
  }
  return Math.ceil(step * high - 1e-9)
}

/** All streams at once, from `atS` on. */
function emptyAt(model: PlanModel, latency: Latency, { profile }: LongRun, atS: number) {
  const perStream = emptyCaches(model, latency, profile, atS)
  return { attempts: model.streams * perStream, atS }
}

/** A new credential empties all caches of one principal, or of one consumer; some come in the same second. */
function renewals(model: PlanModel, { profile, callsPerSecond }: LongRun, steady: number): Candidate[] {
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
  const owners = streams * fleet.principals
  const sealing = {
    owners,
    perSecond: (owners * wavesOf(fleet, rate, credentialLifetimeS)) / credentialLifetimeS,
    // Filled within a second; found by all consumers at their next poll.
    calls: Math.max(
      ofPrincipal * -Math.expm1(-rate),
      isRead ? fleet.consumers * ofPrincipal * -Math.expm1(-rate * pollS) : 0,
    ),
  }
  const reading = {
    owners: streams * fleet.consumers,
    perSecond: isRead ? (streams * fleet.consumers) / credentialLifetimeS : 0,
    calls: caches * -Math.expm1(-rate * pollS),
  }
  // Each owner has its own phase in the lifetime for ever: so many are spread over so many seconds, once.
  const spreadS = Math.min(horizonS, credentialLifetimeS)
  return [sealing, reading]
    .filter(({ perSecond, calls }) => perSecond * horizonS >= 1 && calls > 1)
    .map(({ owners: most, perSecond, calls }) => ({
      attempts: Math.max(
        steady,
        callsPerSecond + calls * Math.min(most, highestOf(perSecond, perSecond, Math.max(1, spreadS))),
      ),
      when: 'credential renewal',
      atS: null,
    }))
}

/**
 * How often in its lifetime the caches of one credential are due in one second: what was filled together ends
 * together, life after life, but waits for the next call spread it, until it is over more than a second.
 */
function wavesOf(fleet: FleetModel, rate: number, lifetimeS: number): number {
  const { jitter = 0, rotationNs } = fleet
  if (jitter > 0 || graceNsOf(fleet) > 0 || betaOf(fleet) > 0) return 1
  const lives = Math.min(Math.ceil(lifetimeS / (rotationNs / 1e9)), (rate / spreadSigmas) ** 2)
  let waves = 1
  for (let life = 1; life < Math.min(lives, wavesMax); life += 1)
    waves += Math.max(0, 1 - (spreadSigmas * Math.sqrt(life)) / rate)
  return waves
}

/** From two standard deviations before the mean to two after it. */
const spreadSigmas = 4
const wavesMax = 10_000
