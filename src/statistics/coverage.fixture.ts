/**
 * How often an interval holds the truth, and how often one speaks of an effect
 * that is not there: over many simulated runs.
 *
 * @module
 */
import { bootstrap, type SampledEstimate } from './bootstrap.ts'
import { mergeBuckets, quantile } from './buckets.ts'
import { noisyRun, trueMean, trueQuantile, type Noise, type NoisyRun } from './noise.fixture.ts'

export interface CoverageOptions {
  readonly noise: Noise
  readonly runs: number
  readonly records: number
  readonly segments: number
  readonly resamples?: number
  /** What the sealed arm takes times as long; 1: nothing to find. */
  readonly factor?: number
  /** Of the first run; each further one has the next. */
  readonly seed?: number
}

export interface CoverageRate {
  /** `overhead`: sealed minus plain, statistic by statistic; `A/A`: plain minus plain again. */
  readonly subject: Subject
  readonly statistic: StatisticName
  /** Shares of the intervals that were given; null where too few were. */
  readonly covered: number | null
  /** Of those that lie above the truth as a whole. */
  readonly above: number | null
  /** Share of runs whose interval was withheld. */
  readonly withheld: number
}

export const subjects = ['plain', 'delta', 'overhead', 'A/A'] as const
export type Subject = (typeof subjects)[number]
export const statistics = { p50: 0.5, p90: 0.9, p99: 0.99, 'p99.9': 0.999, mean: undefined } as const
export type StatisticName = keyof typeof statistics
const names = Object.keys(statistics) as StatisticName[]

/** Below this share of runs, those with an interval are a choice and say nothing of the rest. */
const givenLeast = 0.5
/** Records of the run that stands for the truth of `delta`, which has no formula. */
const hugeRecords = 400_000

export function coverageOf(options: CoverageOptions): { readonly rates: readonly CoverageRate[] } {
  const { noise, runs, records, segments, resamples = 1000, factor = 1, seed = 0 } = options
  const truth = truthOf(noise, factor)
  const tally = new Map<string, { given: number; covered: number; above: number }>()
  for (let run = seed; run < seed + runs; run += 1) {
    const noisy = noisyRun({ noise, records, segments, factor, seed: run })
    for (const subject of subjects) {
      measured(subject, noisy, run, resamples).forEach(({ ci95 }, index) => {
        const key = `${subject} ${names[index]!}`
        const counts = tally.get(key) ?? { given: 0, covered: 0, above: 0 }
        tally.set(key, counts)
        if (ci95 === null) return
        const exact = truth(subject, names[index]!)
        counts.given += 1
        if (ci95[0] <= exact && exact <= ci95[1]) counts.covered += 1
        if (ci95[0] > exact) counts.above += 1
      })
    }
  }
  const rates = subjects.flatMap((subject) =>
    names.map((statistic) => {
      const { given, covered, above } = tally.get(`${subject} ${statistic}`)!
      const share = (count: number): number | null => (given < givenLeast * runs ? null : count / given)
      return { subject, statistic, covered: share(covered), above: share(above), withheld: 1 - given / runs }
    }),
  )
  return { rates }
}

function measured(
  subject: Subject,
  { plain, again, sealed, delta }: NoisyRun,
  seed: number,
  resamples: number,
): readonly SampledEstimate[] {
  const quantiles = names.flatMap((name) => statistics[name] ?? [])
  const arms = {
    plain: { treated: plain },
    delta: { treated: delta },
    overhead: { treated: sealed, control: plain },
    'A/A': { treated: again, control: plain },
  }[subject]
  const result = bootstrap({ ...arms, quantiles, seed, resamples })
  return [...result.quantiles, result.mean]
}

function truthOf(noise: Noise, factor: number): (subject: Subject, statistic: StatisticName) => number {
  const value = (statistic: StatisticName, by: number): number => {
    const q = statistics[statistic]
    return q === undefined ? trueMean(noise, by) : trueQuantile(noise, q, by)
  }
  const { delta } = noisyRun({
    noise: { ...noise, ...mixed },
    records: hugeRecords,
    segments: 1,
    factor,
    seed: -1,
  })
  const differences = mergeBuckets(delta)
  return (subject, statistic) => {
    switch (subject) {
      case 'plain':
        return value(statistic, 1)
      case 'A/A':
        return 0
      case 'overhead':
        return value(statistic, factor) - value(statistic, 1)
      case 'delta': {
        const q = statistics[statistic]
        return q === undefined ? value(statistic, factor) - value(statistic, 1) : quantile(differences, q)
      }
      default:
        return subject satisfies never
    }
  }
}

/** Drift and phases of a few records: the same distribution, and no long way to it. */
const mixed = { driftLength: 1, slowLength: 1, fastLength: 3 }
