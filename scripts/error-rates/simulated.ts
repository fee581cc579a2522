/**
 * Error rates on simulated noise, whose truth is known: how often intervals of
 * one run hold it, and how often a difference is seen between equal arms.
 *
 *     npx node scripts/error-rates/simulated.ts [--runs 200]
 *
 * It takes about 3 minutes of one core, gives the same figures every time, and
 * writes its tables into `docs/method.md`.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { judgeClaims } from '../../src/judge/claims.ts'
import { cellOf, claimOn } from '../../src/judge/cell.fixture.ts'
import type { LatencyLog } from '../../src/measure/series.ts'
import {
  coverageOf,
  statistics,
  type CoverageRate,
  type StatisticName,
  type Subject,
} from '../../src/statistics/coverage.fixture.ts'
import { noises, noisyRun, type NoiseKind } from '../../src/statistics/noise.fixture.ts'
import { withBlock, type Markers } from '../marked-block.ts'
import { markdownTable } from '../markdown-table.ts'

export const simulatedMarkers: Markers = {
  begin: '<!-- simulated: written by scripts/error-rates/simulated.ts -->',
  end: '<!-- /simulated -->',
}

/** Records of a cell of the default scenario, and of a small one. */
const sizes = [70_000, 2000]
const segments = 40
/** What the sealed arm takes times as long, where an effect is there to be covered. */
const planted = 1.1

interface SizedRates {
  readonly records: number
  readonly noise: string
  readonly rates: readonly CoverageRate[]
}

export interface SimulatedErrors {
  readonly runs: number
  readonly sized: readonly SizedRates[]
  /** Verdicts on the true claim that two equal arms do not differ, by noise. */
  readonly verdicts: readonly { readonly noise: string; readonly refuted: number; readonly claims: number }[]
}

/** Simulates `runs` runs of each size and kind of noise. */
export function simulateRuns(runs: number): SimulatedErrors {
  const sized = sizes.flatMap((records) =>
    Object.entries(noises(records)).map(([name, noise]) => ({
      records,
      noise: name,
      ...coverageOf({ noise, runs, records, segments, factor: planted }),
    })),
  )
  const verdicts = Object.keys(noises(1)).map((noise) => falseVerdicts(noise as NoiseKind, runs))
  return { runs, sized, verdicts }
}

/** Each run has four claims that are true, and just so: sealing, which here does nothing, adds nothing. */
function falseVerdicts(kind: NoiseKind, runs: number) {
  const [, records] = sizes as [number, number]
  const claims = ['p50', 'p90', 'p99', 'mean'].map((statistic) =>
    claimOn('put.overhead', '<= 0 ns', 0, { id: statistic, statistic }),
  )
  let refuted = 0
  for (let seed = 0; seed < runs; seed += 1) {
    const { plain, again, sealed } = noisyRun({ noise: noises(records)[kind], records, segments, seed })
    const log: LatencyLog = new Map([
      ['put.plain.serviceTime', plain],
      ['put.again.serviceTime', again],
      ['put.sealed.serviceTime', sealed],
    ])
    const results = judgeClaims(claims, [cellOf()], () => log, seed)
    refuted += results.filter(({ verdict }) => verdict === 'refuted').length
  }
  return { noise: kind, refuted, claims: claims.length * runs }
}

const subjectTexts: Readonly<Record<Subject, string>> = {
  plain: 'plain arm',
  delta: 'delta',
  overhead: 'overhead, 10 % planted',
  'A/A': 'A/A',
}
const statisticNames = Object.keys(statistics) as StatisticName[]
const percent = (share: number | null): string => (share === null ? 'withheld' : (100 * share).toFixed(1))
const whole = (count: number): string => count.toLocaleString('en-US')

/** The two tables, and the command that makes them again. */
export function simulatedBlock({ runs, sized, verdicts }: SimulatedErrors): string {
  const table = (which: readonly Subject[], of: (rate: CoverageRate) => number | null): string =>
    markdownTable(
      ['noise', ...(which.length > 1 ? ['interval of'] : []), 'records', ...statisticNames],
      sized.flatMap(({ records, noise, rates }) =>
        which.map((subject) => [
          noise,
          ...(which.length > 1 ? [subjectTexts[subject]] : []),
          whole(records),
          ...statisticNames.map((name) =>
            percent(of(rates.find((rate) => rate.subject === subject && rate.statistic === name)!)),
          ),
        ]),
      ),
      (column) => column < (which.length > 1 ? 2 : 1),
    )
  const refuted = verdicts.reduce((sum, verdict) => sum + verdict.refuted, 0)
  const claims = verdicts.reduce((sum, verdict) => sum + verdict.claims, 0)
  return [
    simulatedMarkers.begin,
    '',
    '```sh',
    `npx node scripts/error-rates/simulated.ts --runs ${runs}`,
    '```',
    '',
    `Share of ${runs} simulated runs whose 95 % interval holds the truth, in percent, of those that have an interval. By chance a`,
    `share is off by up to ${(100 * 1.96 * Math.sqrt((0.95 * 0.05) / runs)).toFixed(1)} points.`,
    '',
    table(['plain', 'delta', 'overhead', 'A/A'], ({ covered }) => covered),
    '',
    'False regressions: share of the same runs whose A/A interval lies above 0, in percent. All together: ' +
      `${pooled(sized)}.`,
    '',
    table(['A/A'], ({ above }) => above),
    '',
    `Verdicts: of ${whole(claims)} claims that are true, and just so (A/A, \`<= 0 ns\`, ${whole(sizes[1]!)} records), ${refuted} were refuted.`,
    '',
    simulatedMarkers.end,
  ].join('\n')
}

function pooled(sized: readonly SizedRates[]): string {
  const shares = sized
    .flatMap(({ rates }) => rates.filter(({ subject }) => subject === 'A/A'))
    .flatMap(({ above }) => above ?? [])
  return `${percent(shares.reduce((sum, share) => sum + share, 0) / shares.length)} %`
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } })
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 20) throw new Error('Give --runs a whole number, 20 or more.')
  const page = path.join(import.meta.dirname, '..', '..', 'docs', 'method.md')
  const block = simulatedBlock(simulateRuns(runs))
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), simulatedMarkers, block))
}
