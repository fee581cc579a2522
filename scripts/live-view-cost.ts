/**
 * What it costs a run to be watched: the same scenario with the live view, with
 * plain lines and with neither, in fresh processes that take turns, each on a
 * pseudo-terminal, compared as `sealbench compare` does.
 *
 *     npx node scripts/live-view-cost.ts [--rounds 16]
 *
 * Every core measures a cell while the main thread draws, which is the worst
 * case. It takes about 5 minutes on 2 cores, needs `script` of util-linux, and
 * writes its table into `docs/method.md`. Its runs stay in
 * `reports/live-view-cost/`: started again it goes on after the rounds that are
 * there, and with all of them there only compares.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { environmentLine } from '../bench/bench-report.ts'
import { compareRuns } from '../src/judge/comparison/compare-runs.ts'
import { runGroup } from '../src/judge/comparison/compared-runs.ts'
import { randomStream, shuffle } from '../src/random.ts'
import { readRunsIn, type StoredRun } from '../src/run-store/read-run.ts'
import { describeEnvironment } from '../src/runner/environment.ts'
import { readMetricReference } from '../src/scenario/metric-expression.ts'
import { intervalAt, meanOf, ofPairs } from '../src/statistics/repeated.ts'
import { describeShare, describeSize } from '../src/units/share.ts'
import { markdownTable } from './markdown-table.ts'
import { withBlock, type Markers } from './marked-block.ts'

export const liveViewMarkers: Markers = {
  begin: '<!-- live view: written by scripts/live-view-cost.ts -->',
  end: '<!-- /live view -->',
}

const root = path.join(import.meta.dirname, '..')
const page = path.join(root, 'docs', 'method.md')
const folder = path.join(root, 'reports', 'live-view-cost')
const scenarioFile = path.join(folder, 'scenario.yaml')

/** The first is what the others are held against; with itself it shows what chance does. */
const ways = ['none', 'none-again', 'lines', 'live'] as const
type Way = (typeof ways)[number]
const heads: Readonly<Record<Way, string>> = {
  none: '',
  'none-again': 'neither, again',
  lines: 'plain lines',
  live: 'live view',
}
const figures = ['put', 'get'].flatMap((operation) =>
  ['plain', 'sealed'].flatMap((arm) =>
    ['p50', 'p99', 'p99.9'].map((statistic) => `${operation}.${arm}.serviceTime.${statistic}`),
  ),
)
/** What is looked for: a difference beyond this, relative. */
const tolerance = 0.02

/** A cell for each core, so that none is left for drawing. */
function scenarioText(cells: number): string {
  const ttls = Array.from({ length: cells }, (_, index) => `${5 + index} min`)
  return `name: watched
seed: 20170701
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: poisson, rate: 20 /s, duration: 25 min }
records: { size: 1 KiB }
kms: { backend: simulated, latency: 10 ms }
sweep: { keyCache.ttl: [${ttls.join(', ')}] }
claims:
  - { id: put, statement: Sealing adds 0.2 ms or less, metric: put.overhead, statistic: p50, bound: <= 0.2 ms }
  - { id: get, statement: Opening adds 0.2 ms or less, metric: get.overhead, statistic: p50, bound: <= 0.2 ms }
`
}

