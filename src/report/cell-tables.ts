/**
 * The figures of every cell as tables, one for each operation and one for KMS,
 * money and validity: they heed the view, and are narrow enough to be read
 * without scrolling on a desk and on paper.
 *
 * @module
 */
import { operations, type Operation } from '../measure/series.ts'
import type { CellResult, Estimate, OperationResult, Run } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import { describeDuration } from '../units/quantity.ts'
import type { View, ViewArm, ViewPercentile } from './data/view.ts'
import {
  asksEncrypt,
  describeAmount,
  describeCalls,
  describeCount,
  describeEstimate,
  describePercentile,
  nothing,
} from './figures.ts'
import { describeExpected, describeStored, describeValidity, wasMeasured, type Table } from './overview.ts'
import { parameterKey, parameterText, sweptParameters } from './parameters.ts'
import { resolutionFigures, resolutionLabels, resolutionTexts } from './resolution.ts'

/** A table whose rows belong to `cells`, one to one. */
export interface CellTable {
  /** `cells-put`: unique on the page. */
  readonly id: string
  readonly title: string
  /** Where its figures stand in `run.json`. */
  readonly source: string
  readonly table: Table
  readonly cells: readonly CellResult[]
  /** What rows are sorted by, in base units; null where there is no figure. One list for each row, one value for each column. */
  readonly keys: readonly (readonly SortKey[])[]
}

export type SortKey = number | string | null

type Figure = number | Estimate | undefined

interface CellColumn {
  readonly group?: string
  readonly label: string
  readonly isNumber?: boolean
  readonly text: (cell: CellResult) => string
  readonly key: (cell: CellResult) => SortKey
}

const summaryNames = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999', 99.99: 'p9999' } as const
const timeNames = { serviceTime: 'service time', responseTime: 'response time' } as const

/** Of the cells and operations that `view` chooses. */
export function cellTables(run: Run, view: View): readonly CellTable[] {
  const cells = view.cells.length === 0 ? run.cells : run.cells.filter(({ id }) => view.cells.includes(id))
  if (cells.length === 0) return []
  const measured = view.operations.filter((name) => run.cells.some((cell) => wasMeasured(cell[name])))
  return [...measured.map((name) => operationTable(run, cells, name, view)), kmsTable(run, cells)]
}

function operationTable(run: Run, cells: readonly CellResult[], name: Operation, view: View): CellTable {
  const isCall = view.unit === 'call'
  const what = isCall ? `${name}, time per call` : `${name}, ${timeNames[view.time]} per record`
  const columns = [
    ...cellColumns(run),
    ...armsShown(view).flatMap((arm) => latencyColumns(name, arm, view)),
    ...resolutionColumns(name),
  ]
  const source = isCall
    ? `cells[].${name}.perCall`
    : `cells[].${name}.{plain, sealed, delta}.${view.time} and cells[].${name}.overhead`
  return tableOf({ id: `cells-${name}`, title: `Cells: ${what}`, source }, cells, columns)
}

function latencyColumns(name: Operation, arm: ViewArm, view: View): CellColumn[] {
  return view.percentiles
    .filter((percentile) => arm !== 'overhead' || percentile !== 99.99)
    .map((percentile) => ({
      group: arm === 'overhead' ? 'overhead (95 %), service time' : arm,
      label: describePercentile(percentile),
      isNumber: true,
      text: (cell) => figureText(figureOf(cell[name], arm, view, percentile)),
      key: (cell) => figureKey(figureOf(cell[name], arm, view, percentile)),
    }))
}

function resolutionColumns(name: Operation): CellColumn[] {
  return resolutionLabels.map((label, index) => ({
    group: 'resolution at p50',
    label,
    isNumber: true,
    text: (cell) => (wasMeasured(cell[name]) ? resolutionTexts(cell[name])[index]! : nothing),
    key: (cell) => (wasMeasured(cell[name]) ? resolutionFigures(cell[name])[index]! : null),
  }))
}

/** Both say what sealing adds: for all four arms there is no room. */
function armsShown({ arms }: View): readonly ViewArm[] {
  return arms.includes('overhead') ? arms.filter((arm) => arm !== 'delta') : arms
}

