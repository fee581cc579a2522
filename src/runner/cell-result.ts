/**
 * Sums a finished cell up in the form that is stored.
 *
 * @module
 */
import { judgeOperation, summarise } from '../judge/operation-result.ts'
import { tailOf } from '../judge/tail.ts'
import { driftsOf } from '../judge/steady-state.ts'
import { validityLimits } from '../judge/validity-limits.ts'
import { contestantNamed } from '../contestants/registry.ts'
import { usdPer30Days } from '../price-list/kms-use.ts'
import { decodeHistogram } from '../measure/histogram.ts'
import type { OperationRecorder } from '../measure/operation-recorder.ts'
import type { LatencyLog } from '../measure/series.ts'
import { compareWithOracle } from '../planner/oracle.ts'
import type { CellResult, KmsResult, SegmentEnds } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { SteadyState } from '../run-store/steady-state-format.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { CellDriver } from './cell-driver.ts'
import type { CellWorld } from './cell-world.ts'
import { exposureOf } from './exposure.ts'
import { predictCalls } from './oracle.ts'

export interface FinishedCell {
  readonly task: Pick<PlannedCell, 'id' | 'params'> & { readonly histograms: string }
  readonly world: CellWorld
  readonly driver: CellDriver
  readonly recorders: { readonly put: OperationRecorder; readonly get: OperationRecorder }
  readonly latencies: LatencyLog
  readonly segmentEnds: SegmentEnds
  readonly elapsedNs: number
  readonly rssBefore: number
  readonly warmUp: SteadyState['warmUp']
  readonly gc: SteadyState['gc']
  /** Whether the spend cap ended it. */
  readonly isSpent: boolean
}

export function cellResult(cell: FinishedCell): CellResult {
  const { task, world, driver, recorders, latencies, elapsedNs, rssBefore } = cell
  const { seed } = world.scenario
  const scenarioTimeNs = driver.isStopped ? world.clock.now() : world.workload.span
  const rssBytes = process.memoryUsage.rss()
  const overrunNs = overrunOf(world, driver)
  return {
    id: task.id,
    params: { ...task.params },
    validity: validityOf(cell),
    recordStreamHash: world.workload.hash(),
    records: driver.records,
    bytes: driver.bytes,
    storedBytes: world.sealed.stream.storedBytes,
    failures: { put: driver.put.failures, get: getFailures(driver) },
    ...(driver.drops > 0 && { drops: driver.drops }),
    ...(overrunNs !== undefined && { overrunNs }),
    scenarioTimeNs,
    elapsedNs,
    put: judgeOperation(latencies, 'put', seed),
    get: judgeOperation(latencies, 'get', seed),
    kms: kmsResult(cell, scenarioTimeNs),
    ...measuredExposure(cell),
    segmentEnds: cell.segmentEnds,
    tail: tailOf(recorders, latencies),
    steadyState: {
      warmUp: cell.warmUp,
      put: driftsOf(latencies, 'put'),
      get: driftsOf(latencies, 'get'),
      gc: cell.gc,
    },
    generatorLag: summarise(driver.lag.count > 0 ? [decodeHistogram(driver.lag.encode())] : []),
    memory: { rssBytes, rssGrowthBytes: rssBytes - rssBefore },
    histograms: task.histograms,
    ...fairnessOf(world.scenario),
  }
}

/** A cell that gave no result: its worker died, its input failed, or what it names is not there or not right. */
export function failedCell(
  { id, params }: Pick<PlannedCell, 'id' | 'params'>,
  histograms: string,
  reason: string,
  verdict: 'failed' | 'absent' | 'interrupted' = 'failed',
): CellResult {
  const nothing: LatencyLog = new Map()
  const none = { GenerateDataKey: 0, Decrypt: 0 }
  return {
    id,
    params: { ...params },
    validity: { verdict, reasons: [reason] },
    recordStreamHash: '',
    records: 0,
    bytes: 0,
    storedBytes: 0,
    failures: { put: {}, get: {} },
    scenarioTimeNs: 0,
    elapsedNs: 0,
    put: judgeOperation(nothing, 'put', 0),
    get: judgeOperation(nothing, 'get', 0),
    kms: {
      calls: none,
      expectedCalls: null,
      oracle: { verdict: 'none', sigma: null, method: 'none', reason: 'the cell gave no result' },
      byPrincipal: {},
      byFrontEnd: {},
      byOutcome: {},
      attempts: none,
      attemptsByOutcome: {},
      throttled: 0,
      failed: 0,
      latency: { call: summarise([]), attempt: summarise([]) },
      waitedNs: 0,
      recordsDelayed: { put: 0, get: 0 },
      usdPer30Days: 0,
      timeline: { sliceNs: 1, GenerateDataKey: [], Decrypt: [] },
    },
    generatorLag: summarise([]),
    memory: { rssBytes: 0, rssGrowthBytes: 0 },
    histograms,
  }
}

function measuredExposure({ world, driver }: FinishedCell): Pick<CellResult, 'exposure'> {
  const { scenario, holdings, clock } = world
  const exposure = exposureOf(scenario, driver.stored, holdings, clock.now())
  return exposure === undefined ? {} : { exposure }
}

function fairnessOf({ envelope }: Scenario): Pick<CellResult, 'fairness'> {
  const fairness = contestantNamed(envelope.suite)?.fairness
  return fairness === undefined ? {} : { fairness }
}

