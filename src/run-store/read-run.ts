/**
 * Reads a stored run back, whole or what a run that was killed left of it.
 *
 * @module
 */
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import { RunUnreadableError } from '../errors.ts'
import { parseLatencyLog } from '../measure/latency-log.ts'
import type { LatencyLog } from '../measure/series.ts'
import { checkWhole } from './check-whole.ts'
import { foldersIn, statsOf } from './folders-in.ts'
import { histogramFolder, journalName, repetitionFolder, runFileName } from './run-folder.ts'
import { cellSchema, runSchema, schemaVersion, type CellResult, type Run } from './run-format.ts'

/** A stored run and where its histograms are. */
export interface StoredRun {
  readonly run: Run
  readonly folder: string
  /** Reads the histograms of one cell. @throws {RunUnreadableError} */
  readonly logOf: (cellId: string) => LatencyLog
}

/** The run in `place`, or all runs where it is a folder of several. @throws {RunUnreadableError} */
export function readRunsIn(place: string): StoredRun[] {
  const isFolder = statsOf(place)?.isDirectory() ?? false
  const runs = isFolder && !existsSync(path.join(place, runFileName)) ? runFoldersIn(place) : []
  if (runs.length === 0) return [readRun(place)]
  const broken = foldersIn(place).find((folder) => !runs.includes(folder) && isRemainder(folder))
  if (broken !== undefined)
    throw new RunUnreadableError(
      `${broken} is what is left of a run: it has no ${runFileName}. Remove it, or name the runs that are meant.`,
    )
  return runs.map(readRun)
}

/** The histograms of one cell as they are stored; empty where it has none. */
export function histogramTextOf({ folder, run }: StoredRun, cellId: string): string {
  const cell = run.cells.find(({ id }) => id === cellId)
  const file = path.join(folder, cell?.histograms ?? '')
  return cell === undefined || !existsSync(file) ? '' : readText(file)
}

/**
 * The runs of which a repeated run is made, oldest first; none of any other.
 * Those that ended halfway are left out.
 *
 * @throws {RunUnreadableError}
 */
export function repetitionsOf({ run, folder }: StoredRun): StoredRun[] {
  if (run.repetitions === undefined) return []
  const runs = path.join(folder, repetitionFolder, String(run.scenario['name']))
  return runFoldersIn(runs).flatMap((place) => {
    const repetition = readRun(place)
    return repetition.run.status === 'complete' ? [repetition] : []
  })
}

/** A run as what it is made of: its repetitions, or itself. @throws {RunUnreadableError} where some of them are gone. */
export function observationsOf(stored: StoredRun): StoredRun[] {
  const { done } = stored.run.repetitions ?? { done: 0 }
  if (done === 0) return [stored]
  const repetitions = repetitionsOf(stored)
  if (repetitions.length >= done) return repetitions
  throw new RunUnreadableError(
    `The run in ${stored.folder} was repeated ${done} times, and ${repetitions.length} of its repetitions are there: take the whole folder of the run.`,
  )
}

/**
 * Reads the run in `place`, a run's folder or its `run.json`. Cells that are in
 * the journal but not yet in `run.json` are in the result.
 *
 * @throws {RunUnreadableError}
 */
export function readRun(place: string): StoredRun {
  const folder = folderOf(place)
  const file = path.join(folder, runFileName)
  const stored = checkRun(parseJson(readText(file), file), file)
  // A cell that was run again stands in the journal twice: the last line holds.
  const cells = new Map([...stored.cells, ...readJournal(folder)].map((cell) => [cell.id, cell]))
  const run = { ...stored, cells: [...cells.values()] }
  return { run, folder, logOf: (cellId) => readLatencyLog(folder, run, cellId) }
}

/** Folders of stored runs below `folder`, oldest first. */
export function runFoldersIn(folder: string): string[] {
  return foldersIn(folder).filter((place) => existsSync(path.join(place, runFileName)))
}

