/**
 * Whether two simulations are equal in distribution, judged over many plans
 * together: how many of them may differ by chance is known.
 *
 * @module
 */
import { ofGroups } from '../../statistics/repeated.ts'
import type { FleetTally, PlanModel } from '../plan-model.ts'
import { randomPlan } from './random-plans.fixture.ts'
import { kolmogorovSmirnov, mostByChance } from './two-samples.fixture.ts'

export type Simulate = (model: PlanModel, seed: number) => FleetTally

type Figure = (tally: FleetTally) => number

/** Equal in distribution. */
const counts: Readonly<Record<string, Figure>> = {
  GenerateDataKey: ({ calls }) => calls.GenerateDataKey,
  Decrypt: ({ calls }) => calls.Decrypt,
  attempts: ({ attempts }) => attempts,
  throttled: ({ throttled }) => throttled,
  'failed calls': ({ failedCalls }) => failedCalls,
  'busiest second': ({ busiestSecond }) => busiestSecond,
}

/** Of one mean. */
const sums: Readonly<Record<string, Figure>> = {
  ...counts,
  'records that waited': ({ waited }) => waited,
  'waits in s': ({ waitedS }) => waitedS,
  'records lost': ({ lost }) => lost,
  records: ({ records }) => records,
}

/** p-values that are equally likely up to 1 are not below a level more often than it says; ties make them larger. */
const levels = [0.001, 0.01, 0.05, 0.2, 0.5]
const sigmasMax = 3
/** P(|T| > 3) of Student's t with 40 degrees of freedom, about what Welch's have here. */
const beyondByChance = 0.0047

interface Compared {
  readonly seed: number
  readonly pValues: Readonly<Record<string, number>>
  /** Differences in standard errors. */
  readonly sigmas: Readonly<Record<string, number>>
}

/**
 * What is wrong, in sentences that name seeds; empty where `one` and `other`
 * may be equal over the plans of `seeds`.
 */
export function differences(
  one: Simulate,
  other: Simulate,
  { seeds, replications }: { readonly seeds: readonly number[]; readonly replications: number },
): string[] {
  const compared = seeds.map((seed) => compare(one, other, seed, replications))
  return [...wrongCounts(compared), ...wrongSums(compared)]
}

function compare(one: Simulate, other: Simulate, seed: number, replications: number): Compared {
  const plan = randomPlan(seed)
  const run = (simulate: Simulate, first: number) =>
    Array.from({ length: replications }, (_, index) => simulate(plan, first + index))
  const [some, others] = [run(one, seed * 1000), run(other, seed * 1000 + 500)]
  const ofEach = (figures: typeof counts, judge: (a: readonly number[], b: readonly number[]) => number) =>
    Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [name, judge(some.map(figure), others.map(figure))]),
    )
  return { seed, pValues: ofEach(counts, kolmogorovSmirnov), sigmas: ofEach(sums, sigmasBetween) }
}

function sigmasBetween(some: readonly number[], others: readonly number[]): number {
  const { estimate, standardError } = ofGroups(others, some)
  return Math.abs(estimate) < 1e-9 ? 0 : estimate / standardError
}

function wrongCounts(compared: readonly Compared[]): string[] {
  return Object.keys(counts).flatMap((name) =>
    levels.flatMap((level) => {
      const below = compared.filter(({ pValues }) => pValues[name]! <= level)
      const most = mostByChance(compared.length, level)
      if (below.length <= most) return []
      const least = below.toSorted((a, b) => a.pValues[name]! - b.pValues[name]!).slice(0, 8)
      const named = least.map(({ seed, pValues }) => `${seed} (p ${pValues[name]!.toExponential(1)})`)
      return [
        `${name}: ${below.length} of ${compared.length} plans have p <= ${level}, ${most} may by chance; seeds ${named.join(', ')}`,
      ]
    }),
  )
}

function wrongSums(compared: readonly Compared[]): string[] {
  return Object.keys(sums).flatMap((name) => {
    const beyond = compared.filter(({ sigmas }) => Math.abs(sigmas[name]!) > sigmasMax)
    const most = mostByChance(compared.length, beyondByChance)
    if (beyond.length <= most) return []
    const named = beyond.map(({ seed, sigmas }) => `${seed} (${sigmas[name]!.toFixed(1)} sigma)`)
    return [
      `${name}: ${beyond.length} of ${compared.length} plans are beyond ${sigmasMax} sigma, ${most} may by chance; seeds ${named.join(', ')}`,
    ]
  })
}
