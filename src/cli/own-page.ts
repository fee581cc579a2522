/**
 * Folders that have a page of their own, and are no folders of runs.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import path from 'node:path'

import { planFileName } from '../report/plan/write-plan.ts'
import { comparisonFileName } from '../run-store/read-comparison.ts'
import { runFileName } from '../run-store/run-folder.ts'

/** Whether `folder` is a run, a plan or a comparison. */
export function hasOwnPage(folder: string): boolean {
  return [runFileName, planFileName, comparisonFileName].some((file) => existsSync(path.join(folder, file)))
}
