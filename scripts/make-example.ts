/**
 * Runs the default scenario anew, keeps in `reports/example` what its report is
 * drawn from, writes its verdicts into the README and its exports into
 * docs/ci.md, so that no figure there is older than its picture.
 *
 * `npx node scripts/make-example.ts`, on a machine that has nothing else to do,
 * or with the folder of a run of that scenario, which is then taken in its
 * place; then `npx node scripts/write-screenshots.ts`.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { reportDataOf } from '../src/report/data/report-data.ts'
import { readRun } from '../src/run-store/read-run.ts'
import { runScenario } from '../src/runner/run-scenario.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { ciExamplesBlock, withCiExamples } from './ci-examples.ts'
import { keepExample } from './example-run.ts'
import { exampleBlock, withExample } from './readme-example.ts'

const root = path.dirname(import.meta.dirname)
const readme = path.join(root, 'README.md')
const ciPage = path.join(root, 'docs/ci.md')

const reports = mkdtempSync(path.join(os.tmpdir(), 'sealbench-example-'))
try {
  const { run, logOf } = readRun(process.argv[2] ?? (await runDefaults()))
  const kept = keepExample(reportDataOf(run, logOf))
  writeFileSync(readme, withExample(readFileSync(readme, 'utf8'), exampleBlock(kept)))
  writeFileSync(ciPage, withCiExamples(readFileSync(ciPage, 'utf8'), ciExamplesBlock(kept)))
} finally {
  rmSync(reports, { recursive: true })
}

/** Gives the folder of the run. */
async function runDefaults(): Promise<string> {
  const loaded = loadScenario(path.join(root, 'scenarios/kinesis-defaults.yaml'))
  const { folder } = await runScenario(loaded, { reports })
  return folder
}
