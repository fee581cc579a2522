/**
 * The run that stands for a plan where it is verified: the same settings, small
 * enough to be sealed record by record, and without what only a plan can have.
 *
 * @module
 */
import { cachesOf } from '../../planner/fleet-model.ts'
import type { PlanModel } from '../../planner/plan-model.ts'
import type { PlanSection } from '../../scenario/plan-schema.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { meanOf } from '../../statistics/distributions.ts'
import { formatDuration } from '../../units/quantity.ts'
import { nanoseconds, perSecond, span } from '../../units/units.ts'
import { fleetModelOf } from '../fleet-model-of.ts'
import { planModelOf, planOf } from '../plan-model-of.ts'

export interface Trial {
  readonly scenario: Scenario
  /** The same for theory and simulations. */
  readonly model: PlanModel
  /** With what no run has, for simulations alone; undefined where the plan has nothing of it. */
  readonly beyondRuns: PlanModel | undefined
  /** What is smaller than in the plan or left out, in sentences. */
  readonly notes: readonly string[]
}

/** How large a run may be. */
export interface TrialLimits {
  /** Of the sealing side. */
  readonly caches: number
  readonly consumers: number
  /** Sealed one by one. */
  readonly records: number
  /** Made through the SDK one by one. */
  readonly calls: number
  /** Of key material, one after the other. */
  readonly lives: number
}

/** Some seconds of work. */
export const usualLimits: TrialLimits = { caches: 100, consumers: 4, records: 40_000, calls: 5000, lives: 8 }
/** Of plans that are simulated alone. */
const streamsMax = 3
/** Of lives there must be some for anything to be replaced. */
const livesMin = 3
/** Polls of a run, some of which find nothing. */
const pollsMax = 400_000
/** Calls in the life of one cache, from which on more change little. */
const busy = 50
/** After its load consumers read what is left. */
const drainS = 120

export function trialOf(
  scenario: Scenario,
  quotaPerSecond?: number,
  limits: TrialLimits = usualLimits,
): Trial {
  const notes: string[] = []
  const unrunnable = namesOf(planOf(scenario))
  if (unrunnable.length > 0)
    notes.push(
      `No run has ${unrunnable.join(', ')}: of that, simulations are compared with each other alone.`,
    )
  const hasty = slowed(shrunk(runnable(scenario), limits, notes), limits, notes)
  const small = patient(hasty, longestWaitOf(hasty), notes)
  return {
    scenario: small,
    model: trialModel(small, quotaPerSecond),
    beyondRuns: unrunnable.length > 0 ? wholeModel(scenario, small, quotaPerSecond) : undefined,
    notes,
  }
}

/** All of the plan, for as long and as large as `small`. */
export function wholeModel(scenario: Scenario, small: Scenario, quotaPerSecond?: number): PlanModel {
  const plan = planOf(scenario)
  const streams = Math.min(plan.streams, streamsMax)
  const horizon = span(small.load.duration! / 1e9)
  return planModelOf({ ...small, plan: { ...plan, streams, horizon } }, quotaPerSecond)
}

/** Of a run of `scenario`: it begins cold, has one stream, and ends with its load. */
export function trialModel(scenario: Scenario, quotaPerSecond?: number): PlanModel {
  const model = planModelOf(scenario, quotaPerSecond)
  const lengthS = scenario.load.duration! / 1e9
  const { pollIntervalNs } = model.fleet.reader
  return {
    ...model,
    fleet: {
      ...model.fleet,
      durationNs: scenario.load.duration!,
      failuresPlanned: scenario.kms.failures.length > 0,
    },
    load: [...cut(model.load, lengthS), { lengthS: Infinity, from: 0, to: 0 }],
    horizonS: lengthS + drainS + (10 * pollIntervalNs) / 1e9,
  }
}

