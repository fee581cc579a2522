/**
 * What must be true across the fields of a scenario, and no schema can say.
 *
 * @module
 */
import { asBytes, asDuration, describeDuration, formatBytes, formatDuration } from '../units/quantity.ts'
import { inSeconds, type Nanoseconds } from '../units/units.ts'
import { checkContestant } from './contestant-rules.ts'
import { checkDistributions } from './distribution-rules.ts'
import type { Draft, FaultPath } from './faults.ts'
import { checkPlannable } from './plan-rules.ts'
import { checkRunnable } from './run-limits.ts'
import { checkCaches } from './cache-rules.ts'
import { checkKms } from './kms-rules.ts'
import { checkPlanted } from './planted-schema.ts'
import type { Scenario } from './schema.ts'

/** Times are whole nanoseconds in a double, exact up to 104 days. */
export const durationMax = asDuration(104 * 86_400e9)
/** More records than one cell can ever offer. */
export const recordsMax = 2 ** 40

/** What a scenario is read for: a plan takes fleets that no run can, and cannot take all that a run can. */
export type Use = 'run' | 'plan'

/** Faults of one cell, with paths into the scenario. */
export function checkRules(scenario: Scenario, use: Use = 'run'): readonly Draft[] {
  return [
    ...(use === 'run' ? checkRunnable(scenario) : checkPlannable(scenario)),
    ...checkLoad(scenario, use),
    ...checkBatch(scenario),
    ...checkDistributions(scenario),
    ...checkCaches(scenario),
    ...checkFailures(scenario),
    ...checkKms(scenario),
    ...checkContestant(scenario),
    ...checkPlanted(scenario),
  ]
}

/** Records that the load offers, as far as that is known before it runs. */
export function expectedRecords({ load }: Pick<Scenario, 'load'>): number | undefined {
  switch (load.arrivals) {
    case 'constant':
    case 'poisson':
    case 'bursts':
      return load.rate * inSeconds(load.duration)
    case 'ramp':
      return ((load.from + load.to) / 2) * inSeconds(load.duration)
    case 'steps':
      return load.steps.reduce((sum, { rate, duration }) => sum + rate * inSeconds(duration), 0)
    case 'trace':
    case 'closed':
      return undefined
    default:
      return load satisfies never
  }
}

function checkLoad(scenario: Scenario, use: Use): readonly Draft[] {
  const { load } = scenario
  const faults: Draft[] = []
  const { duration } = load
  if (duration !== undefined && duration > durationMax) {
    faults.push(
      fault(['load', 'duration'], 'must be at most 104 d, the longest time that nanoseconds hold exactly'),
    )
  }
  const records = expectedRecords(scenario) ?? 0
  if (records > recordsMax && use === 'run') {
    const about = `about ${records.toExponential(1)} records`
    faults.push(
      fault(rateKey(load), `makes ${about} with load.duration, and 1.1e+12 are the most of a run: lower one`),
    )
  }
  if (load.arrivals === 'closed' && scenario.clock === 'virtual' && load.thinkTime === 0) {
    const reason =
      'must be longer than 0 s on the virtual clock, where work takes no time and the loop would never end'
    faults.push(fault(['load', 'thinkTime'], reason))
  }
  if (load.arrivals === 'bursts') faults.push(...checkBursts(load.burst, load.duration))
  if (records === 0 && (load.arrivals === 'ramp' || load.arrivals === 'steps'))
    faults.push(fault(rateKey(load), 'lets nothing arrive: give some rate that is more than 0 /s'))
  if (load.arrivals === 'steps' && load.duration === undefined && stepsDuration(load.steps) > durationMax)
    faults.push(
      fault(
        ['load', 'steps'],
        'must last at most 104 d together, the longest time that nanoseconds hold exactly',
      ),
    )
  return faults
}

/** The key that says how much arrives. */
function rateKey({ arrivals }: Scenario['load']): FaultPath {
  return ['load', arrivals === 'ramp' ? 'to' : arrivals === 'steps' ? 'steps' : 'rate']
}

function stepsDuration(steps: readonly { readonly duration: Nanoseconds }[]): number {
  return steps.reduce((sum, { duration }) => sum + duration, 0)
}

/** PutRecords takes 10 MiB, partition keys included. Where sizes vary, a call that is too large is refused when it comes. */
function checkBatch({ put, records }: Scenario): readonly Draft[] {
  if (!('size' in records) || records.size.distribution !== 'constant') return []
  const { value } = records.size
  const most = Math.floor(callBytesMax / (value + partitionKeyBytes))
  if (put.batch <= Math.max(1, most)) return []
  const reason = `must be at most ${Math.max(1, most)} with records of ${formatBytes(asBytes(value))}: a call carries at most 10 MiB`
  return [fault(['put', 'batch'], reason)]
}

const callBytesMax = 10 * 2 ** 20
/** `key-000123` */
const partitionKeyBytes = 10

function checkBursts(
  burst: { readonly every: Nanoseconds; readonly length: Nanoseconds },
  duration: Nanoseconds,
): readonly Draft[] {
  const faults: Draft[] = []
  if (burst.length > burst.every) {
    const limit = `${formatDuration(burst.every)}, the time from one burst to the next (load.burst.every)`
    faults.push(fault(['load', 'burst', 'length'], `must be at most ${limit}`))
  }
  if (burst.every > duration) {
    const limit = `${formatDuration(duration)}, or load.duration ends before the second burst`
    faults.push(fault(['load', 'burst', 'every'], `must be at most ${limit}`))
  }
  return faults
}

function checkFailures({ kms }: Scenario): readonly Draft[] {
  return kms.failures.flatMap(({ from, to }, index) => {
    if (to === undefined || from < to) return []
    return [
      fault(['kms', 'failures', index, 'to'], `must be later than from, which is ${describeDuration(from)}`),
    ]
  })
}

function fault(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
