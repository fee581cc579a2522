/**
 * The rest of the stored run for tests around its cells: scenario, machine,
 * claims and verdict.
 *
 * @module
 */
import type { Operation } from '../measure/series.ts'
import { storedMachine } from '../run-store/environment.fixture.ts'
import type { CellResult, ClaimResult, Run } from '../run-store/run-format.ts'

export function wholeRun(
  cells: readonly CellResult[],
  {
    sweep,
    hasConsumers,
  }: { readonly sweep: Readonly<Record<string, readonly string[]>>; readonly hasConsumers: boolean },
): Run {
  const focus =
    cells.find(
      ({ params }) => params['keyCache.ttl'] === '5 min' && params['keyCache.rotation'] === '5 min',
    ) ?? cells[0]!
  return {
    schemaVersion: 1,
    id: '20261123T124500Z-20170701',
    status: 'complete',
    scenario: scenario(sweep, hasConsumers),
    scenarioFile: 'scenarios/kinesis-defaults.yaml',
    seed: 20170701,
    recordStreamHash: 'a'.repeat(64),
    environment: storedMachine,
    calibration: { timerNs: 62, recorderNs: 45, nullRecordNs: 310 },
    noiseFloor: { put: focus.put.noiseFloor, get: focus.get.noiseFloor },
    cells: [...cells],
    cellsPlanned: cells.length,
    claims: claims(focus, hasConsumers),
    thresholds: [
      {
        expression: 'put.sealed.serviceTime.p99 < 1 ms',
        cellId: focus.id,
        passed: true,
        actual: focus.put.sealed.serviceTime.p99,
        bound: 1e6,
        reason: 'within the bound',
      },
    ],
    verdict: 'refuted',
    reasons: ['claim money-per-month is refuted'],
    exitCode: 5,
    elapsedNs: 61e9,
  }
}

function scenario(
  sweep: Readonly<Record<string, readonly string[]>>,
  hasConsumers: boolean,
): Run['scenario'] {
  return {
    name: 'kinesis-defaults',
    question: 'Does sealing a record cost 0.2 ms or less, and how often is KMS called?',
    seed: 20170701,
    clock: 'virtual',
    fleet: { frontEnds: 4, consumers: hasConsumers ? 2 : 0, principals: 1 },
    load: { arrivals: 'poisson', rate: '100 /s', duration: '1 h' },
    kms: { backend: 'simulated', region: 'us-east-1' },
    sweep,
  }
}

function claims(cell: CellResult, hasConsumers: boolean): ClaimResult[] {
  return [
    overheadClaim(cell, 'put'),
    ...(hasConsumers ? [overheadClaim(cell, 'get')] : []),
    {
      ...overheadClaim(cell, 'put'),
      id: 'put-tail',
      statement: 'Even the slowest record in a thousand pays 0.5 ms or less',
      statistic: 'p999',
      verdict: 'inconclusive',
      estimate: cell.put.overhead.p999.estimateNs,
      ci95: null,
      bound: { text: '<= 0.5 ms', op: '<=', value: 500_000 },
      holdsUpToPercentile: 99.87,
      reason: 'interval withheld: there are too few samples to tell; run longer',
    },
    ...kmsClaims(cell),
  ]
}

function overheadClaim(cell: CellResult, operation: Operation): ClaimResult {
  const { estimateNs, ci95Ns } = cell[operation].overhead.p50
  return {
    id: `${operation}-overhead`,
    statement: `Sealing adds 0.2 ms or less to a ${operation}, typically`,
    source: 'AWS Big Data Blog, 2017',
    cellId: cell.id,
    metric: `${operation}.overhead`,
    statistic: 'p50',
    verdict: 'holds',
    estimate: estimateNs,
    ci95: ci95Ns,
    bound: { text: '<= 0.2 ms', op: '<=', value: 200_000 },
    unit: 'record',
    holdsUpToPercentile: 99.73,
    reason: 'sealing adds 11.4 us at p50: below 0.2 ms, the bound holds up to p99.73',
  }
}

function kmsClaims({ id, kms: { calls, usdPer30Days } }: CellResult): ClaimResult[] {
  const callsPer5Min = (calls.GenerateDataKey + calls.Decrypt) / 12
  const common = {
    cellId: id,
    source: 'AWS Big Data Blog, 2017',
    unit: null,
    statistic: null,
    holdsUpToPercentile: null,
  }
  return [
    {
      ...common,
      id: 'calls-per-5-min',
      statement: 'KMS is called about 12 times every five minutes',
      metric: 'kms.callsPer5Min',
      verdict: 'holds',
      estimate: callsPer5Min,
      ci95: [callsPer5Min, callsPer5Min],
      bound: { text: '<= 12', op: '<=', value: 12 },
      reason: `kms.callsPer5Min is ${callsPer5Min}: exactly 12`,
    },
    {
      ...common,
      id: 'money-per-month',
      statement: 'A month of KMS calls and the key costs a dollar at most',
      metric: 'kms.usdPer30Days',
      verdict: 'refuted',
      estimate: usdPer30Days,
      ci95: [usdPer30Days, usdPer30Days],
      bound: { text: '<= 1 USD', op: '<=', value: 1 },
      reason: 'kms.usdPer30Days is 1.31 USD: above 1 USD',
    },
  ]
}
