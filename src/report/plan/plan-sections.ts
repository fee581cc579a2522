/**
 * The tables of a plan in the order in which they are read, each with its
 * title and what has to be said of it: what terminal, Markdown and page share.
 *
 * @module
 */
import type { Plan, PlanCell } from '../../planner/plan-document.ts'
import { plural } from '../figures.ts'
import { withoutColumn, type Table } from '../overview.ts'
import {
  billTable,
  fleetTable,
  ratesTable,
  simulationNote,
  simulationTable,
  symbolNotes,
} from './cell-tables.ts'
import { choicesTable, commonSettings } from './choice-tables.ts'
import { alikeFigures, cellsTable, sharedFigures, verificationTable, whatIfTable } from './plan-tables.ts'

export interface PlanSection {
  readonly title: string
  readonly table: Table
  readonly notes: readonly string[]
  /** So many rows are enough on a terminal. */
  readonly rowsShown?: number
  /** What is enough on a terminal: less of the table, without its notes. */
  readonly brief?: Table
}

/** Of the whole plan, without what is of one cell. */
export function planSections(plan: Plan): readonly PlanSection[] {
  const { cells, choices, whatIf, verification } = plan
  const sections: readonly (PlanSection | undefined)[] = [
    cells.length > 1 ? cellsSection(plan) : undefined,
    choices === null ? undefined : choicesSection(choices),
    whatIf === null ? undefined : whatIfSection(whatIf),
    verification === null
      ? undefined
      : {
          title: 'Verification',
          table: verificationTable(verification),
          rowsShown: 12,
          notes: verification.omitted,
        },
  ]
  return sections.filter((section) => section !== undefined)
}

function choicesSection(choices: NonNullable<Plan['choices']>): PlanSection {
  const common = commonSettings(choices.options)
  return {
    title: 'Choices',
    table: choicesTable(choices),
    rowsShown: 12,
    notes: [
      ...(common === '' ? [] : [`Alike in all of them: ${common}.`]),
      `On the front is what satisfies, and is beaten by no other that does in cost, wait and exposure at once. Of ${plural(choices.lookedAt, 'setting')} these are the front, and of the others those that are nearest.`,
    ],
  }
}

function whatIfSection(whatIf: NonNullable<Plan['whatIf']>): PlanSection {
  const alike = sharedFigures(whatIf)
  return {
    title: `What if: ${whatIf.name}`,
    table: whatIfTable(whatIf),
    notes: alike.length === 0 ? [] : [`Alike in both: ${alike.join('; ')}.`],
  }
}

function cellsSection(plan: Plan): PlanSection {
  const alike = alikeFigures(plan)
  return {
    title: 'Cells side by side',
    table: cellsTable(plan),
    notes: alike.length === 0 ? [] : [`Alike in all cells: ${alike.join('; ')}.`],
  }
}

/** Of one cell; its name stands in the titles where there are several. */
export function cellSections({ cells, horizonS }: Plan, cell: PlanCell): readonly PlanSection[] {
  const of = cells.length > 1 ? `, ${cell.id}` : ''
  const simulated = simulationTable(cell, horizonS)
  return [
    {
      title: `Who asks KMS${of}`,
      table: ratesTable(cell),
      notes: symbolNotes(cell),
      brief: withoutColumn(ratesTable(cell), 'formula'),
    },
    ...(simulated === undefined
      ? []
      : [
          {
            title: `Theory and simulation${of}`,
            table: simulated,
            notes: [simulationNote(cell.simulation!, horizonS)],
          },
        ]),
    { title: `Bill of 30 days${of}`, table: billTable(cell), notes: [], brief: billedTable(cell) },
    { title: `Fleet${of}`, table: fleetTable(cell), notes: [] },
  ]
}

/** Lines that cost something, and the sums. */
function billedTable(cell: PlanCell): Table {
  const { columns, rows } = billTable(cell)
  return { columns, rows: rows.filter((_, at) => cell.bill.lines[at]?.usd !== 0) }
}

/** What speaks against the plan: warnings of it and of its tables, and what theory and simulation leave out. */
export function planCautions({ warnings, tables, cells }: Plan): readonly string[] {
  const cautions = cells.flatMap(({ analysis }) => analysis.cautions)
  return [
    ...new Set([
      ...warnings,
      ...[tables.prices.warning, tables.quotas.warning].filter((warning) => warning !== null),
      ...cautions.map((caution) => `Theory: ${caution}`),
      ...cells
        .flatMap(({ simulation }) => simulation?.cautions ?? [])
        .map((caution) => `Simulation: ${caution}`),
    ]),
  ]
}

/** `Prices of 2026-09-11, quotas of 2026-10-01: …` as one line each. */
export function sourceLines({ tables }: Plan): readonly string[] {
  return [
    `Prices of ${tables.prices.date}: ${tables.prices.source}`,
    `Quotas of ${tables.quotas.date}: ${tables.quotas.source}`,
  ]
}