/** Whether a folder without a `run.json` was that of a run. */
function isRemainder(folder: string): boolean {
  return [histogramFolder, journalName].some((name) => existsSync(path.join(folder, name)))
}

function folderOf(place: string): string {
  if (place === '')
    throw new RunUnreadableError(
      'The name of a run is empty. Name its folder, such as reports/<scenario>/<run id>.',
    )
  const stats = statsOf(place)
  if (stats === undefined) {
    throw new RunUnreadableError(
      `${place} does not exist${lstatSync(place, { throwIfNoEntry: false }) === undefined ? '' : ', or cannot be reached'}. Name the folder of a run, such as reports/<scenario>/<run id>.`,
    )
  }
  if (!stats.isDirectory()) {
    if (path.basename(place) === runFileName) return path.dirname(path.resolve(place))
    throw new RunUnreadableError(`${place} is not a run. Name the folder of a run, or its ${runFileName}.`)
  }
  const runs = existsSync(path.join(place, runFileName)) ? [] : runFoldersIn(place)
  if (runs.length > 0) throw severalRuns(place, runs)
  return path.resolve(place)
}

const runsListed = 5

/** Folder names of runs sort by time. */
function severalRuns(place: string, runs: readonly string[]): RunUnreadableError {
  const newest = runs.toReversed().slice(0, runsListed).join(', ')
  const many = runs.length === 1 ? 'a run' : `${runs.length} runs`
  return new RunUnreadableError(
    `${place} is the folder of a scenario with ${many}. Name one of them; the newest: ${newest}.`,
  )
}

function readText(file: string): string {
  // A pipe would be waited for.
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isFile())
    throw new RunUnreadableError(
      `${file} is not a file. Name the folder of a run that sealbench has written.`,
    )
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown error'})`
    throw new RunUnreadableError(`${file} ${reason}. Name the folder of a run that sealbench has written.`, {
      cause,
    })
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RunUnreadableError(
      `${file} is not valid JSON: it was changed or cut off. Run the scenario again.`,
      { cause },
    )
  }
}

function checkRun(value: unknown, file: string): Run {
  const { schemaVersion: version } = (value ?? {}) as { schemaVersion?: unknown }
  if (version !== schemaVersion) {
    throw new RunUnreadableError(
      `${file} has schema version ${JSON.stringify(version)}; this sealbench reads version ${schemaVersion}. Run the scenario again.`,
    )
  }
  const checked = runSchema.safeParse(value)
  if (checked.success) return checked.data
  const first = checked.error.issues[0]
  throw new RunUnreadableError(
    `${file} is not a run: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'unknown fault'}. Run the scenario again.`,
  )
}

/** A last line that a crash cut off is left out: its cell is run again. */
function readJournal(folder: string): CellResult[] {
  const file = path.join(folder, journalName)
  if (!existsSync(file)) return []
  const lines = readText(file).split('\n').slice(0, -1)
  return lines.flatMap((line) => {
    const checked = cellSchema.safeParse(tryJson(line))
    return checked.success ? [checked.data] : []
  })
}

function tryJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function readLatencyLog(folder: string, run: Run, cellId: string): LatencyLog {
  const cell = run.cells.find(({ id }) => id === cellId)
  if (cell === undefined) throw new RunUnreadableError(`The run in ${folder} has no cell ${cellId}.`)
  if (cell.histograms !== `${histogramFolder}/${cell.id}.hlog` || !/^[\w-]+$/.test(cell.id)) {
    throw new RunUnreadableError(
      `The run in ${folder} keeps the histograms of cell ${cellId} where they cannot be.`,
    )
  }
  const file = path.join(folder, cell.histograms)
  if (!existsSync(file) && cell.records === 0) return new Map()
  if (!existsSync(file)) {
    throw new RunUnreadableError(
      `The histograms of cell ${cellId} are missing: ${file} is not there. ` +
        `${runFileName} alone cannot be drawn: take the whole folder of the run, or run the scenario again.`,
    )
  }
  const log = parseLatencyLog(readText(file), file)
  checkWhole(cell, log, file)
  return log
}
