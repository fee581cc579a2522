/**
 * Which settings a search looks at: round values around those of the plan, and
 * those that the constraints suggest. Each is a setting that a scenario takes.
 *
 * @module
 */
import { meanOf } from '../../statistics/distributions.ts'
import { minutes, seconds } from '../../units/units.ts'
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import type { Constraints } from './constraints.ts'
import { heldKeys, settingsOf, type Settings } from './settings.ts'

const hours = (value: number) => minutes(60 * value)
const roundTtls = [0, minutes(1), minutes(5), minutes(15), hours(1), hours(6), hours(24)]
const longestRotation = hours(24)
/** TTLs in the longest rotation that is looked at: some refills by Decrypt, as of 5 min in 1 h. */
const refillsMax = 12
const branchKeyTtls = [minutes(5), hours(1), hours(24)]

/** As `CachePolicies` of the AWS Encryption SDK has it: its storm-tracking cache has 10 s of grace. */
const usualGrace = seconds(10)
const usualJitter = 0.2

/** A scenario takes no more. */
const readerCapacityMax = 1e12
/** Whole nanoseconds go no further. */
const longestS = 104 * 86_400

interface GridQuestion {
  readonly model: PlanModel
  readonly constraints: Constraints
  /** Keys of the scenario that stay as planned. */
  readonly held: readonly string[]
}

/** At most some 1,000, each once; that of the plan is the first. */
export function settingsGrid({ model, constraints, held }: GridQuestion): readonly Settings[] {
  const planned = settingsOf(model)
  const heldOnes = heldKeys(held)
  const changed = [planned, ...cached(model, constraints), ...hierarchical(model, constraints)]
  const grid = new Map(changed.flatMap((settings) => withCapacities(settings, model)).map(keyed))
  return [...grid.values()].filter(
    (settings) =>
      settings === planned ||
      (heldOnes.every((key) => settings[key] === planned[key]) &&
        isTaken(settings, model) &&
        isWithinCredential(settings, planned, model)),
  )
}

function keyed(settings: Settings): [string, Settings] {
  return [Object.values(settings).join(), settings]
}

function cached(model: PlanModel, constraints: Constraints): readonly Settings[] {
  const planned = { ...settingsOf(model), branchKeyTtlNs: 0 }
  const limits = limitsOf(planned, constraints)
  const ttls = unique([planned.ttlNs, ...exposures(constraints), ...roundTtls])
  return ttls.flatMap((ttlNs) =>
    ttlNs === 0
      ? [{ ...planned, ttlNs, readerTtlNs: 0, jitter: 0, refreshAheadNs: 0, sharedBy: 1 }]
      : rotationsFor(ttlNs, planned).flatMap((rotationNs) =>
          unique([planned.readerTtlNs, ttlNs, rotationNs]).flatMap((readerTtlNs) =>
            sharings(model).flatMap((sharedBy) =>
              jitters(planned).flatMap((jitter) =>
                graces(planned, ttlNs).flatMap((refreshAheadNs) =>
                  limits.map((maxRecords) => ({
                    ...planned,
                    ttlNs,
                    rotationNs,
                    readerTtlNs,
                    sharedBy,
                    jitter,
                    refreshAheadNs,
                    maxRecords,
                  })),
                ),
              ),
            ),
          ),
        ),
  )
}

/** Branch keys in front of what is planned, as that then costs no call. */
function hierarchical(model: PlanModel, constraints: Constraints): readonly Settings[] {
  const planned = settingsOf(model)
  if (planned.ttlNs === 0) return []
  const own = planned.branchKeyTtlNs === 0 ? [] : [planned.branchKeyTtlNs]
  const ttls = unique([...own, ...halfExposures(constraints), ...branchKeyTtls])
  return ttls.flatMap((branchKeyTtlNs) =>
    unique([planned.ttlNs, ...halfExposures(constraints)]).flatMap((ttlNs) =>
      limitsOf(planned, constraints).map((maxRecords) => ({
        ...planned,
        ttlNs,
        rotationNs: ttlNs === planned.ttlNs ? planned.rotationNs : ttlNs,
        readerTtlNs: Math.min(ttlNs, planned.readerTtlNs),
        maxRecords,
        branchKeyTtlNs,
      })),
    ),
  )
}

