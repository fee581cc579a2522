/**
 * What theory leaves out of a plan, in sentences.
 *
 * @module
 */
import { betaOf, cachesOf, graceNsOf, isHierarchical } from '../fleet-model.ts'
import { meanOf } from '../../statistics/distributions.ts'
import type { PlanModel } from '../plan-model.ts'
import type { BusiestSecond } from './busiest-second.ts'
import type { LongRun } from './long-run.ts'

export function cautionsOf(model: PlanModel, longRun: LongRun, busiest: BusiestSecond): string[] {
  return [
    ...throttling(model, busiest),
    ...phases(busiest),
    ...disturbances(model),
    ...waves(model),
    ...transient(model, longRun),
    ...approximations(model, longRun),
    ...together(model, longRun),
  ]
}

function throttling({ maxAttempts }: PlanModel, { headroom, when, quota }: BusiestSecond): string[] {
  if (headroom >= 0) return []
  const attempts = maxAttempts === 1 ? 'fails' : `is retried, up to ${maxAttempts} attempts, and may fail`
  return [
    `The busiest second (${when}) asks for more than the quota of ${quota}/s that holds then: what is throttled ${attempts}. Theory leaves out retries, waits for them and lost records; simulation has them.`,
  ]
}

function disturbances({ disturbances: all }: PlanModel): string[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))].filter((kind) => kind !== 'restart')
  return kinds.length === 0
    ? []
    : [`Long-run rates and waits leave out what goes wrong by plan (${kinds.join(', ')}); simulation has it.`]
}

const count = (attempts: number): string => Math.round(attempts).toLocaleString('en-US')

function phases({ worsePhases }: BusiestSecond): string[] {
  return worsePhases.map(
    ({ atS, attempts, laterS, laterAttempts }) =>
      `The restart at ${atS} s comes as consumers poll, which they do together; half a poll later, at ${laterS} s, its busiest second would have ${count(laterAttempts)} first attempts instead of ${count(attempts)}. Plan with the worse one.`,
  )
}

/** Caches that are filled together end together, again and again until chance has spread them. */
function waves({ fleet, start, disturbances: all }: PlanModel): string[] {
  const isTogether = start === 'cold' || all.some(({ kind }) => kind === 'restart')
  const { jitter = 0, ttlNs } = fleet
  if (!isTogether || ttlNs === 0) return []
  return jitter === 0
    ? [
        'Caches that are filled together expire together, TTL after TTL, until chance has mixed their phases; jitter would spread them. Long-run rates have them mixed.',
      ]
    : [
        `After a common start, waves of expiry return until jitter has mixed them, in about ${Math.ceil(1 / jitter ** 2)} rotations (1/j²).`,
      ]
}

function transient(model: PlanModel, { profile }: LongRun): string[] {
  const { fleet, horizonS, start } = model
  const cautions: string[] = []
  const lifeS = Math.min(fleet.rotationNs, fleet.ttlNs) / 1e9
  if (start === 'cold' && horizonS < 10 * lifeS)
    cautions.push(
      `The plan is shorter than ten lives of key material: calls within it differ from the long-run rate, most of all by the first fills.`,
    )
  if (!profile.isConstant && profile.periodS >= horizonS)
    cautions.push(
      'The load does not repeat itself within the plan; long-run rates take it as if it began again at its end.',
    )
  return cautions
}