/** `load` in [0, `lengthS`), begun again where it ends before. */
function cut(load: PlanModel['load'], lengthS: number): PlanModel['load'] {
  const segments: { lengthS: number; from: number; to: number }[] = []
  let left = lengthS
  for (let index = 0; left > 0; index += 1) {
    const { lengthS: whole, from, to } = load[index % load.length]!
    const length = Math.min(whole, left)
    const end = whole === Infinity ? from : from + ((to - from) * length) / whole
    segments.push({ lengthS: length, from, to: end })
    left -= length
  }
  return segments
}

/** What of a plan no run has. */
function namesOf(plan: PlanSection): readonly string[] {
  const beyond = [
    [plan.streams > 1, 'more than one stream'],
    [plan.start === 'steady', 'a steady start'],
    [plan.credentials.lifetime !== undefined, 'credentials that change'],
    [plan.consumers === 'enhanced', 'enhanced fan-out'],
    [plan.catchUp !== undefined, 'consumers that begin behind'],
    [plan.events.length > 0, 'restarts and changes of the quota'],
    [plan.retries === 'none', 'a client without retries'],
    [plan.retries === 'legacy', "the SDK's former retries"],
  ] as const
  return beyond.flatMap(([isPlanned, name]) => (isPlanned ? [name] : []))
}

/** Without that, on the virtual clock with the KMS of this process. */
function runnable(scenario: Scenario): Scenario {
  const plan = planOf(scenario)
  const { kms, load } = scenario
  return {
    ...scenario,
    clock: 'virtual',
    load: load.arrivals === 'constant' ? { ...load, arrivals: 'poisson' } : load,
    kms: { ...kms, backend: 'simulated', endpoint: undefined, control: undefined, keyId: undefined },
    measure: { ...scenario.measure, warmUpRecords: 0 },
    plan: {
      ...plan,
      streams: 1,
      start: 'cold',
      retries: 'standard',
      credentials: {},
      consumers: 'polled',
      catchUp: undefined,
      events: [],
    },
  }
}

/** With fewer caches, and a load and quota in proportion. */
function shrunk(scenario: Scenario, limits: TrialLimits, notes: string[]): Scenario {
  const { fleet, kms, keyCache } = scenario
  const principals = Math.min(fleet.principals, limits.caches)
  const frontEndsMax = Math.max(1, Math.floor(limits.caches / principals)) * keyCache.sharedBy
  const frontEnds = Math.min(fleet.frontEnds, frontEndsMax)
  const consumers = Math.min(fleet.consumers, limits.consumers)
  const model = fleetModelOf(scenario)
  const share = cachesOf({ ...model, principals, frontEnds }) / cachesOf(model)
  if (share === 1 && consumers === fleet.consumers) return scenario
  const smaller = [
    [frontEnds, fleet.frontEnds, 'front ends'],
    [principals, fleet.principals, 'principals'],
    [consumers, fleet.consumers, 'consumers'],
  ] as const
  const named = smaller.flatMap(([some, all, name]) => (some < all ? [`${some} of ${all} ${name}`] : []))
  notes.push(`Verified with ${named.join(' and ')}, load and quota in proportion.`)
  const quota = perSecond((model.quotaPerSecond ?? Infinity) * share)
  return {
    ...scenario,
    fleet: { ...fleet, frontEnds, principals, consumers },
    kms: { ...kms, quota },
    load: withRate(scenario.load, share),
  }
}