/** As long as the TTL, as planned, and some times the TTL: a shorter one than the TTL would take its place. */
function rotationsFor(ttlNs: number, { rotationNs }: Settings): readonly number[] {
  const longest = Math.min(refillsMax * ttlNs, longestRotation)
  return unique([ttlNs, rotationNs, longest]).filter((rotation) => rotation >= ttlNs)
}

function jitters({ jitter }: Settings): readonly number[] {
  return unique([jitter, jitter === 0 ? usualJitter : 0])
}

function graces({ refreshAheadNs }: Settings, ttlNs: number): readonly number[] {
  return unique([0, refreshAheadNs, Math.min(usualGrace, Math.floor(ttlNs / 6))])
}

/** As planned, each front end by itself, by tens, and all of a stream together. */
function sharings({ fleet }: PlanModel): readonly number[] {
  const { frontEnds, sharedBy = 1 } = fleet
  return unique([sharedBy, 1, 10, frontEnds]).filter((count) => count <= frontEnds)
}

function limitsOf({ maxRecords }: Settings, { maxRecordsPerKey }: Constraints): readonly number[] {
  return unique([
    maxRecords,
    ...(maxRecordsPerKey === null ? [] : [Math.max(1, Math.floor(maxRecordsPerKey))]),
  ])
}

/** The longest time allowed is the cheapest one. */
function exposures({ maxExposureS }: Constraints): readonly number[] {
  return maxExposureS === null || maxExposureS > longestS ? [] : [Math.floor(maxExposureS * 1e9)]
}

/** A branch key and the data keys that it has made are used one after the other. */
function halfExposures(constraints: Constraints): readonly number[] {
  return exposures(constraints).map((longest) => Math.max(1, Math.floor(longest / 2)))
}

/** Where consumers may hold fewer EDKs than there are around a rotation, two of each cache, also with as many. */
function withCapacities(settings: Settings, { fleet }: PlanModel): readonly Settings[] {
  const enough = Math.min(readerCapacityMax, 2 * cachesOf({ ...fleet, sharedBy: settings.sharedBy }))
  if (settings.readerTtlNs === 0 || settings.readerCapacity >= enough) return [settings]
  return [settings, { ...settings, readerCapacity: enough }]
}

/** Whether a scenario would take it, and it is no other one in disguise. */
function isTaken(settings: Settings, { fleet }: PlanModel): boolean {
  const { ttlNs, rotationNs, readerTtlNs, refreshAheadNs, jitter, sharedBy, maxRecords } = settings
  const isEarly = refreshAheadNs > 0
  // Key material that lives no longer than a call to KMS takes ends before the next can come.
  const latencyNs = meanOf(fleet.kmsLatency)
  const isLong = [ttlNs, rotationNs, readerTtlNs].every((time) => time === 0 || time > latencyNs)
  const shortest = Math.floor(Math.min(ttlNs, rotationNs) * (1 - jitter))
  return (
    isLong &&
    (!isEarly || (fleet.singleFlight && (fleet.xfetchBeta ?? 0) === 0 && refreshAheadNs < shortest)) &&
    !(ttlNs === 0 && (fleet.xfetchBeta ?? 0) > 0) &&
    fleet.frontEnds % sharedBy === 0 &&
    maxRecords <= 2 ** 32
  )
}

/** Key material that would outlive its credential is gone with it, and so no longer than planned ones. */
function isWithinCredential(
  settings: Settings,
  planned: Settings,
  { credentialLifetimeS }: PlanModel,
): boolean {
  const lifetimes = ['ttlNs', 'rotationNs', 'readerTtlNs', 'branchKeyTtlNs'] as const
  return lifetimes.every(
    (key) => settings[key] === planned[key] || settings[key] <= credentialLifetimeS * 1e9,
  )
}

function unique(values: readonly number[]): readonly number[] {
  return [...new Set(values)]
}
