/**
 * Plans as they are written, for tests of the files and of the page.
 *
 * @module
 */
import { globSync, mkdtempDisposableSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import type { Plan } from '../../planner/plan-document.ts'
import { writtenPage } from '../page.fixture.ts'
import { writePlan } from './write-plan.ts'

const pages = new Map<string, Promise<string>>()

/** The page, drawn once for all tests of a file. */
export function pageOf(plan: Plan): Promise<string> {
  const key = JSON.stringify(plan)
  if (!pages.has(key)) pages.set(key, drawnPage(plan))
  return pages.get(key)!
}

/** The page, drawn anew. */
export async function drawnPage(plan: Plan): Promise<string> {
  using folder = places()
  const { html } = await writePlan(folder.at('plan'), plan)
  return writtenPage(readFileSync(html, 'utf8')).html
}

/** A folder that is gone at the end of the block that holds it. */
export function places() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  return {
    at: (name: string): string => path.join(folder.path, name),
    files: (name: string): string[] =>
      globSync('**', { cwd: path.join(folder.path, name), withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(path.join(folder.path, name), path.join(entry.parentPath, entry.name)))
        .toSorted(),
    [Symbol.dispose]: () => folder.remove(),
  }
}
