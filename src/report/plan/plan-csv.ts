/**
 * A plan as CSV in long format: a row for each figure, its method and unit, so
 * that spreadsheets and data frames can pivot it as they like. Values are
 * those of the plan, unrounded.
 *
 * @module
 */
import type { Curve } from '../../planner/outlook-document.ts'
import type { Plan, PlanCell, SimulatedFleet } from '../../planner/plan-document.ts'
import { csvText, type Field } from '../exports/csv-text.ts'
import { rotationText } from './curve-rotation.ts'
import { describeSettings } from './plan-figures.ts'

const columns = ['part', 'of', 'settings', 'figure', 'method', 'value', 'low95', 'high95', 'unit']

type Method = 'theory' | 'simulated' | 'modelled'

interface Figure {
  readonly name: string
  readonly method: Method
  readonly value: number | null
  readonly ci95?: readonly [number, number]
  readonly unit: string
}

export function planCsv(plan: Plan): string {
  return csvText([
    columns,
    ...plan.cells.flatMap((cell) =>
      rowsOf(
        ['cell', cell.id, describeSettings(cell.params)],
        [
          ...theoryFigures(cell),
          ...(cell.simulation === null ? [] : simulatedFigures(cell.simulation)),
          ...moneyFigures(cell),
        ],
      ),
    ),
    ...curveRows(plan),
    ...choiceRows(plan),
    ...whatIfRows(plan),
    ...verificationRows(plan),
  ])
}

function rowsOf(subject: readonly [string, string, string], figures: readonly Figure[]): Field[][] {
  return figures.map(({ name, method, value, ci95, unit }) => [
    ...subject,
    name,
    method,
    value,
    ci95?.[0] ?? null,
    ci95?.[1] ?? null,
    unit,
  ])
}

function theory(name: string, value: number, unit: string): Figure {
  return { name, method: 'theory', value, unit }
}

function theoryFigures({
  analysis: { rates, callsPerSecond, callsPer30Days, waits, quota, exposure },
}: PlanCell) {
  return [
    ...rates.map(({ role, operation, perSecond }) => theory(`${role}, ${operation}`, perSecond, 'calls/s')),
    theory('calls', callsPerSecond, 'calls/s'),
    theory('calls in 30 days', callsPer30Days, 'calls'),
    ...waitFigures(waits, 'theory'),
    theory('quota', quota.perSecond, 'calls/s'),
    theory('share of the quota', quota.steadyShare, 'share'),
    theory('busiest second', quota.busiestSecond, 'attempts'),
    theory('quota in the busiest second', quota.busiestQuota, 'calls/s'),
    theory('headroom', quota.headroom, 'share'),
    ...(quota.growthToQuota === null ? [] : [theory('growth to quota', quota.growthToQuota, 'times')]),
    theory('seals after a revocation for', exposure.sealsForS, 's'),
    theory('opens after a revocation for', exposure.opensForS, 's'),
    theory('one key seals for', exposure.keySealsForS, 's'),
    theory('one key lives for', exposure.keyLivesForS, 's'),
    theory('records of a key', exposure.recordsPerKey, 'records'),
  ]
}

function waitFigures(waits: SimulatedFleet['waits'], method: Method): Figure[] {
  return [
    { name: 'records that wait', method, value: waits.share, unit: 'share' },
    { name: 'wait mean', method, value: waits.meanS, unit: 's' },
    { name: 'wait p50', method, value: waits.p50S, unit: 's' },
    { name: 'wait p99', method, value: waits.p99S, unit: 's' },
    { name: 'wait p99.9', method, value: waits.p999S, unit: 's' },
  ]
}

