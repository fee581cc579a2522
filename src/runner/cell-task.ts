/**
 * What a worker thread does: one cell, from warm-up to its result. Only plain
 * data crosses: the scenario in, histogram lines and figures out; key material
 * never leaves the thread.
 *
 * @module
 */
import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'

import { monotonicNow } from '../clock/monotonic.ts'
import { latencyLogHeader, parseLatencyLog } from '../measure/latency-log.ts'
import { checkStrategy } from '../conformance/check-strategy.ts'
import type { SharedSpend } from '../kms/spend-cap.ts'
import { OperationRecorder, type ArmQuantiles, type SegmentFigures } from '../measure/operation-recorder.ts'
import type { Operation } from '../measure/series.ts'
import type { Calibration, CellResult, SegmentEnds } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { Scenario } from '../scenario/schema.ts'
import { milliseconds } from '../units/units.ts'
import { AuditLines } from './audit-lines.ts'
import { cloudTrailOf } from './stream-events.ts'
import { epochOf } from './cell-kms.ts'
import { calibrate } from './calibrate.ts'
import { CellDriver, type CellRecorders } from './cell-driver.ts'
import { cellResult, failedCell } from './cell-result.ts'
import { CellTails } from './cell-tails.ts'
import { createWorld, loadDuration, type CellWorld } from './cell-world.ts'
import { warmUp } from './warm-up.ts'

export interface CellTask {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
  readonly scenario: Scenario
  /** Name of the cell's histogram file, relative to the run's folder. */
  readonly histograms: string
  /** The KMS key, where KMS is not embedded. */
  readonly keyArn?: string | undefined
  /** What the KMS calls of the whole run may amount to; undefined: no cap. */
  readonly spend?: SharedSpend | undefined
  /** Whether each KMS call and each change of the stream's encryption is told as an event. */
  readonly isAudited: boolean
  /** Takes {@link CellMessage}s; whatever comes back on it stops the cell. */
  readonly port: MessagePort
}

/** How a cell stands. */
export interface CellProgress {
  /** In [0, 1]. */
  readonly share: number
  readonly records: number
  /** Service times so far, all 0 where there are none. */
  readonly put: ArmQuantiles<'p50' | 'p99'>
  readonly get: ArmQuantiles<'p50' | 'p99'>
  readonly kmsCalls: number
  readonly throttled: number
  /** How far the scenario's clock is. */
  readonly scenarioTimeNs: number
}

export type CellMessage =
  /** `figures` are missing where the lines are not of an operation. */
  | { readonly kind: 'segment'; readonly lines: string; readonly figures?: SegmentFigures | undefined }
  | { readonly kind: 'progress'; readonly progress: CellProgress }
  /** Events as NDJSON. */
  | { readonly kind: 'audit'; readonly lines: string }

const progressEvery = milliseconds(250)
/** Blocks of the bootstrap: enough for an interval, few enough to store. */
const segments = 40
const segmentRecordsMin = 25

/** Runs one cell, if what it shall measure is there and right. */
export default async function runCell(task: CellTask, checked = checkStrategy): Promise<CellResult> {
  try {
    const stopped = once(task.port, 'message').then(() => undefined)
    const check = await Promise.race([checked(task.scenario.envelope.suite), stopped])
    if (check === undefined)
      return failedCell(task, task.histograms, 'stopped before its load had begun', 'interrupted')
    if (check.verdict !== 'conforms') return failedCell(task, task.histograms, check.reason, check.verdict)
    return await measureCell(task)
  } finally {
    task.port.close()
  }
}

