/**
 * What is exported in tests: a run and a comparison that have every outcome,
 * and the same with names as somebody would choose them who means harm.
 *
 * @module
 */
import { comparisonSchema, type Change, type Comparison } from '../../run-store/comparison-format.ts'
import type { CellResult, ClaimResult, Run } from '../../run-store/run-format.ts'
import { storedRun } from '../run.fixture.ts'

/** Markup, quotes, separators, commands and characters that no format has a place for. */
export const hostileText =
  '=cmd() <script>alert("x")</script> \'q\' ]]>-->, a/b |`*_\n::error::planted\r\n%0A\\ \u0000\u001b[31m\u202e\ud800 # EOF'

const { run } = storedRun({
  sweep: { 'keyCache.ttl': ['1 min', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
  // Enough for the intervals of p50.
  recordsPerCell: 5000,
})

/** Two cells by two, of which one is invalid and one absent; a claim of each verdict; a threshold of each kind. */
export function everyRun({ id = '20261123T124500Z-aaaa', startedAt = '2026-11-23T12:45:00.000Z' } = {}): Run {
  const [first, second, third, fourth] = run.cells as [CellResult, CellResult, CellResult, CellResult]
  const cells = [
    first,
    second,
    withValidity(third, 'invalid', 'generator lag p99 was 12 ms: slow the load down'),
    withValidity(fourth, 'absent', 'sodium-native is not installed'),
  ]
  const [claim] = run.claims
  const threshold = run.thresholds[0]!
  const invalid: ClaimResult = { ...claim!, id: 'put-in-invalid', cellId: third.id, verdict: 'invalid' }
  return {
    ...run,
    id,
    environment: { ...run.environment, startedAt, platform: 'Linux 6.8.0 x64' },
    cells,
    claims: [...run.claims, invalid],
    thresholds: [
      { ...threshold, cellId: first.id },
      { ...threshold, cellId: second.id, passed: false, reason: 'p99 is 1.4 ms: above 1 ms' },
      { ...threshold, cellId: third.id },
      { ...threshold, cellId: fourth.id, passed: false },
    ],
  }
}

function withValidity(
  cell: CellResult,
  verdict: CellResult['validity']['verdict'],
  reason: string,
): CellResult {
  return { ...cell, validity: { verdict, reasons: [reason] } }
}

/** The same without what is not valid, as a history takes it. */
export function validRun(options: Parameters<typeof everyRun>[0] = {}): Run {
  const every = everyRun(options)
  return { ...every, cells: every.cells.filter(({ validity }) => validity.verdict === 'valid') }
}

/** With hostile text wherever a scenario or a machine puts text of its own. */
export function hostileRun(): Run {
  const every = everyRun()
  return {
    ...every,
    id: hostileText,
    scenarioFile: hostileText,
    scenario: { ...every.scenario, name: hostileText, question: hostileText },
    environment: {
      ...every.environment,
      cpuModel: hostileText,
      gitCommit: hostileText,
      platform: hostileText,
    },
    cells: every.cells.map((cell, index) => ({
      ...cell,
      params: { [hostileText]: `${index} ${hostileText}` },
      validity: { ...cell.validity, reasons: cell.validity.reasons.map(() => hostileText) },
    })),
    claims: every.claims.map((claim) => ({
      ...claim,
      id: `${claim.id} ${hostileText}`,
      statement: hostileText,
      source: hostileText,
      reason: hostileText,
      bound: { ...claim.bound, text: hostileText },
    })),
    thresholds: every.thresholds.map((threshold, index) => ({
      ...threshold,
      expression: `${hostileText} ${index}`,
      reason: hostileText,
    })),
    reasons: [hostileText],
  }
}

const change: Change = {
  cellId: 'c01',
  params: { 'keyCache.ttl': '5 min' },
  metric: 'put.overhead',
  statistic: 'p50',
  dimension: 'duration',
  base: 11_400,
  candidate: 13_680,
  change: 0.2,
  ci95: [0.16, 0.24],
  pValue: 0.0001,
  pAdjusted: 0.0004,
  runToRun: 0.02,
  isRunToRunMeasured: true,
  control: null,
  detectable: 0.05,
  verdict: 'regression',
  reason: 'put.overhead p50 is 20 % more, 95 % interval 16 % to 24 %: above the 5 % that is tolerated',
}

const changes: readonly Change[] = [
  change,
  { ...change, metric: 'put.sealed.serviceTime', statistic: 'p99', verdict: 'no-difference', change: 0.01 },
  {
    ...change,
    statistic: 'p999',
    verdict: 'withheld',
    change: 0.3,
    ci95: null,
    pValue: null,
    pAdjusted: null,
  },
  {
    ...change,
    cellId: 'c02',
    params: {},
    metric: 'kms.calls',
    statistic: null,
    dimension: 'count',
    base: 0,
    candidate: 0,
    change: null,
    ci95: null,
    verdict: 'improvement',
    reason: 'fewer calls',
  },
]

/** A change of each verdict. */
export function everyComparison(): Comparison {
  return comparisonSchema.parse({
    comparisonVersion: 1,
    scenario: 'kinesis-defaults',
    base: side('main', ['20261123T124500Z-aaaa', '20261123T124600Z-bbbb']),
    candidate: side('reports/kinesis-defaults/20261124T090000Z-cccc', ['20261124T090000Z-cccc']),
    design: 'independent',
    tolerance: 0.05,
    rerunCells: ['c01'],
    changes,
    shifts: [],
    warnings: ['another Node: v26.9.0 and v26.10.0'],
    verdict: 'regression',
    reasons: [change.reason],
    exitCode: 4,
  })
}

function side(name: string, ids: readonly string[]): Comparison['base'] {
  return {
    name,
    runs: ids.map((id) => ({ id, startedAt: '2026-11-23T12:45:00.000Z', gitCommit: '28bb52f0c0ffee' })),
  }
}

export function hostileComparison(): Comparison {
  const comparison = everyComparison()
  return {
    ...comparison,
    scenario: hostileText,
    base: { ...comparison.base, name: hostileText },
    candidate: { ...comparison.candidate, name: hostileText },
    changes: comparison.changes.map((one, index) => ({
      ...one,
      cellId: `c0${index} ${hostileText}`,
      params: { [hostileText]: hostileText },
      reason: hostileText,
    })),
    warnings: [hostileText],
    reasons: [hostileText],
  }
}
