/**
 * The run that is kept as an example: `run.json` as it was stored, and in place
 * of its histograms, which are large, what pictures show of them.
 *
 * @module
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { noDetail } from '../src/report/data/cell-detail.ts'
import { packedDetail, unpackedDetail, type PackedDetail } from '../src/report/data/packed-detail.ts'
import type { ReportData } from '../src/report/data/report-data.ts'
import { runSchema, type Run } from '../src/run-store/run-format.ts'

const root = path.dirname(import.meta.dirname)
const folder = path.join(root, 'reports/example')
/** Relative to the checkout. */
export const exampleFiles = ['reports/example/run.json', 'reports/example/details.json'] as const
const [runFile, detailsFile] = exampleFiles.map((name) => path.join(root, name)) as [string, string]

/** What a report of the example is drawn from. */
export function exampleData(): ReportData {
  const run = runSchema.parse(JSON.parse(readFileSync(runFile, 'utf8')))
  const packed = JSON.parse(readFileSync(detailsFile, 'utf8')) as Readonly<Record<string, PackedDetail>>
  const details = new Map(Object.entries(packed).map(([cellId, detail]) => [cellId, unpackedDetail(detail)]))
  return { run, detailOf: (cellId) => details.get(cellId) ?? noDetail }
}

/** Puts another run in its place, and gives it as it is kept. */
export function keepExample({ run, detailOf }: ReportData): Run {
  // The build of a kernel says which machine it was, and nothing about the figures.
  const platform = `${os.type()} ${os.arch()}`
  const kept: Run = { ...run, environment: { ...run.environment, platform } }
  const details = Object.fromEntries(run.cells.map(({ id }) => [id, packedDetail(detailOf(id))]))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(runFile, `${JSON.stringify(kept)}\n`)
  writeFileSync(detailsFile, `${JSON.stringify(details)}\n`)
  return kept
}
