/**
 * A folder for one test, which is removed with all that is in it.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'

/** Gives the name of a data file in a folder of its own. */
export function newDataFile(test: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-storage-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  return path.join(folder, 'kms.data')
}