async function measureCell(task: CellTask): Promise<CellResult> {
  const startedAt = monotonicNow()
  let isStopped = false
  task.port.on('message', () => {
    isStopped = true
  })
  const warmed = await warmUp(task.scenario, () => isStopped)
  const rssBefore = process.memoryUsage.rss()
  const audit = auditOf(task)
  let isSpent = false
  using world = await createWorld(task.scenario, {
    keyArn: task.keyArn,
    spend: task.spend,
    onSpent: () => {
      isSpent = true
      isStopped = true
    },
    audit: audit && ((event) => audit.add(event)),
  })
  const log: string[] = [latencyLogHeader]
  const emit = (lines: string, figures?: SegmentFigures): void => {
    log.push(lines)
    send(task.port, { kind: 'segment', lines, figures })
  }
  using tails = new CellTails(world)
  const segmentEnds: SegmentEnds = { put: [], get: [] }
  const recorders = recordersOf(world, emit, tails, segmentEnds)
  const driver: CellDriver = new CellDriver(world, recorders, () => {
    if (isStopped) driver.stop()
    tails.settle()
    report()
  })
  if (isStopped) driver.stop()
  const report = atTimes(() =>
    send(task.port, { kind: 'progress', progress: progressOf(world, driver, recorders) }),
  )
  try {
    await drive(task, world, driver, audit)
    await tails.finish()
    if (driver.stored.fault !== undefined) return failedCell(task, task.histograms, driver.stored.fault)
    const kmsLines = world.kms.latencies.lines()
    if (kmsLines !== '') emit(kmsLines)
    const latencies = parseLatencyLog(log.join(''), task.histograms)
    const elapsedNs = monotonicNow() - startedAt
    const measured = { task, world, driver, recorders, latencies, segmentEnds, elapsedNs, rssBefore, isSpent }
    return cellResult({ ...measured, warmUp: warmed, gc: tails.pauses })
  } finally {
    for (const histograms of [recorders.put, recorders.get, driver.lag]) histograms.destroy()
  }
}

async function drive(
  { scenario }: CellTask,
  { clock, kms, sealed }: CellWorld,
  driver: CellDriver,
  audit: AuditLines | undefined,
): Promise<void> {
  for (const event of sealed.stream.events) audit?.add(cloudTrailOf(event, scenario, epochOf(clock)))
  try {
    await driver.run()
  } finally {
    audit?.flush()
    await kms.end()
  }
}

/** Measures the harness on this worker. */
export function runCalibration(): Promise<Calibration> {
  return calibrate()
}

function send(port: MessagePort, message: CellMessage): void {
  port.postMessage(message)
}

function auditOf({ isAudited, port }: CellTask): AuditLines | undefined {
  return isAudited ? new AuditLines((lines) => send(port, { kind: 'audit', lines })) : undefined
}

function recordersOf(
  { scenario, workload, clock }: CellWorld,
  emit: (lines: string, figures: SegmentFigures) => void,
  tails: CellTails,
  segmentEnds: SegmentEnds,
): CellRecorders {
  const recorderOf = (operation: Operation): OperationRecorder => {
    const readers = operation === 'get' ? Math.max(1, scenario.fleet.consumers) : 1
    const expected = (workload.expectedRecords ?? segments * 1000) * readers
    const records = Math.max(segmentRecordsMin, Math.ceil(expected / segments))
    const finish = (lines: string, figures: SegmentFigures) => {
      segmentEnds[operation].push(clock.now())
      emit(lines, figures)
    }
    return new OperationRecorder(operation, records, finish, tails[operation])
  }
  return { put: recorderOf('put'), get: recorderOf('get') }
}

function atTimes(act: () => void): () => void {
  let last = monotonicNow()
  return () => {
    if (monotonicNow() - last < progressEvery) return
    last = monotonicNow()
    act()
  }
}

function progressOf(
  { scenario, workload, clock, kms }: CellWorld,
  driver: CellDriver,
  { put, get }: CellRecorders,
): CellProgress {
  const duration = loadDuration(scenario)
  const share =
    workload.expectedRecords === undefined
      ? clock.now() / (duration ?? Infinity)
      : (driver.records + driver.drops) / workload.expectedRecords
  const { calls, throttled } = kms.snapshot()
  return {
    share: Math.min(1, share),
    records: driver.records,
    put: put.quantilesSoFar(),
    get: get.quantilesSoFar(),
    kmsCalls: totalCalls(calls),
    throttled,
    scenarioTimeNs: clock.now(),
  }
}
