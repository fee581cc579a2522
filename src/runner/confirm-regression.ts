/**
 * Before a stored candidate fails: its suspicious cells are run again, here and
 * now, in fresh processes.
 *
 * @module
 */
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { differencesOf } from '../judge/comparison/comparability.ts'
import { compareRuns, type ComparisonOptions } from '../judge/comparison/compare-runs.ts'
import { runGroup } from '../judge/comparison/compared-runs.ts'
import { confirmed, suspiciousCells } from '../judge/comparison/confirm.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import type { Comparison } from '../run-store/comparison-format.ts'
import type { Environment } from '../run-store/run-format.ts'
import { describeEnvironment } from './environment.ts'
import { freshRun, thisProgram, type FreshRunOptions } from './fresh-run.ts'

export interface ConfirmOptions {
  /** Runs of the suspicious cells. */
  readonly repetitions: number
  readonly signal?: AbortSignal | undefined
  readonly onRun?: (repetition: number, cells: readonly string[]) => void
  /** Told how far the run is that began last. */
  readonly onProgress?: FreshRunOptions['onProgress']
}

/**
 * The comparison itself where nothing is suspicious, or where the candidate was
 * run on another machine or by other code, which is then said; undefined where the signal ended it.
 *
 * @throws {RepetitionFailedError}
 */
export async function confirmRegression(
  compared: ComparisonOptions,
  { repetitions, signal, onRun, onProgress }: ConfirmOptions,
): Promise<Comparison | undefined> {
  const { candidate } = compared
  const verdict = compareRuns(compared)
  const cells = suspiciousCells(verdict, compared)
  if (cells.length === 0) return verdict
  const [{ run }] = candidate.runs as [StoredRun]
  const elsewhere = differencesFrom(run)
  if (elsewhere.length > 0) {
    const warning = `${cells.join(', ')} could not be run again here, as the candidate was run elsewhere or by other code (${elsewhere.join('; ')}): unconfirmed`
    return { ...verdict, warnings: [...verdict.warnings, warning] }
  }
  using folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-confirm-'))
  const scenario = path.join(folder.path, 'scenario.json')
  writeFileSync(scenario, JSON.stringify(run.scenario))
  const fresh: StoredRun[] = []
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    onRun?.(repetition, cells)
    const name = String(run.scenario['name'])
    const again = await freshRun({
      program: thisProgram,
      scenario,
      name,
      output: folder.path,
      cells,
      signal,
      onProgress,
    })
    if (again === undefined || signal?.aborted === true) return undefined
    fresh.push(again)
  }
  const withAgain = {
    ...compared,
    candidate: runGroup(candidate.name, [...candidate.runs, ...fresh]),
    rerunCells: cells,
  }
  const alone = { ...compared, candidate: runGroup(candidate.name, fresh) }
  return confirmed(compareRuns(withAgain), compareRuns(alone))
}

/** What differs here from where the candidate was run; empty where it can be run again. */
function differencesFrom(run: StoredRun['run']): string[] {
  const here = { ...run, environment: describeEnvironment(new Date()) }
  return [
    ...differencesOf([run], [here]).map(({ text }) => text),
    ...codeDifferences(run.environment, here.environment),
  ]
}

/** Other code would confirm nothing. Where a run does not know its commit, its version has to do. */
function codeDifferences(one: Environment, other: Environment): string[] {
  return [
    ...(one.sealbench === other.sealbench ? [] : [`sealbench: ${one.sealbench} against ${other.sealbench}`]),
    ...(one.gitCommit === other.gitCommit ? [] : [`commit: ${one.gitCommit} against ${other.gitCommit}`]),
  ]
}
