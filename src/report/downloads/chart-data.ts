/**
 * What is behind a picture as a file: for a spreadsheet, and for a program.
 *
 * @module
 */
import type { Chart } from '../charts/chart.ts'
import { csvText } from '../exports/csv-text.ts'

/** What a picture was drawn from. */
export interface DataSource {
  readonly kind: 'run' | 'plan' | 'comparison' | 'index'
  /** Of the run; of others a name. */
  readonly id: string
  readonly scenario: string
}

/** A column for each name of a figure in any row. */
export function chartCsv({ data: rows }: Pick<Chart, 'data'>): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return csvText([names, ...rows.map((row) => names.map((name) => row[name] ?? null))])
}

/** `view` is undefined where nothing can be chosen. */
export function chartJson(
  chart: Pick<Chart, 'id' | 'title' | 'howToRead' | 'finding' | 'data'>,
  source: DataSource,
  view: object | undefined,
): string {
  const { id, title, howToRead, finding, data: rows } = chart
  const units = 'Base units, as the names of the figures say: ns, s, bytes, USD, counts and shares.'
  const document = { picture: id, title, finding, howToRead, source, view, units, rows }
  return `${JSON.stringify(document, undefined, 2)}\n`
}