function figureOf(
  operation: OperationResult,
  arm: ViewArm,
  { time, unit }: View,
  percentile: ViewPercentile,
): Figure {
  if (!wasMeasured(operation)) return undefined
  const name = summaryNames[percentile]
  const { perCall } = operation
  if (arm === 'overhead') {
    const { overhead } = unit === 'call' ? perCall : operation
    return name === 'p9999' ? undefined : overhead[name]
  }
  const summary = unit === 'call' ? perCall[arm] : operation[arm][time]
  return summary.count === 0 ? undefined : summary[name]
}

function figureText(figure: Figure): string {
  if (figure === undefined) return nothing
  return typeof figure === 'number' ? describeDuration(figure) : describeEstimate(figure)
}

function figureKey(figure: Figure): SortKey {
  if (figure === undefined) return null
  return typeof figure === 'number' ? figure : figure.estimateNs
}

function kmsTable(run: Run, cells: readonly CellResult[]): CellTable {
  const asked = operations.filter((name) => run.cells.some((cell) => wasMeasured(cell[name])))
  const group = `KMS calls: generate + decrypt${cells.some(({ kms }) => asksEncrypt(kms)) ? ' + encrypt' : ''}`
  const columns: CellColumn[] = [
    ...cellColumns(run),
    number(
      'records',
      ({ records }) => records,
      ({ records }) => describeCount(records),
    ),
    number(
      'counted',
      ({ kms }) => totalCalls(kms.calls),
      ({ kms }) => describeCalls(kms.calls),
      group,
    ),
    number(
      'expected',
      ({ kms }) => (kms.expectedCalls === null ? null : totalCalls(kms.expectedCalls)),
      describeExpected,
      group,
    ),
    ...waitColumns(asked),
    number(
      'USD / 30 d (modelled)',
      ({ kms }) => kms.usdPer30Days,
      ({ kms }) => describeAmount(kms.usdPer30Days),
    ),
    number(
      'stored beside content (B/record)',
      ({ storedBytes, bytes, records }) => (records === 0 ? null : (storedBytes - bytes) / records),
      describeStored,
    ),
    { label: 'validity', text: describeValidity, key: describeValidity },
  ]
  const source = 'cells[].kms, cells[].storedBytes and cells[].validity'
  return tableOf({ id: 'cells-kms', title: 'Cells: KMS calls, money and validity', source }, cells, columns)
}

/** In ns of the scenario's clock, over those that waited; null where none did. */
function meanWait({ kms: { recordsDelayed, waitedNs } }: CellResult): number | null {
  const delayed = recordsDelayed.put + recordsDelayed.get
  return delayed === 0 ? null : waitedNs / delayed
}

function waitColumns(asked: readonly Operation[]): CellColumn[] {
  const group = 'records that waited for KMS'
  return [
    ...asked.map((name) =>
      number(
        name,
        ({ kms }) => kms.recordsDelayed[name],
        ({ kms }) => describeCount(kms.recordsDelayed[name]),
        group,
      ),
    ),
    number(
      'wait, mean',
      meanWait,
      (cell) => {
        const mean = meanWait(cell)
        return mean === null ? nothing : describeDuration(mean)
      },
      group,
    ),
  ]
}

function number(
  label: string,
  key: (cell: CellResult) => SortKey,
  text: (cell: CellResult) => string,
  group?: string,
): CellColumn {
  return { label, isNumber: true, key, text, ...(group === undefined ? {} : { group }) }
}

/** Cells and parameters sort in the order of the run, which is that of the sweep. */
function cellColumns(run: Run): CellColumn[] {
  const valuesOf = (name: string) => [...new Set(run.cells.map(({ params }) => parameterKey(params[name])))]
  return [
    { label: 'cell', text: ({ id }) => id, key: (cell) => run.cells.indexOf(cell) },
    ...sweptParameters(run).map((name): CellColumn => {
      const values = valuesOf(name)
      return {
        label: name,
        text: (cell) => parameterText(run, cell, name),
        key: ({ params }) => values.indexOf(parameterKey(params[name])),
      }
    }),
  ]
}

function tableOf(
  about: Pick<CellTable, 'id' | 'title' | 'source'>,
  cells: readonly CellResult[],
  columns: readonly CellColumn[],
): CellTable {
  return {
    ...about,
    cells,
    keys: cells.map((cell) => columns.map(({ key }) => key(cell))),
    table: {
      columns: columns.map(({ label, group, isNumber }) => ({
        label,
        ...(group === undefined ? {} : { group }),
        ...(isNumber === undefined ? {} : { isNumber }),
      })),
      rows: cells.map((cell) => columns.map(({ text }) => text(cell))),
    },
  }
}
