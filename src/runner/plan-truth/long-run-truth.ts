/**
 * The analytic model that plans show, where a plan is verified: its rates and
 * waits beside simulations of a fleet that has run for ever, undisturbed.
 *
 * @module
 */
import { analyseAsItIs } from '../../planner/long-run/analyse.ts'
import type { FleetTally, PlanModel } from '../../planner/plan-model.ts'
import type { TruthMethod } from '../../planner/plan-verification.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { span } from '../../units/units.ts'
import { planOf } from '../plan-model-of.ts'
import { callsWithin } from '../planned-fleet.ts'
import { momentsOf, type Finding } from './findings.ts'
import { trialOf, usualLimits, wholeModel } from './trial.ts'

export interface LongRunTrial {
  readonly model: PlanModel
  /** What is left out, in a sentence each. */
  readonly notes: readonly string[]
}

/** Enough for one call more or less to be small beside all. */
const limits = { ...usualLimits, lives: 400 }
const longest = span(10 * 31_536_000)
/** Never hit, as theory has KMS answer every call. */
const boundless = 1e12

/** As small as other trials are, but for more lives of key material, from a steady start. */
export function longRunTrialOf(scenario: Scenario, quotaPerSecond?: number): LongRunTrial {
  const plan = planOf(scenario)
  const lasting = { ...scenario, plan: { ...plan, horizon: longest } }
  const { scenario: small } = trialOf(lasting, quotaPerSecond, limits)
  const model = wholeModel(scenario, small, quotaPerSecond)
  const leftOut = [
    [model.disturbances.length > 0, 'what goes wrong by plan'],
    [model.catchUp !== null, 'what consumers catch up'],
  ] as const
  const names = leftOut.flatMap(([isPlanned, name]) => (isPlanned ? [name] : []))
  return {
    model: {
      ...model,
      start: 'steady',
      disturbances: [],
      catchUp: null,
      fleet: { ...model.fleet, quotaPerSecond: boundless },
    },
    notes: names.length === 0 ? [] : [`Theory of the long run is verified without ${names.join(' and ')}.`],
  }
}

const names = ['GenerateDataKey', 'Decrypt', 'records that waited', 'mean wait of all records, in s']

/** What theory says of `model` over its horizon; sizes that its cautions know are put into `omitted`. */
export function longRunTheory(model: PlanModel, omitted: string[]): Finding {
  const { rates, waits, cautions } = analyseAsItIs(model)
  const callsOf = (operation: 'GenerateDataKey' | 'Decrypt'): number =>
    model.horizonS * rates.reduce((sum, rate) => sum + (rate.operation === operation ? rate.perSecond : 0), 0)
  const records = model.streams * model.fleet.batch * callsWithin(model.load, model.horizonS)
  const means = [callsOf('GenerateDataKey'), callsOf('Decrypt'), waits.share * records, waits.meanS]
  const sized = cautions.filter((caution) => sizeOf(caution) > 0)
  omitted.push(...sized.map((caution) => `Allowed to theory of the long run: ${caution}`))
  return {
    method: 'long-run theory',
    replications: Infinity,
    figures: new Map(names.map((name, index) => [name, { mean: means[index]!, variance: 0 }] as const)),
    toleratedShare: Math.max(0, ...sized.map(sizeOf)),
  }
}

const fractions: Readonly<Record<string, number>> = {
  twentieth: 1 / 20,
  tenth: 1 / 10,
  sixth: 1 / 6,
  fifth: 1 / 5,
  quarter: 1 / 4,
  third: 1 / 3,
}

/** The largest that a caution names: `off by up to 10 %`, `off by a tenth; with use limits, by a fifth`; 0: none. */
function sizeOf(caution: string): number {
  if (!caution.includes('off by')) return 0
  const sizes = [...caution.matchAll(/\bby (?:up to )?(?:(\d+(?:\.\d+)?) %|a (\w+))/g)].map(
    ([, percent, fraction]) => (percent === undefined ? (fractions[fraction!] ?? 0) : Number(percent) / 100),
  )
  return Math.max(0, ...sizes)
}

/** The same of simulated runs. */
export function longRunFindingOf(method: TruthMethod, tallies: readonly FleetTally[]): Finding {
  const ofEach = tallies.map(({ calls, records, waited, waitedS }) => [
    calls.GenerateDataKey,
    calls.Decrypt,
    waited,
    records === 0 ? 0 : waitedS / records,
  ])
  const figures = names.map(
    (name, index) => [name, momentsOf(ofEach.map((values) => values[index]!))] as const,
  )
  return { method, replications: tallies.length, figures: new Map(figures) }
}
