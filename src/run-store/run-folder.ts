/**
 * One run on disk: a folder that is written as the run goes, so that what was
 * measured before a crash or Ctrl-C is kept.
 *
 * Finished cells go to a journal, one line each; `run.json` is written whole,
 * under another name first, so that it is never half there.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

import { OutputUnwritableError } from '../errors.ts'
import type { CellResult, Run } from './run-format.ts'

export const runFileName = 'run.json'
export const journalName = 'cells.ndjson'
export const histogramFolder = 'histograms'
/** Holds the runs that a repeated run is made of, below the name of its scenario. */
export const repetitionFolder = 'repetitions'
const auditFolder = 'audit'
const lockName = 'run.lock'

/** A run id sorts by time: `20261123T121600Z-3f9c`. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return `${stamp}-${randomBytes(2).toString('hex')}`
}

export class RunFolder {
  readonly path: string

  /** Makes the folder, or goes on in it. @throws {OutputUnwritableError} */
  constructor(folder: string) {
    this.path = path.resolve(folder)
    makeFolder(path.join(this.path, histogramFolder))
  }

  /**
   * Keeps other processes from writing the same run until `unlock`. A lock
   * whose process has ended is nobody's.
   *
   * @throws {OutputUnwritableError} where another process writes it
   */
  lock(): void {
    const file = path.join(this.path, lockName)
    const owner = ownerOf(file)
    if (owner !== undefined) {
      throw new OutputUnwritableError(
        `The run in ${this.path} is being written by process ${owner}. Wait until that has ended.`,
      )
    }
    writing(file, () => {
      rmSync(file, { force: true })
      writeFileSync(file, String(process.pid), { flag: 'wx' })
    })
  }

  unlock(): void {
    rmSync(path.join(this.path, lockName), { force: true })
  }

  #auditOf(cellId: string): string {
    return path.join(this.path, auditFolder, `${cellId}.ndjson`)
  }

  /** Name of a cell's histograms, relative to the folder. */
  histogramsOf(cellId: string): string {
    return `${histogramFolder}/${cellId}.hlog`
  }

  /** Begins a cell's histograms anew, dropping what a run that was killed left of them and of its audit. */
  beginHistograms(cellId: string, header: string): void {
    const file = path.join(this.path, this.histogramsOf(cellId))
    writing(file, () => writeFileSync(file, header))
    rmSync(this.#auditOf(cellId), { force: true })
  }

  appendHistograms(cellId: string, lines: string): void {
    const file = path.join(this.path, this.histogramsOf(cellId))
    writing(file, () => appendFileSync(file, lines))
  }

  /** Adds events to a cell's audit, `audit/<cell>.ndjson`. */
  appendAudit(cellId: string, lines: string): void {
    const file = this.#auditOf(cellId)
    makeFolder(path.dirname(file))
    writing(file, () => appendFileSync(file, lines))
  }

  /** Notes a finished cell; once this returns, a crash does not lose it. */
  appendCell(cell: CellResult): void {
    const file = path.join(this.path, journalName)
    writing(file, () => {
      const descriptor = openSync(file, 'a')
      try {
        writeSync(descriptor, `${JSON.stringify(cell)}\n`)
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
    })
  }

  /** Replaces `run.json`. */
  writeRun(run: Run): void {
    const file = path.join(this.path, runFileName)
    writing(file, () => writeWhole(file, `${JSON.stringify(run, undefined, 2)}\n`))
  }

  /** The journal has done its work once `run.json` holds every cell. */
  dropJournal(): void {
    const file = path.join(this.path, journalName)
    writing(file, () => rmSync(file, { force: true }))
  }
}

/** Writes a file under another name, then gives it its own: what has its name is whole. Throws as the file system does. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** The live process, other than this one, that a lock names. */
function ownerOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const owner = Number(readFileSync(file, 'utf8'))
  if (!Number.isInteger(owner) || owner <= 0 || owner === process.pid) return undefined
  try {
    process.kill(owner, 0)
    return owner
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? owner : undefined
  }
}

/** Makes a folder and what is missing above it; gives its path. @throws {OutputUnwritableError} */
export function makeFolder(folder: string): string {
  const whole = path.resolve(folder)
  makeMissing(whole)
  return whole
}

/** Step by step, as Node's own recursive `mkdir` never returns below `/proc`. */
function makeMissing(folder: string): void {
  if (isFolder(folder)) return
  const parent = path.dirname(folder)
  if (parent !== folder) makeMissing(parent)
  try {
    writing(folder, () => mkdirSync(folder))
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isFolder(folder)) throw error
  }
}

function isFolder(place: string): boolean {
  return writing(place, () => statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false)
}

const adviceOf: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space, then go on with --resume.',
  EDQUOT: 'The disk quota is used up. Free some space, then go on with --resume.',
  EACCES: 'Permission is denied. Choose another folder with --output.',
  EPERM: 'Permission is denied. Choose another folder with --output.',
  EROFS: 'The file system is read-only. Choose another folder with --output.',
  ENOTDIR: 'A part of that path is a file, not a folder. Choose another folder with --output.',
  EEXIST: 'A file of that name is in the way. Choose another folder with --output.',
  ENOENT: 'Its folder is not there and cannot be made. Choose another place.',
  EISDIR: 'A folder of that name is in the way. Remove it or choose another folder with --output.',
}

/** Does `write`, and turns what the file system says into what a person can do. */
export function writing<Result>(file: string, write: () => Result): Result {
  try {
    return write()
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    const advice = adviceOf[code] ?? `The file system says ${code}.`
    throw new OutputUnwritableError(`Cannot write ${file}. ${advice}`, { cause })
  }
}
