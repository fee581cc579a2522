/**
 * Holds what sealbench measures on the real clock to what must come out: runs
 * scenarios whose response times theory knows exactly, and writes theory,
 * measured and difference into `docs/method.md`, between its markers.
 *
 * `node scripts/ground-truth.ts` takes a minute and a half, on a machine that
 * has nothing else to do. It fails, and writes nothing, where a difference is
 * more than 5 %. Theory speaks of how long a call of KMS takes its caller, which
 * is what the service is set to and the work of the SDK: the run measures that
 * apart from response times.
 *
 * @module
 */
import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { environmentLine } from '../bench/bench-report.ts'
import { readRun } from '../src/run-store/read-run.ts'
import type { Environment } from '../src/run-store/run-format.ts'
import { runScenario } from '../src/runner/run-scenario.ts'
import { parseScenario } from '../src/scenario/load-scenario.ts'
import { mergeBuckets, quantile, type Buckets } from '../src/statistics/buckets.ts'
import { groundTruthScenarios, type GroundTruth, type GroundTruthScenario } from './ground-truths.ts'
import { markdownTable } from './markdown-table.ts'
import { withBlock, type Markers } from './marked-block.ts'

export const groundTruthMarkers: Markers = {
  begin: '<!-- ground truth: written by scripts/ground-truth.ts -->',
  end: '<!-- /ground truth -->',
}

interface MeasuredTruth {
  readonly figure: string
  /** Where KMS takes as long as it is set to, and where it takes as long as its calls do. */
  readonly setNs: number
  readonly theoryNs: number
  readonly measuredNs: number
  /** Service time at the same rank. */
  readonly serviceNs: number
}

interface MeasuredScenario {
  readonly scenario: GroundTruthScenario
  readonly records: number
  /** Median of a KMS call as its caller sees it, the SDK's own work included. */
  readonly callNs: number
  readonly environment: Environment
  readonly truths: readonly MeasuredTruth[]
}

/** Beyond this a figure does not agree. */
const differenceMax = 0.05

async function measure(scenario: GroundTruthScenario): Promise<MeasuredScenario> {
  using folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
  const loaded = parseScenario(scenario.text, path.join(folder.path, 'scenario.yaml'))
  const { run, folder: stored } = await runScenario(loaded, { reports: folder.path, isDrawn: false })
  const log = readRun(stored).logOf('c01')
  const bucketsOf = (time: 'serviceTime' | 'responseTime'): Buckets =>
    mergeBuckets(log.get(`put.sealed.${time}`) ?? [])
  const [service, response] = [bucketsOf('serviceTime'), bucketsOf('responseTime')]
  const cell = run.cells[0]!
  const callNs = cell.kms.latency?.call.p50 ?? 0
  const truths = scenario.truths.map(({ figure, theoryNs, quantile: q }: GroundTruth) => ({
    figure,
    setNs: theoryNs(scenario.latencyNs ?? 0),
    theoryNs: theoryNs(callNs),
    measuredNs: quantile(response, q),
    serviceNs: quantile(service, q),
  }))
  return { scenario, records: cell.records, callNs, environment: run.environment, truths }
}

export function groundTruthBlock(measured: readonly MeasuredScenario[]): string {
  const { environment } = measured[0]!
  return [
    groundTruthMarkers.begin,
    '',
    `${environmentLine(environment)}, ${environment.startedAt.slice(0, 10)}.`,
    '',
    '```sh',
    'npx node scripts/ground-truth.ts',
    '```',
    '',
    ...measured.flatMap(sectionOf),
    groundTruthMarkers.end,
  ].join('\n')
}

function sectionOf({ scenario, records, callNs, truths }: MeasuredScenario): string[] {
  const { what, latencyNs } = scenario
  const calls =
    latencyNs === undefined
      ? ''
      : ` A call takes ${milliseconds(callNs)} at the median, of which ${milliseconds(callNs - latencyNs)} are the SDK's own work.`
  const text = `${what} (${records.toLocaleString('en-US')} records).${calls}`
  return [
    text,
    '',
    latencyNs === undefined ? stallTable(truths) : latencyTable(latencyNs, callNs, truths),
    '',
  ]
}

function latencyTable(latencyNs: number, callNs: number, truths: readonly MeasuredTruth[]): string {
  const head = [
    'figure',
    `theory at ${milliseconds(latencyNs)}`,
    `theory at ${milliseconds(callNs)}`,
    'measured',
    'difference',
  ]
  const rows = truths.map((truth) => [
    truth.figure,
    milliseconds(truth.setNs),
    milliseconds(truth.theoryNs),
    milliseconds(truth.measuredNs),
    percent(differenceOf(truth)),
  ])
  return markdownTable(head, rows)
}

function stallTable(truths: readonly MeasuredTruth[]): string {
  const head = ['figure', 'theory', 'measured', 'difference', 'service time of the same rank']
  const rows = truths.map((truth) => [
    truth.figure,
    milliseconds(truth.theoryNs),
    milliseconds(truth.measuredNs),
    percent(differenceOf(truth)),
    milliseconds(truth.serviceNs),
  ])
  return markdownTable(head, rows)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function differenceOf({ theoryNs, measuredNs }: MeasuredTruth): number {
  return measuredNs / theoryNs - 1
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toFixed(2)} ms`
}

if (import.meta.main) {
  const page = path.join(import.meta.dirname, '..', 'docs', 'method.md')
  const measured: MeasuredScenario[] = []
  for (const scenario of groundTruthScenarios) measured.push(await measure(scenario))
  const block = groundTruthBlock(measured)
  const isOff = measured.some(({ truths }) =>
    truths.some((truth) => Math.abs(differenceOf(truth)) > differenceMax),
  )
  if (isOff)
    throw new Error(`A difference is more than 5 %: the machine was busy, or a figure is wrong.\n\n${block}`)
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), groundTruthMarkers, block))
}
