/**
 * Tables of one cell of a plan: its fleet, who asks KMS how often and by which
 * formula, what was simulated, and the bill.
 *
 * @module
 */
import type { Estimate, PlanCell, SimulatedFleet } from '../../planner/plan-document.ts'
import { describeBytes } from '../../units/quantity.ts'
import { thirtyDaysS } from '../../units/units.ts'
import { nothing } from '../figures.ts'
import type { Table } from '../overview.ts'
import {
  describeEstimated,
  describeMoneyAmount,
  describeNumber,
  describePart,
  describeRate,
  describeSeconds,
  describeTally,
  groupNames,
  operationRate,
  recoveryCell,
} from './plan-figures.ts'

export function ratesTable({ analysis }: PlanCell): Table {
  return {
    columns: [
      { label: 'who asks' },
      { label: 'operation' },
      { label: 'calls (theory)', isNumber: true },
      { label: 'in 5 min', isNumber: true },
      { label: 'in 30 days', isNumber: true },
      { label: 'formula' },
    ],
    rows: [
      ...analysis.rates.map(({ role, operation, perSecond, formula }) =>
        rateRow(role, operation, perSecond, formula),
      ),
      rateRow('all', '', analysis.callsPerSecond, ''),
    ],
  }
}

function rateRow(role: string, operation: string, perSecond: number, formula: string): string[] {
  return [
    role,
    operation,
    describeRate(perSecond),
    describeTally(300 * perSecond),
    describeTally(thirtyDaysS * perSecond),
    formula,
  ]
}