function validityOf({ driver, recorders, world, isSpent }: FinishedCell): CellResult['validity'] {
  if (isSpent) {
    const reason =
      'stopped by the spend cap before the next KMS call: what was measured stands, and --resume runs the cell again with a higher --max-kms-calls or --max-usd'
    return { verdict: 'interrupted', reasons: [reason] }
  }
  if (driver.isStopped) return { verdict: 'interrupted', reasons: ['stopped before its load had ended'] }
  const reasons: string[] = []
  const lost = describeLoss(driver)
  // A cell whose scenario plans failures is about them; in any other they make the rest a survivors' tale.
  const isPlanned = plansLoss(world.scenario, driver) && recorders.put.records > 0
  const saturated = recorders.put.saturated + recorders.get.saturated
  if (saturated > 0)
    reasons.push(`${saturated} times were longer than an hour and count as one; lower load.rate`)
  const lag = driver.lag.count > 0 ? driver.lag.quantile(0.99) : 0
  if (world.scenario.load.arrivals !== 'closed' && lag > validityLimits.generatorLagP99Ns) {
    reasons.push(
      `the generator lagged its schedule by ${(lag / 1e6).toFixed(1)} ms at p99; lower load.rate or use the virtual clock`,
    )
  }
  const overrun = overrunOf(world, driver)
  if (overrun !== undefined) {
    const { suite } = world.scenario.envelope
    reasons.push(
      `records of ${suite} wait for KMS one after another, ${(overrun / 1e9).toFixed(1)} s beyond the load; lower load.rate`,
    )
  }
  const isValid = reasons.length === 0 && (lost.length === 0 || isPlanned)
  return { verdict: isValid ? 'valid' : 'invalid', reasons: [...lost, ...reasons] }
}

/** In ns; undefined where it is no more than tolerated. */
function overrunOf(
  { clock, workload, sealed, scenario }: CellWorld,
  { offeredUntil }: CellDriver,
): number | undefined {
  if (!sealed.isSerial || clock.kind === 'real' || scenario.load.arrivals === 'closed') return undefined
  const overrun = offeredUntil - workload.span
  const most = validityLimits.overrunShare * workload.span + 2 * scenario.get.pollInterval
  return overrun <= most ? undefined : overrun
}

/** Failures that were asked for, and throttling where the quota was. */
function plansLoss({ kms: { failures, quota } }: Scenario, { put, get }: CellDriver): boolean {
  if (failures.length > 0) return true
  const names = [...Object.keys(put.failures), ...Object.keys(get.failures)]
  return quota !== undefined && names.length > 0 && names.every((name) => name === 'KMSThrottlingException')
}

function describeLoss({ put, get, records }: CellDriver): string[] {
  const notStored = Object.values(put.failures).reduce((sum, count) => sum + count, 0)
  const names = Object.keys(put.failures).join(', ')
  const notOpened = Object.entries(get.failures).filter(([name]) => !name.endsWith('Exception'))
  const { unread, unpaired } = get
  return [
    ...(notStored > 0
      ? [`${notStored} of ${records} records were not stored (${names}): the latencies are those of the rest`]
      : []),
    ...notOpened.map(([name, count]) => `${count} records did not open (${name})`),
    ...(unread > 0
      ? [
          `${unread} stored records were never read, as ${Object.keys(get.failures).length > 0 ? 'KMS failed their consumers' : 'their consumers waited for KMS'} to the end`,
        ]
      : []),
    ...(unpaired > 0 ? [`${unpaired} records were read too far apart in the arms to be compared`] : []),
  ]
}

function getFailures(driver: CellDriver): Record<string, number> {
  const unread = driver.isStopped ? 0 : driver.get.unread
  return unread > 0 ? { ...driver.get.failures, Unread: unread } : driver.get.failures
}

/** What keeps theory, which speaks of the whole load, from being held against the counts. */
function whyOracleIsSilent({ isStopped, drops }: CellDriver): string | undefined {
  if (isStopped) return 'the cell was stopped before its load had ended'
  return drops > 0 ? 'calls were dropped, of which theory does not know' : undefined
}

function kmsResult({ world, driver, latencies }: FinishedCell, scenarioTimeNs: number): KmsResult {
  const account = world.kms.snapshot()
  const isRemote = world.scenario.kms.backend !== 'simulated'
  const measuredNs = isRemote ? world.kms.latencies.meanCallNs : undefined
  const expected = predictCalls(world.scenario, 'thorough', measuredNs)
  const attempts = totalCalls(account.attempts)
  const silence = whyOracleIsSilent(driver)
  return {
    calls: account.calls,
    expectedCalls: expected.method === 'none' || silence !== undefined ? null : expected.calls,
    oracle:
      silence === undefined
        ? compareWithOracle(account.calls, expected)
        : { verdict: 'none', sigma: null, method: 'none', reason: silence },
    byPrincipal: account.byPrincipal,
    byFrontEnd: account.bySource,
    byOutcome: account.byOutcome,
    attempts: account.attempts,
    attemptsByOutcome: account.attemptsByOutcome,
    throttled: account.throttled,
    failed: account.failed,
    latency: {
      call: summarise(latencies.get('kms.callTime') ?? []),
      attempt: summarise(latencies.get('kms.attemptTime') ?? []),
    },
    waitedNs: driver.put.waitedNs + driver.get.waitedNs,
    recordsDelayed: { put: driver.put.recordsDelayed, get: driver.get.recordsDelayed },
    usdPer30Days: usdPer30Days({ calls: attempts, scenarioTimeNs }),
    timeline: {
      sliceNs: account.timeline.sliceNs,
      GenerateDataKey: [...account.timeline.GenerateDataKey],
      Decrypt: [...account.timeline.Decrypt],
      ...(account.timeline.Encrypt && { Encrypt: [...account.timeline.Encrypt] }),
      ...(account.timeline.byPrincipal && { byPrincipal: [...account.timeline.byPrincipal] }),
    },
  }
}
