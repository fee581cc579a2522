/**
 * A folder for a run, and a run to be stored in it.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach } from 'node:test'

import { storedRun } from '../src/report/run.fixture.ts'
import { RunFolder } from '../src/run-store/run-folder.ts'

const stored = storedRun({ recordsPerCell: 2000 }).run
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function setUp() {
  const root = mkdtempSync(path.join(os.tmpdir(), 'sealbench-run-store-'))
  folders.push(root)
  return { folder: new RunFolder(root), run: stored }
}