function simulatedFigures(simulation: SimulatedFleet): Figure[] {
  const { calls, recoveryS } = simulation
  return [
    estimated('GenerateDataKey', calls.GenerateDataKey, 'calls'),
    estimated('Decrypt', calls.Decrypt, 'calls'),
    estimated('attempts', simulation.attempts, 'attempts'),
    estimated('throttled', simulation.throttled, 'attempts'),
    estimated('failed calls', simulation.failedCalls, 'calls'),
    estimated('records', simulation.records, 'records'),
    estimated('lost', simulation.lost, 'records'),
    estimated('busiest second', simulation.busiestSecond, 'attempts'),
    estimated('refused share', simulation.refusedShare, 'share'),
    estimated('refused share, sealing', simulation.refused.sealing, 'share'),
    estimated('refused share, reading', simulation.refused.reading, 'share'),
    ...(recoveryS === null ? [] : [estimated('recovery', recoveryS, 's')]),
    {
      name: 'replications that do not recover',
      method: 'simulated',
      value: simulation.unrecovered,
      unit: 'share',
    },
    ...waitFigures(simulation.waits, 'simulated'),
  ]
}

function estimated(name: string, { mean, ci95 }: SimulatedFleet['attempts'], unit: string): Figure {
  return { name, method: 'simulated', value: mean, ci95, unit }
}

function moneyFigures({ bill }: PlanCell): Figure[] {
  return [
    ...bill.lines.map((line) => usd(`${line.group}: ${line.item}`, line.usd)),
    usd('encryption', bill.encryptionUsd),
    usd('stream', bill.streamUsd),
    usd('total', bill.totalUsd),
  ]
}

function usd(name: string, value: number): Figure {
  return { name, method: 'modelled', value, unit: 'USD/30 d' }
}

/** Each of its cell, which is named where there are several. */
function curveRows({ cells, curves, otherOutlooks }: Plan): Field[][] {
  const [first] = cells
  if (cells.length === 1) return rowsOfCurves(curves, first!, '')
  return [{ cell: first!.id, curves }, ...otherOutlooks].flatMap((outlook) =>
    cells
      .filter(({ id }) => id === outlook.cell)
      .flatMap((cell) => rowsOfCurves(outlook.curves, cell, `, ${cell.id}`)),
  )
}

function rowsOfCurves(curves: readonly Curve[], { fleet }: PlanCell, of: string): Field[][] {
  return curves.flatMap((curve) =>
    curve.points.flatMap((point) =>
      rowsOf(
        ['curve', `${curve.knob}${rotationText(curve, fleet)}${of}`, String(point.value)],
        [
          theory('calls', point.callsPerSecond, 'calls/s'),
          theory('busiest second', point.busiestSecond, 'attempts'),
          usd('encryption', point.encryptionUsd),
          theory('wait p99', point.waitP99S, 's'),
        ],
      ),
    ),
  )
}

function choiceRows({ choices }: Plan): Field[][] {
  return (choices?.options ?? []).flatMap((option) => {
    const standing = option.isOnFront
      ? 'on the front'
      : option.fallsOut.length === 0
        ? 'satisfies'
        : 'falls out'
    return rowsOf(
      ['choice', standing, describeSettings(option.params)],
      [
        usd('encryption', option.encryptionUsd),
        theory('wait p99', option.waitP99S, 's'),
        theory('exposed for', option.exposureS, 's'),
        theory('records of a key', option.recordsPerKey, 'records'),
        theory('calls', option.callsPerSecond, 'calls/s'),
        theory('headroom', option.headroom, 'share'),
      ],
    )
  })
}

const unitOf = { duration: 's', rate: '/s', money: 'USD', count: 'count', share: 'share' } as const

function whatIfRows({ whatIf }: Plan): Field[][] {
  return (whatIf?.figures ?? []).flatMap(({ figure, dimension, base, other, change }): Field[][] => [
    ['what-if', 'base', '', figure, '', base, null, null, unitOf[dimension]],
    ['what-if', whatIf!.name, '', figure, '', other, null, null, unitOf[dimension]],
    ['what-if', 'change', '', figure, '', change, null, null, 'share'],
  ])
}

function verificationRows({ verification }: Plan): Field[][] {
  return (verification?.checks ?? []).map(({ figure, one, other, sigmas, agrees }) => [
    'verification',
    `${one}, ${other}`,
    agrees ? 'agrees' : 'disagrees',
    figure,
    '',
    sigmas,
    null,
    null,
    'sigmas',
  ])
}
