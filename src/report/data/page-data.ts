/**
 * What travels inside a page, so that its script draws the same pictures as
 * were drawn beside the run, the plan or the comparison.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Run } from '../../run-store/run-format.ts'
import type { CellTail } from '../../run-store/tail-format.ts'
import type { RunIndex } from '../index/run-index.ts'
import { withDrawnTimelines } from './calls-timeline.ts'
import { noDetail, type CellDetail } from './cell-detail.ts'
import { packedDetail, unpackedDetail, type PackedDetail } from './packed-detail.ts'
import { printableJson } from './printable-json.ts'
import type { ReportData } from './report-data.ts'

export type PageData =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'index'; readonly index: RunIndex }

/** Both as text: `details` has a line of JSON for each cell, in the order of the run, so that each is read when it is asked for. Texts of `data` are printable: a script shows them as they are. */
export interface PackedData {
  readonly data: string
  readonly details: string
}

export function packedRun({ run, detailOf }: ReportData): PackedData {
  const data: PageData = { kind: 'run', run: slimRun(withDrawnTimelines(run)) }
  return {
    data: printableJson(data),
    details: run.cells.map(({ id }) => JSON.stringify(packedDetail(detailOf(id)))).join('\n'),
  }
}

export function packedPlan(plan: Plan): PackedData {
  const data: PageData = { kind: 'plan', plan }
  return { data: printableJson(data), details: '' }
}

export function packedComparison(comparison: Comparison): PackedData {
  const data: PageData = { kind: 'comparison', comparison }
  return { data: printableJson(data), details: '' }
}

/** `index` as far as it is drawn; `olderRows` are those of its table that are added when somebody asks for them. */
export function packedIndex(index: RunIndex, olderRows = ''): PackedData {
  const data: PageData = { kind: 'index', index }
  return { data: printableJson(data), details: olderRows }
}

/** The report data of a run that came with a page. */
export function unpackedRun(run: Run, details: string): ReportData {
  const lines = details.split('\n')
  const known = new Map<string, CellDetail>()
  return {
    run,
    detailOf(cellId) {
      const line = lines[run.cells.findIndex(({ id }) => id === cellId)]
      const detail = known.get(cellId) ?? (line ? unpackedDetail(JSON.parse(line) as PackedDetail) : noDetail)
      known.set(cellId, detail)
      return detail
    },
  }
}

/** Without what no picture and no text that is drawn anew uses: calls by front end, the slowest records one by one. */
function slimRun(run: Run): Run {
  return {
    ...run,
    cells: run.cells.map((cell) => ({
      ...cell,
      kms: { ...cell.kms, byFrontEnd: {} },
      ...(cell.tail && { tail: withoutRecords(cell.tail) }),
    })),
  }
}

function withoutRecords(tail: CellTail): CellTail {
  return mapValues(tail, (arms) =>
    mapValues(arms, (times) => mapValues(times, (series) => ({ ...series, slowest: [] }))),
  )
}

function mapValues<T extends object>(object: T, change: (value: NonNullable<T[keyof T]>) => T[keyof T]): T {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, change(value as NonNullable<T[keyof T]>)]),
  ) as T
}
