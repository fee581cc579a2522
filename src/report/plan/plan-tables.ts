/**
 * Tables over the whole of a plan: its cells side by side, the choices with the
 * reasons why others fall out, two fleets compared, the checks in sigmas, and
 * where prices and quotas come from.
 *
 * @module
 */
import type { Curve } from '../../planner/outlook-document.ts'
import type { Plan, PlanCell, PlannedFleet, Verification, WhatIf } from '../../planner/plan-document.ts'
import { nothing } from '../figures.ts'
import type { Table } from '../overview.ts'
import { rotationAt } from './curve-rotation.ts'
import {
  describeChange,
  describeEstimated,
  describeMoneyAmount,
  describeNumber,
  describePart,
  describeRate,
  describeSeconds,
  describeTally,
  settingText,
  sweptNames,
  recoveryCell,
} from './plan-figures.ts'
import { changedFigures, judged } from './what-if-figures.ts'

interface CellColumn {
  readonly label: string
  readonly text: (cell: PlanCell) => string
}

/** One row for each cell, of what is not the same in all of them. */
export function cellsTable(plan: Plan): Table {
  const names = sweptNames(plan)
  const columns = cellColumns(plan).filter((column) => !isAlike(plan, column))
  return {
    columns: [
      { label: 'cell' },
      ...names.map((label) => ({ label })),
      ...columns.map(({ label }) => ({ label, isNumber: true })),
    ],
    rows: plan.cells.map((cell) => [
      cell.id,
      ...names.map((name) => settingText(cell, name)),
      ...columns.map(({ text }) => text(cell)),
    ]),
  }
}

/** `headroom (theory) 12 %`: what is the same in all cells. */
export function alikeFigures(plan: Plan): readonly string[] {
  return cellColumns(plan)
    .filter((column) => isAlike(plan, column))
    .map(({ label, text }) => `${label} ${text(plan.cells[0]!)}`)
}

function cellColumns({ cells }: Plan): readonly CellColumn[] {
  return [
    ...theoryColumns,
    ...(cells.some(({ simulation }) => simulation !== null) ? simulatedColumns : []),
    { label: 'encryption, USD (modelled)', text: ({ bill }) => describeMoneyAmount(bill.encryptionUsd) },
    { label: 'stream, USD (modelled)', text: ({ bill }) => describeMoneyAmount(bill.streamUsd) },
  ]
}

function isAlike({ cells }: Plan, { text }: CellColumn): boolean {
  return new Set(cells.map(text)).size === 1
}

const theoryColumns: readonly CellColumn[] = [
  { label: 'calls (theory)', text: ({ analysis }) => describeRate(analysis.callsPerSecond) },
  { label: 'in 30 days (theory)', text: ({ analysis }) => describeTally(analysis.callsPer30Days) },
  { label: 'busiest second (theory)', text: ({ analysis }) => describeTally(analysis.quota.busiestSecond) },
  { label: 'headroom (theory)', text: ({ analysis }) => describePart(analysis.quota.headroom) },
  { label: 'wait p99.9 (theory)', text: ({ analysis }) => describeSeconds(analysis.waits.p999S) },
]

type Simulation = NonNullable<PlanCell['simulation']>

const simulatedColumns: readonly CellColumn[] = [
  simulated('busiest second (simulated)', ({ busiestSecond }) => describeEstimated(busiestSecond)),
  simulated('throttled (simulated)', ({ throttled }) => describeEstimated(throttled)),
  simulated('sealing calls that fail (simulated)', ({ refused }) =>
    describeEstimated(refused.sealing, describePart),
  ),
  simulated('consumers’ calls that fail (simulated)', ({ refused }) =>
    describeEstimated(refused.reading, describePart),
  ),
  simulated('records lost (simulated)', ({ lost }) => describeEstimated(lost)),
  simulated('time to recover (simulated)', recoveryCell),
]