function runOnce(way: Way, round: number): void {
  const output = folderOf(way, round)
  if (existsSync(path.join(output, 'done'))) return
  rmSync(output, { recursive: true, force: true })
  const progress = way === 'none-again' ? 'none' : way
  const words = [process.execPath, path.join(root, 'bin/sealbench.js'), 'run', scenarioFile]
  const options = ['--no-report', '--progress', progress, '--output', output]
  const command = [...words, ...options].map((word) => `'${word}'`).join(' ')
  const { status, error } = spawnSync(
    'script',
    ['--quiet', '--flush', '--return', '--command', `stty cols 120 rows 40; ${command}`, '/dev/null'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`a run with ${way} ended with ${status}: see ${output}`)
  writeFileSync(path.join(output, 'done'), '')
}

function folderOf(way: Way, round: number): string {
  return path.join(folder, `${String(round).padStart(2, '0')}-${way}`)
}

function measure(rounds: number): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(scenarioFile, scenarioText(os.availableParallelism()))
  const random = randomStream(20170701, 'live-view-cost')
  for (let round = 0; round < rounds; round += 1) {
    const order = shuffle([...ways], random)
    for (const way of order) runOnce(way, round)
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
}

interface Row {
  readonly figure: string
  readonly texts: readonly string[]
  /** How far the interval reaches from the change, relative; of medians. */
  readonly reach: readonly number[]
  /** Whether a difference beyond the tolerance was found. */
  readonly found: readonly boolean[]
}

function latencyRows(runsOf: ReadonlyMap<Way, readonly StoredRun[]>): Row[] {
  const questions = figures.map((text) => {
    const read = readMetricReference(text)
    if (!read.ok) throw new Error(text)
    return read.value
  })
  const comparisons = ways.slice(1).map((way) =>
    compareRuns({
      base: runGroup('none', runsOf.get('none')!),
      candidate: runGroup(way, runsOf.get(way)!),
      design: 'paired',
      tolerance,
      questions,
    }),
  )
  const [first] = comparisons
  return first!.changes.map(({ metric, statistic, cellId }, index) => {
    const changes = comparisons.map((comparison) => comparison.changes[index]!)
    return {
      figure: `${metric} ${statistic}, ${cellId}`,
      texts: changes.map(({ change, ci95 }) => changeText(change, ci95)),
      reach:
        statistic === 'p50'
          ? changes.flatMap(({ ci95 }) => (ci95 === null ? [] : (ci95[1] - ci95[0]) / 2))
          : [],
      found: changes.map(({ verdict }) => verdict === 'regression' || verdict === 'improvement'),
    }
  })
}

/** Of each worker while it ran its cell, warm-up included. */
function rateRow(runsOf: ReadonlyMap<Way, readonly StoredRun[]>): Row {
  const rates = (way: Way) =>
    runsOf
      .get(way)!
      .map(({ run }) => Math.log(meanOf(run.cells.map(({ records, elapsedNs }) => records / elapsedNs))))
  const measured = ways.slice(1).map((way) => {
    const pairs = ofPairs(rates(way), rates('none'))
    const [low, high] = intervalAt(pairs, 0.95).map(Math.expm1) as [number, number]
    return { change: Math.expm1(pairs.estimate), low, high }
  })
  return {
    figure: 'records/s',
    texts: measured.map(({ change, low, high }) => changeText(change, [low, high])),
    reach: [],
    found: measured.map(({ low, high }) => high < -tolerance || low > tolerance),
  }
}

function changeText(change: number | null, ci95: readonly [number, number] | null): string {
  if (change === null) return 'none'
  const interval = ci95 === null ? 'withheld' : ci95.map(describeShare).join(' to ')
  return `${describeShare(change)} (${interval})`
}

function block(rounds: number, rows: readonly Row[]): string {
  const environment = describeEnvironment(new Date())
  const found = ways
    .slice(1)
    .map((way, index) => ({ way, count: rows.filter((row) => row.found[index]).length }))
  return [
    liveViewMarkers.begin,
    '',
    `${environmentLine(environment)}, ${environment.startedAt.slice(0, 10)}. ${rounds} runs of each kind, in turns of random order, every core with a cell of its own.`,
    '',
    '```sh',
    `npx node scripts/live-view-cost.ts --rounds ${rounds}`,
    '```',
    '',
    markdownTable(
      ['against a run that shows nothing (95 %)', ...ways.slice(1).map((way) => heads[way])],
      rows.map(({ figure, texts }) => [figure, ...texts]),
    ),
    '',
    `Differences beyond ${describeSize(tolerance)} that the comparison finds: ${found.map(({ way, count }) => `${count} (${heads[way]})`).join(', ')}, of ${rows.length} figures each. The intervals of medians reach ${describeSize(meanOf(rows.flatMap(({ reach }) => reach)))} to either side on average: a smaller difference may be there and not be seen.`,
    '',
    liveViewMarkers.end,
  ].join('\n')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '16' } } })
  const rounds = Number(values.rounds)
  measure(rounds)
  const runsOf = new Map(
    ways.map((way) => [
      way,
      Array.from({ length: rounds }, (_, round) =>
        readRunsIn(path.join(folderOf(way, round), 'watched')),
      ).flat(),
    ]),
  )
  const rows = [...latencyRows(runsOf), rateRow(runsOf)]
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), liveViewMarkers, block(rounds, rows)))
}
