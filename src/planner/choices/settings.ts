/**
 * The settings that a search may change in a plan, as they stand in a scenario.
 *
 * @module
 */
import { asDuration, formatDuration } from '../../units/quantity.ts'
import type { PlanModel } from '../plan-model.ts'

export interface Settings {
  /** 0: no cache. */
  readonly ttlNs: number
  readonly rotationNs: number
  readonly readerTtlNs: number
  readonly jitter: number
  readonly refreshAheadNs: number
  readonly sharedBy: number
  readonly maxRecords: number
  /** 0: no branch keys. */
  readonly branchKeyTtlNs: number
  /** EDKs that a consumer holds. */
  readonly readerCapacity: number
}

export function settingsOf({ fleet }: PlanModel): Settings {
  const { ttlNs, rotationNs, reader, maxRecords } = fleet
  const { jitter = 0, refreshAheadNs = 0, sharedBy = 1, branchKeyTtlNs = 0 } = fleet
  return {
    ttlNs,
    rotationNs,
    readerTtlNs: reader.ttlNs,
    jitter,
    refreshAheadNs,
    sharedBy,
    maxRecords,
    branchKeyTtlNs,
    readerCapacity: reader.capacity,
  }
}

export function withSettings(model: PlanModel, settings: Settings): PlanModel {
  const { fleet } = model
  const { readerTtlNs: ttlNs, readerCapacity: capacity, ...sealing } = settings
  return { ...model, fleet: { ...fleet, ...sealing, reader: { ...fleet.reader, ttlNs, capacity } } }
}

/** Keys and values of a scenario: times, and whatever else is in use or differs from `planned`. */
export function paramsOf(settings: Settings, planned: Settings): Readonly<Record<string, unknown>> {
  const shown = keys.filter(({ key, isShown }) => settings[key] !== planned[key] || isShown(settings[key]))
  return Object.fromEntries(shown.map(({ key, path, write }) => [path, write(settings[key])]))
}

/** `keyCache.ttl 15 min, keyCache.jitter 0.2`: what differs from `planned`; empty where nothing does. */
export function describeChanges(settings: Settings, planned: Settings): string {
  const changed = keys.filter(({ key }) => settings[key] !== planned[key])
  return changed.map(({ key, path, write }) => `${path} ${write(settings[key])}`).join(', ')
}

/**
 * How much has to be changed to get from `planned` to `settings`, to prefer what is near: whole
 * numbers for what is changed, and a fraction for by how much times are.
 */
export function effortOf(settings: Settings, planned: Settings): number {
  const groups = [
    { weight: 1, isChanged: times.some((key) => settings[key] !== planned[key]) },
    { weight: 1, isChanged: settings.jitter !== planned.jitter },
    { weight: 1, isChanged: settings.refreshAheadNs !== planned.refreshAheadNs },
    { weight: 1, isChanged: settings.maxRecords !== planned.maxRecords },
    { weight: 1, isChanged: settings.readerCapacity !== planned.readerCapacity },
    // Front ends that share a cache, or keys of another kind, are another deployment.
    { weight: 2, isChanged: settings.sharedBy !== planned.sharedBy },
    { weight: 3, isChanged: settings.branchKeyTtlNs !== planned.branchKeyTtlNs },
  ]
  const changes = groups.reduce((sum, { weight, isChanged }) => sum + (isChanged ? weight : 0), 0)
  const factors = times.reduce((sum, key) => sum + Math.abs(logOf(settings[key]) - logOf(planned[key])), 0)
  return changes + factors / (1 + factors)
}

const times = ['ttlNs', 'rotationNs', 'readerTtlNs'] as const

/** No cache is a nanosecond of it. */
function logOf(timeNs: number): number {
  return Math.log(Math.max(1, timeNs))
}

interface Key {
  readonly key: keyof Settings
  readonly path: string
  /** Whether a value is of interest that is as planned. */
  readonly isShown: (value: number) => boolean
  readonly write: (value: number) => string | number
}

const always = (): boolean => true
const never = (): boolean => false
const isUsed = (value: number): boolean => value > 0
const duration = (value: number): string => formatDuration(asDuration(value))
/** A scenario says so by leaving the section out. */
const durationOrNone = (value: number): string => (value === 0 ? 'none' : duration(value))
const plain = (value: number): number => value

const keys: readonly Key[] = [
  { key: 'ttlNs', path: 'keyCache.ttl', isShown: always, write: duration },
  { key: 'rotationNs', path: 'keyCache.rotation', isShown: always, write: duration },
  { key: 'readerTtlNs', path: 'readerCache.ttl', isShown: always, write: duration },
  { key: 'jitter', path: 'keyCache.jitter', isShown: isUsed, write: plain },
  { key: 'refreshAheadNs', path: 'keyCache.refreshAhead', isShown: isUsed, write: duration },
  { key: 'sharedBy', path: 'keyCache.sharedBy', isShown: (count) => count > 1, write: plain },
  { key: 'maxRecords', path: 'keyCache.maxRecords', isShown: (count) => count < 2 ** 32, write: plain },
  { key: 'branchKeyTtlNs', path: 'keyCache.branchKey.ttl', isShown: isUsed, write: durationOrNone },
  { key: 'readerCapacity', path: 'readerCache.capacity', isShown: never, write: plain },
]

/** Those that `paths` of a scenario name, whole sections too. */
export function heldKeys(paths: readonly string[]): readonly (keyof Settings)[] {
  return keys
    .filter(({ path }) => paths.some((held) => path === held || path.startsWith(`${held}.`)))
    .map(({ key }) => key)
}
