/**
 * Runs the default scenario anew, keeps the little of it that the README shows
 * in `reports/example`, writes its verdicts into the README and its exports into
 * docs/ci.md, so that no figure there is older than its picture.
 *
 * `npx node scripts/make-example.ts`, on a machine that has nothing else to do.
 *
 * @module
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import type { Run } from '../src/run-store/run-format.ts'
import { runScenario } from '../src/runner/run-scenario.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { ciExamplesBlock, withCiExamples } from './ci-examples.ts'
import { exampleBlock, withExample } from './readme-example.ts'

const root = path.dirname(import.meta.dirname)
const readme = path.join(root, 'README.md')
const ciPage = path.join(root, 'docs/ci.md')
const example = path.join(root, 'reports/example')
/** Histograms and the page are left out: they are large, and a run of one's own makes them. */
const charts = ['claims.svg', 'percentiles-put.svg', 'sweep.svg']

const reports = mkdtempSync(path.join(os.tmpdir(), 'sealbench-example-'))
try {
  const loaded = loadScenario(path.join(root, 'scenarios/kinesis-defaults.yaml'))
  const { run, folder } = await runScenario(loaded, { reports })
  const kept = store(run, folder)
  writeFileSync(readme, withExample(readFileSync(readme, 'utf8'), exampleBlock(kept)))
  writeFileSync(ciPage, withCiExamples(readFileSync(ciPage, 'utf8'), ciExamplesBlock(kept)))
} finally {
  rmSync(reports, { recursive: true })
}

/** Gives the run as it is stored. */
function store(run: Run, folder: string): Run {
  rmSync(example, { recursive: true, force: true })
  mkdirSync(path.join(example, 'charts'), { recursive: true })
  // The build of a kernel says which machine it was, and nothing about the figures.
  const platform = `${os.type()} ${os.arch()}`
  const kept: Run = { ...run, environment: { ...run.environment, platform } }
  writeFileSync(path.join(example, 'run.json'), `${JSON.stringify(kept)}\n`)
  for (const chart of charts) {
    copyFileSync(path.join(folder, 'charts', chart), path.join(example, 'charts', chart))
  }
  return kept
}