/** What the letters mean that formulas of the planner have. */
const symbols: readonly (readonly [RegExp, string])[] = [
  [/\bN\b/, 'N sealing caches of all streams'],
  [/\bM\b/, 'M consumers of a stream'],
  [/\bR\b/, 'R rotation interval'],
  [/\bT\b/, 'T cache TTL'],
  [/\bL\b/, 'L lifetime of a credential'],
  [/\bd\b/, 'd mean latency of KMS'],
  [/\bg\b/, 'g refresh ahead'],
  [/\blambda\b/, 'lambda calls per second of one cache'],
  [/\bU\b/, 'U uniform in [0, 1)'],
  [/\bk\b/, 'k TTLs within a rotation'],
  [/\bE\[/, 'E[…] mean of'],
  [/\bP\(/, 'P(…) chance of'],
  [/\bGamma\(/, 'Gamma(k, lambda) sum of k waits for a call'],
]

/** One sentence on the letters in the formulas of the cell, if there are any. */
export function symbolNotes({ analysis }: PlanCell): readonly string[] {
  const used = symbols.filter(([letter]) => analysis.rates.some(({ formula }) => letter.test(formula)))
  return used.length === 0 ? [] : [`In formulas: ${used.map(([, meaning]) => meaning).join('; ')}.`]
}

export function billTable({ bill }: PlanCell): Table {
  return {
    columns: [
      { label: 'for' },
      { label: 'item' },
      { label: 'quantity', isNumber: true },
      { label: 'USD each', isNumber: true },
      { label: 'USD (modelled)', isNumber: true },
    ],
    rows: [
      ...bill.lines.map(({ group, item, quantity, unit, usdPerUnit, usd, note }) => [
        groupNames[group],
        note === null ? item : `${item}: ${note}`,
        `${describeNumber(quantity)} ${unit}`,
        describeMoneyAmount(usdPerUnit),
        describeMoneyAmount(usd),
      ]),
      sumRow('encryption', bill.encryptionUsd),
      sumRow('stream', bill.streamUsd),
      sumRow('all', bill.totalUsd),
    ],
  }
}

function sumRow(name: string, usd: number): string[] {
  return [name, '', '', '', describeMoneyAmount(usd)]
}

/** Two columns: what the fleet is made of. */
export function fleetTable({ fleet, bill }: PlanCell): Table {
  const rows: readonly (readonly [string, string])[] = [
    ['streams', describeNumber(fleet.streams)],
    ['front ends of a stream', describeNumber(fleet.frontEndsPerStream)],
    ['consumers of a stream', describeNumber(fleet.consumersPerStream)],
    ['principals of a stream', describeNumber(fleet.principalsPerStream)],
    ['shards of a stream', describeNumber(fleet.shardsPerStream)],
    ['sealing caches, in all', describeNumber(fleet.sealingCaches)],
    ['reading caches, in all', describeNumber(fleet.readingCaches)],
    ['records', describeRate(fleet.recordsPerSecond)],
    ['mean size of a record', describeSize(fleet.meanRecordBytes)],
    ['cache TTL', describeSeconds(fleet.ttlS)],
    ['rotation interval', describeSeconds(fleet.rotationS)],
    ['readers’ TTL', describeSeconds(fleet.readerTtlS)],
    [
      'lifetime of a credential',
      fleet.credentialLifetimeS === null ? 'it never changes' : describeSeconds(fleet.credentialLifetimeS),
    ],
    ['mean latency of KMS', describeSeconds(fleet.meanKmsLatencyS)],
    ['quota', `${describeRate(fleet.quotaPerSecond)} in ${fleet.region}`],
    ['prices', bill.region],
    ['start', fleet.start],
    ['attempts of a call', `${describeNumber(fleet.maxAttempts)}, retries: ${fleet.retries}`],
  ]
  return { columns: [{ label: 'fleet' }, { label: 'value' }], rows }
}

function describeSize(bytes: number): string {
  return bytes >= 1e15 ? `${describeNumber(bytes)} B` : describeBytes(bytes)
}

/** Theory beside the simulation, with its interval; undefined where nothing was simulated. */
export function simulationTable({ analysis, simulation }: PlanCell, horizonS: number): Table | undefined {
  if (simulation === null) return undefined
  const waits = (name: string, of: 'share' | 'meanS' | 'p50S' | 'p99S' | 'p999S') => {
    const describe = of === 'share' ? describePart : describeSeconds
    return [name, describe(analysis.waits[of]), describe(simulation.waits[of])]
  }
  return {
    columns: [
      { label: 'figure' },
      { label: 'theory, long run', isNumber: true },
      { label: 'simulated (95 %)', isNumber: true },
    ],
    rows: [
      ...(['GenerateDataKey', 'Decrypt'] as const).map((operation) => [
        `${operation} calls`,
        describeTally(horizonS * operationRate(analysis, operation)),
        describeEstimated(simulation.calls[operation]),
      ]),
      ...countRows(simulation),
      [
        'attempts in the busiest second',
        describeTally(analysis.quota.busiestSecond),
        describeEstimated(simulation.busiestSecond),
      ],
      ['sealing calls that fail', nothing, describeEstimated(simulation.refused.sealing, describePart)],
      ['consumers’ calls that fail', nothing, describeEstimated(simulation.refused.reading, describePart)],
      ['time to recover', nothing, recoveryCell(simulation)],
      waits('records that wait', 'share'),
      waits('wait of a record, mean', 'meanS'),
      waits('wait of a record, p50', 'p50S'),
      waits('wait of a record, p99', 'p99S'),
      waits('wait of a record, p99.9', 'p999S'),
    ],
  }
}

function countRows({ attempts, throttled, failedCalls, records, lost }: SimulatedFleet): string[][] {
  return [
    count('attempts', attempts),
    count('attempts throttled', throttled),
    count('calls failed', failedCalls),
    count('records', records),
    count('records lost', lost),
  ]
}

function count(name: string, estimate: Estimate): string[] {
  return [name, nothing, describeEstimated(estimate)]
}

/** How the simulation was made, in a sentence. */
export function simulationNote(simulation: SimulatedFleet, horizonS: number): string {
  const { replications, stoppedBecause, share, simulatedS } = simulation
  const part =
    share < 1 ? ` Each simulates ${describePart(share)} of the caches, and is scaled to all of them.` : ''
  const time =
    simulatedS < horizonS
      ? ` Each simulates ${describeSeconds(simulatedS)} of ${describeSeconds(horizonS)}; rates are carried on to the rest.`
      : ''
  return `Counts are of ${describeSeconds(horizonS)} and of the whole fleet. Replications: ${describeNumber(replications)}, stopped because ${stopReasons[stoppedBecause]}; intervals by Student's t.${part}${time}`
}

const stopReasons = {
  'narrow enough': 'the intervals are narrow enough',
  'most replications': 'that is the most that are made',
  'out of time': 'time ran out',
} as const