/** As long as some lives of key material, and slower where there would be too many records. */
function slowed(scenario: Scenario, limits: TrialLimits, notes: string[]): Scenario {
  const { keyCache, get, kms, load } = scenario
  const horizonNs = planOf(scenario).horizon * 1e9
  const lifeNs = Math.max(keyCache.rotation, keyCache.branchKey?.ttl ?? 0)
  const failedNs = Math.max(0, ...kms.failures.map(({ from, to = from }) => to))
  const livesNs = Math.min(limits.lives * lifeNs, Math.max(livesMin * lifeNs, pollsMax * get.pollInterval))
  const wholeNs = isEven(load) ? Math.min(horizonNs, livesNs + failedNs) : lengthOf(load)
  const { callsPerSecond, batch } = planModelOf(scenario).fleet
  const caches = cachesOf(fleetModelOf(scenario))
  const most = mostRecords(scenario, limits) / batch
  // Slower first, as long as caches stay busy; then shorter, as long as key material is replaced.
  const least = Math.min(callsPerSecond, (busy * caches * 1e9) / lifeNs)
  const rate = Math.min(callsPerSecond, Math.max(least, (most * 1e9) / wholeNs))
  const lengthNs = isEven(load)
    ? Math.min(wholeNs, Math.max((most * 1e9) / rate, Math.min(wholeNs, livesMin * lifeNs)))
    : wholeNs
  const slower = Math.min(rate, (most * 1e9) / lengthNs) / callsPerSecond
  if (lengthNs < horizonNs)
    notes.push(`Verified over ${formatDuration(nanoseconds(Math.ceil(lengthNs)))} of the plan.`)
  if (slower < 1)
    notes.push(`Verified at ${(100 * slower).toPrecision(2)} % of its rate, as a run seals record by record.`)
  return {
    ...scenario,
    load: { ...withRate(load, slower), duration: nanoseconds(Math.ceil(lengthNs)) },
  }
}

/** Until a consumer has asked for the EDKs of all caches, twice over, in ns. */
function longestWaitOf(scenario: Scenario): number {
  const fleet = fleetModelOf(scenario)
  return 2 * cachesOf(fleet) * meanOf(fleet.kmsLatency)
}

/**
 * Consumers of a run ask for one EDK after the other, simulated ones for those of a poll at once. Where they hold
 * EDKs about as long as these are read, that decides whether they ask again: `waitNs` longer it does not.
 */
export function patient(scenario: Scenario, waitNs: number, notes: string[]): Scenario {
  const { fleet, keyCache, readerCache, get } = scenario
  const readNs = Math.ceil(keyCache.rotation + 2 * get.pollInterval + waitNs)
  const isClose = readerCache.ttl >= 0.9 * keyCache.rotation && readerCache.ttl < readNs
  if (fleet.consumers === 0 || !isClose) return scenario
  notes.push('Consumers hold each EDK as long as it is read, or the order in which they ask would count.')
  return { ...scenario, readerCache: { ...readerCache, ttl: nanoseconds(readNs) } }
}

function isEven({ arrivals }: Scenario['load']): boolean {
  return arrivals === 'constant' || arrivals === 'poisson'
}

/** Of the load as written, in ns. */
function lengthOf(load: Scenario['load']): number {
  if (load.duration !== undefined) return load.duration
  return load.arrivals === 'steps' ? load.steps.reduce((sum, { duration }) => sum + duration, 0) : Infinity
}

/** Where records need a call of KMS each, fewer of them take as long. */
function mostRecords({ fleet, keyCache, readerCache }: Scenario, { records, calls }: TrialLimits): number {
  const perRecord =
    (keyCache.ttl === 0 ? 1 : 1 / keyCache.maxRecords) +
    fleet.consumers * (readerCache.ttl === 0 ? 1 : 1 / keyCache.maxRecords)
  return Math.min(records, calls / perRecord)
}

function withRate(load: Scenario['load'], factor: number): Scenario['load'] {
  switch (load.arrivals) {
    case 'constant':
    case 'poisson':
    case 'bursts':
      return { ...load, rate: perSecond(load.rate * factor) }
    case 'ramp':
      return { ...load, from: perSecond(load.from * factor), to: perSecond(load.to * factor) }
    case 'steps':
      return {
        ...load,
        steps: load.steps.map((step) => ({ ...step, rate: perSecond(step.rate * factor) })),
      }
    default:
      return load
  }
}
