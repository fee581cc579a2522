/**
 * CSV for Apache Otava (formerly Hunter), which looks for the change points of
 * a history: a row for each run, a column for each figure, and the part of its
 * `otava.yaml` that reads them.
 *
 * @module
 */
import { UsageError } from '../../errors.ts'
import type { Run } from '../../run-store/run-format.ts'
import { scenarioName } from '../overview.ts'
import { csvText } from './csv-text.ts'
import type { ExportFormat } from './export-format.ts'
import { trackedFigures } from './tracked-figures.ts'

type Runs = readonly [Run, ...Run[]]

export const otava: ExportFormat = {
  name: 'otava',
  summary: 'CSV for Apache Otava (Hunter); a row for each run of several, by time',
  fileName: 'otava.csv',
  ofRuns: (runs) => {
    const { columns, rows } = history(runs)
    return csvText([
      ['time', ...attributes, ...columns],
      ...rows.map(({ run, values }) => [
        run.environment.startedAt,
        run.id,
        run.environment.gitCommit ?? 'none',
        run.environment.sealbench,
        ...columns.map((column) => values.get(column)!),
      ]),
    ])
  },
}

export const otavaConfig: ExportFormat = {
  name: 'otava-config',
  summary: 'otava.yaml (as JSON, which is YAML) that reads that CSV',
  fileName: 'otava.yaml',
  ofRuns: (runs) => {
    const { columns } = history(runs)
    const metrics = Object.fromEntries(columns.map((column) => [column, { column, direction: -1, scale: 1 }]))
    const test = { type: 'csv', file: otava.fileName, time_column: 'time', attributes, metrics }
    return `${JSON.stringify({ tests: { [scenarioName(runs[0])]: test } }, undefined, 2)}\n`
  },
}

const attributes = ['run', 'commit', 'sealbench']

interface Row {
  readonly run: Run
  readonly values: ReadonlyMap<string, number>
}

/**
 * The columns that all rows have: Otava reads every value as a number and has
 * none that is missing. A run that is not to be trusted gives no row.
 */
function history(runs: Runs): { readonly columns: readonly string[]; readonly rows: readonly Row[] } {
  const names = [...new Set(runs.map(scenarioName))]
  if (names.length > 1)
    throw new UsageError(`otava takes runs of one scenario, and these are of ${names.join(', ')}.`)
  const rows = runs
    .filter(({ cells }) =>
      cells.every(({ validity: { verdict } }) => verdict === 'valid' || verdict === 'absent'),
    )
    .map((run) => ({ run, values: valuesOf(run) }))
    .toSorted((one, other) => (one.run.environment.startedAt < other.run.environment.startedAt ? -1 : 1))
  const [first, ...others] = rows
  if (first === undefined)
    throw new UsageError(
      'None of the runs is valid, so that there is no history for otava. Run the scenario again.',
    )
  const columns = [...first.values.keys()].filter((column) =>
    others.every(({ values }) => values.has(column)),
  )
  return { columns, rows }
}

/** By column: `put.overhead.p50 (ns) keyCache.ttl=5 min`. The measure stands first: a column's name is never a formula. */
function valuesOf(run: Run): ReadonlyMap<string, number> {
  return new Map(
    trackedFigures(run).map(({ parameters, measure, unit, value }) => [
      `${measure} (${unit}) ${parameters}`.trimEnd(),
      value,
    ]),
  )
}
