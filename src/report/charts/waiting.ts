/**
 * Service time against response time, percentile by percentile: what waiting
 * adds, and what a harness hides that measures service time alone.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describePercentile, nothing } from '../figures.ts'
import type { Table } from '../overview.ts'
import { cellLabel, shortLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import type { Chart, ChartInput, ChartMaker } from './chart.ts'
import { panelCells } from './panel-cells.ts'
import { landmarksOf } from './percentile-axis.ts'
import { timeAxis, type Frame, type Panel } from './percentile-frame.ts'
import { intervalText } from './percentile-intervals.ts'
import { panelRows, panelsSpec } from './percentile-panels.ts'
import { describeTime, pointOf, timesOfArm, type ShownCurve } from './shown-curves.ts'

/** Below it, in the share of response time, waiting is not worth a word. */
const negligible = 0.01

export const waitingChart: ChartMaker = (input) =>
  input.view.operations.flatMap((operation) => chartOf(operation, input) ?? [])

function chartOf(operation: Operation, input: ChartInput): Chart | undefined {
  const { run, view, detailOf } = input
  const { cells, leftOut } = panelCells(input)
  const arms = (['sealed', 'plain'] as const).filter((arm) => view.arms.includes(arm))
  const panels = cells
    .map((cell): Panel => ({
      cellId: cell.id,
      title: cells.length > 1 ? printable(shortLabel(run, cell)) : '',
      curves: arms.flatMap((arm) => timesOfArm(detailOf(cell.id), operation, arm)),
      claims: [],
    }))
    .filter(({ curves }) => curves.length > 0)
  if (panels.length === 0) return undefined
  const words = `time of a ${operation}`
  const curves = panels.flatMap((panel) => panel.curves)
  const frame: Frame = {
    unit: 'record',
    words,
    scale: view.scale,
    count: Math.max(...curves.map(({ count }) => count)),
    y: timeAxis(panels, view.scale, words),
  }
  return {
    id: `waiting-${operation}`,
    title: `Service time against response time of a ${operation}`,
    howToRead: howToRead(operation, intervalText(panels, view.scale)),
    finding: `${panels.map((panel) => finding(run, panel, operation)).join(' ')}${leftOut}`,
    spec: (width) => panelsSpec(panels, frame, width),
    table: tableOf(panels),
    data: panels.flatMap((panel) => panelRows(panel, frame).points),
  }
}

function howToRead(operation: Operation, intervals: string): string {
  const begin =
    operation === 'put' ? 'the arrival that was intended' : 'the poll that should have read the record'
  return (
    `Response time (solid) counts from ${begin}; service time (dashed) from when work on the record began. What lies between the two lines ` +
    `of an arm is waiting for others. ${intervals} To report service time alone is coordinated omission: a load that waits ` +
    'for slow answers offers less just when it is slow, and leaves the waits of everybody behind it out of the figures.'
  )
}

function finding(run: Run, { cellId, curves }: Panel, operation: Operation): string {
  const cell = run.cells.find(({ id }) => id === cellId)!
  const arm = curves[0]!.arm
  const [response, service] = curves.filter((curve) => curve.arm === arm) as [
    ShownCurve,
    ShownCurve | undefined,
  ]
  const where = `In ${cellLabel(run, cell)}`
  if (service === undefined) return `${where}, only one of the two times was measured.`
  const landmarks = landmarksOf(Math.min(response.count, service.count))
  const added = landmarks.map((q) => ({ q, by: pointOf(response, q)!.ns - pointOf(service, q)!.ns }))
  const last = added.at(-1)!
  const [whole, work] = [pointOf(response, last.q)!.ns, pointOf(service, last.q)!.ns]
  if (added.every(({ q, by }) => by <= negligible * pointOf(response, q)!.ns))
    return `${where}, a ${arm} ${operation} waits for no other: response time is service time at every named percentile, to 1 %.`
  const first = added.find(({ q, by }) => by > negligible * pointOf(response, q)!.ns)!
  if (describeDuration(whole) === describeDuration(work))
    return (
      `${where}, waiting adds ${describeDuration(first.by)} at ${nameOf(first.q)}, yet hardly anything to the slowest: response and service time ` +
      `are both ${describeDuration(whole)} at ${nameOf(last.q)} of a ${arm} ${operation}.`
    )
  const early =
    first.q < last.q ? `waiting adds ${describeDuration(first.by)} at ${nameOf(first.q)} already; ` : ''
  // Of two records, as each time has its own at a percentile: the difference is no wait that a record had.
  return (
    `${where}, ${early}response time is ${describeDuration(whole)} at ${nameOf(last.q)} of a ${arm} ${operation}, ` +
    `${describeDuration(last.by)} more than service time at the same percentile (${describeDuration(work)}).`
  )
}

function nameOf(q: number): string {
  return describePercentile(100 * q)
}

function tableOf(panels: readonly Panel[]): Table {
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))]
  const isOfMany = panels.length > 1
  return {
    columns: [
      ...(isOfMany ? [{ label: 'cell' }] : []),
      { label: 'percentile' },
      ...names.map((label) => ({ label, isNumber: true })),
    ],
    rows: panels.flatMap(({ title, curves }) =>
      landmarksOf(Math.max(...curves.map(({ count }) => count))).map((q) => [
        ...(isOfMany ? [title] : []),
        nameOf(q),
        ...names.map((name) => {
          const curve = curves.find((one) => one.name === name)
          const point = curve && pointOf(curve, q)
          return point === undefined ? nothing : describeTime(point)
        }),
      ]),
    ),
  }
}
