/**
 * Folders of stored runs, for tests of what is done with many.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Run } from '../src/run-store/run-format.ts'

/** Writes `run` below the folder of its scenario, with a page in the place of its report; gives its folder. */
export function storeRun(reports: string, run: Run, scenario = 'kinesis-defaults'): string {
  const folder = path.join(reports, scenario, run.id)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(run))
  writeFileSync(path.join(folder, 'report.html'), `<!doctype html><title>${run.seed}</title>`)
  return folder
}