function simulated(label: string, text: (simulation: Simulation) => string): CellColumn {
  return { label, text: ({ simulation }) => (simulation === null ? nothing : text(simulation)) }
}

/** Of what differs, first where a verdict does. */
export function whatIfTable(whatIf: WhatIf): Table {
  return {
    columns: [
      { label: 'figure' },
      { label: 'this fleet', isNumber: true },
      { label: 'the other', isNumber: true },
      { label: 'change', isNumber: true },
    ],
    rows: changedFigures(whatIf).map((changed) => [
      changed.figure,
      judged(changed, 'base'),
      judged(changed, 'other'),
      describeChange(changed.change, changed.dimension),
    ]),
  }
}

/** `quota 20,000 /s`: what is the same of both fleets. */
export function sharedFigures({ figures }: WhatIf): readonly string[] {
  return figures
    .filter(({ base, other }) => base === other)
    .map((alike) => `${alike.figure} ${judged(alike, 'base')}`)
}

/** What disagrees first, and what lies furthest apart. */
export function verificationTable({ checks }: Verification): Table {
  const sorted = checks.toSorted(
    (one, other) =>
      Number(one.agrees) - Number(other.agrees) || Math.abs(other.sigmas) - Math.abs(one.sigmas),
  )
  return {
    columns: [
      { label: 'figure' },
      { label: 'one against other' },
      { label: 'by the one', isNumber: true },
      { label: 'by the other', isNumber: true },
      { label: 'sigma', isNumber: true },
      { label: 'sigmas apart', isNumber: true },
      { label: 'verdict' },
    ],
    rows: sorted.map(({ figure, one, other, oneValue, otherValue, sigma, sigmas, agrees }) => [
      figure,
      `${one} against ${other}`,
      describeNumber(oneValue),
      describeNumber(otherValue),
      describeNumber(sigma),
      describeNumber(sigmas),
      agrees ? '✔ agrees' : '✘ disagrees',
    ]),
  }
}

export const knobNames = { ttl: 'cache TTL', frontEnds: 'front ends of a stream' } as const

export function knobText(knob: Curve['knob'], value: number): string {
  return knob === 'ttl' ? describeSeconds(value) : describeNumber(value)
}

/** The quota stands in it where it is not the same for all. */
export function curveTable(curve: Curve, fleet: PlannedFleet): Table {
  const { knob, points } = curve
  const rotations = points.map(({ value }) => rotationAt(curve, fleet, value) ?? [])
  const isChanging = new Set(points.map(({ busiestQuota }) => busiestQuota)).size > 1
  return {
    columns: [
      { label: knobNames[knob], isNumber: true },
      ...(knob === 'ttl' ? [{ label: 'rotation', isNumber: true }] : []),
      { label: 'calls (theory)', isNumber: true },
      { label: 'busiest second (theory)', isNumber: true },
      ...(isChanging ? [{ label: 'quota then', isNumber: true }] : []),
      { label: 'USD in 30 days (modelled)', isNumber: true },
      { label: 'p99 added (theory)', isNumber: true },
      { label: 'plan' },
    ],
    rows: points.map((point, at) => [
      knobText(knob, point.value),
      ...[rotations[at]!].flat().map(describeSeconds),
      describeRate(point.callsPerSecond),
      describeTally(point.busiestSecond),
      ...(isChanging ? [describeRate(point.busiestQuota)] : []),
      describeMoneyAmount(point.encryptionUsd),
      describeSeconds(point.waitP99S),
      point.isPlanned ? 'as planned' : '',
    ]),
  }
}

export function sourcesTable({ tables }: Plan): Table {
  return {
    columns: [{ label: 'table' }, { label: 'of' }, { label: 'source' }, { label: 'warning' }],
    rows: (['prices', 'quotas'] as const).map((name) => [
      name,
      tables[name].date,
      tables[name].source,
      tables[name].warning ?? 'none',
    ]),
  }
}
