/**
 * Runs kept by name, to compare later ones with: one of each scenario under
 * each name.
 *
 * @module
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'

import { NoBaselineError, UsageError } from '../errors.ts'
import { program } from '../program.ts'
import { makeFolder, writing } from './run-folder.ts'

/** Where baselines are kept if nobody says otherwise, below the folder in which sealbench was started. */
export const baselinesDefault = path.join('.sealbench', 'baselines')

const pattern = /^[A-Za-z0-9][\w.-]{0,63}$/

/** Whether `text` can be the name of a baseline: what is a path cannot. */
export function isBaselineName(text: string): boolean {
  return pattern.test(text)
}

/** @throws {UsageError} */
export function checkBaselineName(name: string): void {
  if (isBaselineName(name)) return
  throw new UsageError(
    `${name} cannot name a baseline: write letters, digits, points, hyphens and underscores, at most 64.`,
  )
}

/** Keeps a copy of the run in `folder`, in the place of what had its name. @throws {OutputUnwritableError} */
export function saveBaseline(baselines: string, name: string, scenario: string, folder: string): string {
  checkBaselineName(name)
  const kept = path.join(makeFolder(path.join(baselines, name)), scenario)
  return writing(kept, () => {
    const fresh = mkdtempSync(`${kept}.`)
    try {
      cpSync(folder, fresh, { recursive: true })
      replaceFolder(kept, fresh)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
    return kept
  })
}

/** Another process may put its own there between the two steps: the last one holds. */
function replaceFolder(kept: string, fresh: string, triesLeft = 5): void {
  rmSync(kept, { recursive: true, force: true })
  try {
    renameSync(fresh, kept)
  } catch (error) {
    if (triesLeft === 0) throw error
    replaceFolder(kept, fresh, triesLeft - 1)
  }
}

/** Whether a run of this scenario is kept under `name`. */
export function hasBaseline(baselines: string, name: string, scenario: string): boolean {
  return existsSync(path.join(baselines, name, scenario, 'run.json'))
}

/** The folder of a baseline. @throws {NoBaselineError} */
export function findBaseline(baselines: string, name: string, scenario: string): string {
  const folder = path.join(baselines, name, scenario)
  if (hasBaseline(baselines, name, scenario)) return folder
  const names = existsSync(baselines) ? readdirSync(baselines).filter(isBaselineName) : []
  const known = names.length === 0 ? 'There is no baseline yet.' : `Known are ${names.join(', ')}.`
  throw new NoBaselineError(
    `There is no run or baseline ${name} of ${scenario} (looked in ${folder}). ${known} ` +
      `Make it with ${program} run SCENARIO --repetitions 6 --save-baseline ${name}.`,
  )
}
