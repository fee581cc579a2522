/**
 * Runs of one scenario as they lie on disk, for tests of what reads them all.
 *
 * @module
 */
import { mkdirSync, mkdtempDisposableSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import type { Run } from '../run-store/run-format.ts'

/** A folder of runs of one scenario that is gone at the end of the block that holds it. */
export function runsOnDisk(runs: readonly Run[]) {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-index-'))
  const scenario = path.join(folder.path, 'kinesis-defaults')
  mkdirSync(scenario)
  for (const run of runs) write(path.join(scenario, run.id, 'run.json'), JSON.stringify(run))
  return { path: folder.path, scenario, [Symbol.dispose]: () => rmSync(folder.path, { recursive: true }) }
}

/** Makes the folder too. */
export function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}
