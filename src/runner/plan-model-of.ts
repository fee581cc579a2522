/**
 * From a scenario to what theory and simulations of a plan work from.
 *
 * Arrivals are Poisson of the load's rate; what a burst, a ramp or steps change
 * is the rate. A load that ends before the plan does begins again.
 *
 * @module
 */
import type { Disturbance, LoadSegment, PlanModel } from '../planner/plan-model.ts'
import { program } from '../program.ts'
import { usualPlan, type PlanSection } from '../scenario/plan-schema.ts'
import { symmetricQuotaOf } from '../price-list/quotas.ts'
import type { Scenario } from '../scenario/schema.ts'
import { inSeconds, type Nanoseconds } from '../units/units.ts'
import { fleetModelOf } from './fleet-model-of.ts'

/** What a scenario says of its plan, or what is usual. */
export function planOf({ plan }: Scenario): PlanSection {
  return plan ?? usualPlan
}

/**
 * The model of a scenario that was read for a plan. `quotaPerSecond` stands in for the region's own where the
 * scenario states none; `quotaOf` is that of a region that an event names. Files that the scenario names are read.
 *
 * @throws {InputUnreadableError}
 */
export function planModelOf(
  scenario: Scenario,
  quotaPerSecond?: number,
  quotaOf: (region: string) => number = symmetricQuotaOf,
): PlanModel {
  const plan = planOf(scenario)
  const load = loadOf(scenario)
  const fleet = fleetModelOf(scenario)
  return {
    fleet: {
      ...fleet,
      arrivals: scenario.load.arrivals === 'constant' ? 'poisson' : fleet.arrivals,
      callsPerSecond: meanRateOf(load),
      durationNs: plan.horizon * 1e9,
      ...(scenario.kms.quota === undefined && quotaPerSecond !== undefined && { quotaPerSecond }),
      failuresPlanned: false,
    },
    streams: plan.streams,
    horizonS: plan.horizon,
    load,
    start: plan.start,
    credentialLifetimeS: plan.credentials.lifetime ?? Infinity,
    retries: plan.retries,
    maxAttempts: plan.retries === 'none' ? 1 : scenario.kms.client.maxAttempts,
    disturbances: disturbancesOf(scenario, plan, quotaOf),
    isFanOutEnhanced: plan.consumers === 'enhanced',
    catchUp:
      plan.catchUp === undefined ? null : { backlogS: plan.catchUp.backlog, speed: plan.catchUp.speed },
  }
}

/** What the conversion makes simpler than the scenario has it, in sentences. */
export function simplificationsOf({ load, kms, records }: Scenario): readonly string[] {
  const said: string[] = []
  if (load.arrivals === 'constant' || ('spacing' in load && load.spacing === 'constant'))
    said.push('Arrivals are planned as Poisson of the rate, where the scenario has them evenly spaced.')
  if ('maxInFlight' in load && load.maxInFlight !== undefined)
    said.push('No call is dropped for load.maxInFlight, which only a run observes.')
  if (kms.client.requestTimeout !== undefined)
    said.push('No attempt times out, whatever kms.client.requestTimeout says.')
  if (kms.backend !== 'simulated')
    said.push(
      `KMS is as slow as kms.latency says; how long ${kms.backend} takes is found by ${program} kms probe.`,
    )
  if ('source' in records) said.push('Records have the mean size of those in the file.')
  return said
}

function loadOf({ load, put: { batch } }: Scenario): readonly LoadSegment[] {
  const even = (lengthS: number, rate: number) => ({ lengthS, from: rate / batch, to: rate / batch })
  switch (load.arrivals) {
    case 'constant':
    case 'poisson':
      return [even(Infinity, load.rate)]
    case 'bursts': {
      const [every, length] = [inSeconds(load.burst.every), inSeconds(load.burst.length)]
      const busy = even(length, (load.rate * every) / length)
      return every > length ? [busy, even(every - length, 0)] : [busy]
    }
    case 'ramp':
      return [{ lengthS: inSeconds(load.duration), from: load.from / batch, to: load.to / batch }]
    case 'steps':
      return cutAt(load.steps, load.duration).map(({ rate, lengthS }) => even(lengthS, rate))
    default:
      throw new Error(`${load.arrivals} has no rate, which the rules of plans refuse`)
  }
}

interface Step {
  readonly rate: number
  readonly duration: Nanoseconds
}

/** The steps until `end`, the last one shortened. */
function cutAt(
  steps: readonly Step[],
  end: Nanoseconds | undefined,
): readonly { readonly rate: number; readonly lengthS: number }[] {
  let left = end === undefined ? Infinity : inSeconds(end)
  return steps.flatMap(({ rate, duration }) => {
    const lengthS = Math.min(left, inSeconds(duration))
    left -= lengthS
    return lengthS > 0 ? [{ rate, lengthS }] : []
  })
}

function meanRateOf(load: readonly LoadSegment[]): number {
  const [first] = load
  if (first?.lengthS === Infinity) return (first.from + first.to) / 2
  const lengthS = load.reduce((sum, segment) => sum + segment.lengthS, 0)
  return load.reduce((sum, { lengthS: own, from, to }) => sum + (own * (from + to)) / 2, 0) / lengthS
}

function disturbancesOf(
  { kms }: Scenario,
  { events, horizon }: PlanSection,
  quotaOf: (region: string) => number,
): readonly Disturbance[] {
  const failures = kms.failures.flatMap((failure) => {
    const fromS = inSeconds(failure.from)
    const toS = failure.to === undefined ? horizon : inSeconds(failure.to)
    return disturbancesOfFailure(failure, { fromS, toS })
  })
  const planned = events.map((event): Disturbance => {
    if (event.event === 'restart') return { kind: 'restart', atS: event.at }
    const perSecond = event.quota ?? quotaOf(event.region!)
    return { kind: 'quota', fromS: event.from, toS: event.to ?? horizon, perSecond }
  })
  return [...failures, ...planned].toSorted((one, other) => beginOf(one) - beginOf(other))
}

interface Spell {
  readonly fromS: number
  readonly toS: number
}

/** Late answers of a failure are a disturbance beside its errors. */
function disturbancesOfFailure(
  { fault, share, delay }: Scenario['kms']['failures'][number],
  spell: Spell,
): readonly Disturbance[] {
  const isLateByNature = fault === 'slow' || fault === 'brown-out'
  const delayS = delay === undefined ? (isLateByNature ? usualDelayS : 0) : inSeconds(delay)
  const late: readonly Disturbance[] = delayS > 0 ? [{ kind: 'slow', ...spell, delayS }] : []
  if (fault === 'slow') return late
  if (fault === 'throttling') return [...late, { kind: 'quota', ...spell, perSecond: 0 }]
  const failing = fault === 'brown-out' ? brownOutShare : share
  return [
    ...late,
    failing === 1 ? { kind: 'outage', ...spell } : { kind: 'brown-out', ...spell, share: failing },
  ]
}

/** As `kms-service/planned-failures.ts` has them. */
const usualDelayS = 1
const brownOutShare = 0.5

function beginOf(disturbance: Disturbance): number {
  return disturbance.kind === 'restart' ? disturbance.atS : disturbance.fromS
}