function approximations(model: PlanModel, { profile, rates }: LongRun): string[] {
  const { fleet, credentialLifetimeS } = model
  const cautions: string[] = []
  const isMoved = (fleet.jitter ?? 0) > 0 || graceNsOf(fleet) > 0 || betaOf(fleet) > 0
  const isRefilled = fleet.ttlNs > 0 && fleet.ttlNs < fleet.rotationNs
  if (isRefilled && isMoved && credentialLifetimeS !== Infinity)
    cautions.push('Fills within the lifetime of a credential are those of cycles of mean length.')
  if (!fleet.singleFlight && fleet.ttlNs > 0 && (graceNsOf(fleet) > 0 || betaOf(fleet) > 0))
    cautions.push(
      'Without single flight nothing is refreshed ahead of time here, in theory and simulations alike.',
    )
  if (rates.some(({ role }) => role === 'consumers that evict'))
    cautions.push(
      'Evictions are those of records whose EDKs follow each other at random (independent references); round-robin order misses every time.',
    )
  if (isHierarchical(fleet) && fleet.consumers > 0)
    cautions.push(
      'Branch keys of consumers are counted as if the caches that they read had independent phases.',
    )
  if (isHierarchical(fleet) && isRefilled)
    cautions.push(
      'Where the TTL is shorter than the rotation, needs of branch keys are evenly spaced: their rate may be off by up to 10 %.',
    )
  if (!profile.isConstant && rates.some(({ role }) => role === 'consumers whose entry expired'))
    cautions.push(
      'What consumers decrypt again under a changing load is that of loads which last: it may be off by up to 25 %.',
    )
  const lifeS = Math.min(fleet.ttlNs, fleet.rotationNs) / 1e9
  if (meanOf(fleet.kmsLatency) / 1e9 > lifeS / 4 && lifeS > 0)
    cautions.push('KMS takes a good part of the life of key material: formulas by mean latency are rough.')
  if (!profile.isConstant && credentialLifetimeS !== Infinity)
    cautions.push(
      'Rates are averaged over the load as if each load lasted; new credentials under a changing load are rough: calls may be two fifths too few where it pauses.',
    )
  return cautions
}

const nearlyEqual = 0.02

/** What two settings do together that theory has for each alone; sizes are of differences to simulation. */
function together(model: PlanModel, { profile, callsPerSecond }: LongRun): string[] {
  const { fleet, credentialLifetimeS } = model
  const cautions: string[] = []
  const { ttlNs, rotationNs, jitter = 0, reader, batch, maxRecords } = fleet
  const isAhead = graceNsOf(fleet) > 0
  const isRefilled = ttlNs > 0 && ttlNs < rotationNs
  const meanS = meanOf(fleet.kmsLatency) / 1e9
  const calls = profile.mean / cachesOf(fleet)
  const isLimited = (calls * batch * rotationNs) / 1e9 > maxRecords
  const keysPerSecond = (calls * batch) / maxRecords
  if (ttlNs > 0 && keysPerSecond * meanS > busy)
    cautions.push(
      `Key material is used up nearly as fast as KMS makes it (${describeShare(keysPerSecond * meanS)} of the time of a cache): calls queue for each other, and wait far longer than theory says; simulation has it.`,
    )
  if (!profile.isConstant && isAhead)
    cautions.push('Who waits where a load that changes is refreshed ahead of time may be off by a quarter.')
  if (
    reader.ttlNs > 0 &&
    reader.ttlNs < rotationNs &&
    fleet.consumers > 0 &&
    credentialLifetimeS !== Infinity
  )
    cautions.push(
      'What consumers decrypt again beside new credentials may be off by a twentieth; with use limits besides, by a fifth.',
    )
  if (isLimited && reader.ttlNs > 0 && reader.ttlNs < rotationNs && fleet.consumers > 0)
    cautions.push('What consumers decrypt again of keys that use ends may be off by a sixth.')
  if (isRefilled && isAhead && meanS > graceNsOf(fleet) / 1e9 / 10)
    cautions.push(
      'Refills that are answered after rotation are followed by a generation: waits for both are left out, beyond p99 they may be twice as long.',
    )
  const cycles = [ttlNs, rotationNs].filter((each) => each > 0).map((each) => profile.periodS / (each / 1e9))
  const isResonant = cycles.some((times) => times > 0.5 && Math.abs(times - Math.round(times)) < nearlyEqual)
  if (!profile.isConstant && isResonant && jitter < 0.1 && callsPerSecond > 0)
    cautions.push(
      'The load repeats itself in about the time that key material lives: caches that fill together in one period do so in the next, and the busiest second may be many times what theory says; jitter or another TTL prevents it.',
    )
  return cautions
}

/** Of a cache's time in which a fill is in flight, from which on queues matter. */
const busy = 0.1

function describeShare(share: number): string {
  return `${Math.round(100 * share)} %`
}
