/**
 * Keeps a data file to one service at a time: two would overwrite each other's
 * state, and each would lose what the other has acknowledged.
 *
 * @module
 */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'

import { OutputUnwritableError, SealbenchError } from '../../errors.ts'
import { privateMode, systemCodeOf, temporaryFilesOf, temporaryNameOf, unwritable } from './durable-file.ts'

/** The process that a lock names. */
interface Owner {
  readonly pid: number
  /** Tells it from another process that gets the same pid later; `-` where the system does not say. */
  readonly startedAt: string
  readonly host: string
}

/** Holds `<data file>.lock` until it is released, or its process has ended. */
export class DataFileLock {
  readonly #file: string

  /** @throws {OutputUnwritableError} where another service has it */
  constructor(dataFile: string) {
    this.#file = `${dataFile}.lock`
    const claim = temporaryNameOf(this.#file)
    try {
      try {
        // A claim is whole before it gets the lock's name, so that no one reads half of it.
        writeFileSync(claim, ownRecord(), { flag: 'wx', mode: privateMode })
        acquire(this.#file, claim, dataFile)
      } finally {
        rmSync(claim, { force: true })
      }
      removeEndedClaims(this.#file)
    } catch (cause) {
      if (cause instanceof SealbenchError) throw cause
      throw unwritable(this.#file, cause)
    }
  }

  /** @throws {OutputUnwritableError} */
  release(): void {
    try {
      // Somebody may have removed it by hand, and another service come since.
      if (readRecord(this.#file) === ownRecord()) rmSync(this.#file, { force: true })
    } catch (cause) {
      throw unwritable(this.#file, cause)
    }
  }
}

/**
 * Gives `claim` the name `lock`, also where a process that has ended left one.
 *
 * Who takes a lock over holds another lock meanwhile: else two could find the
 * same one left, and the slower would remove what the faster has just made.
 */
function acquire(lock: string, claim: string, dataFile: string): void {
  if (isPlaced(claim, lock)) return
  assertNobodys(lock, dataFile)
  const takeover = `${lock}.takeover`
  acquire(takeover, claim, dataFile)
  try {
    const record = assertNobodys(lock, dataFile)
    // One that was released is gone already, and what has come since is not ours to remove.
    if (record !== undefined) rmSync(lock, { force: true })
    if (!isPlaced(claim, lock)) throw inUse(dataFile, lock, ownerIn(readRecord(lock)))
  } finally {
    rmSync(takeover, { force: true })
  }
}

function isPlaced(claim: string, lock: string): boolean {
  try {
    linkSync(claim, lock)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Gives what `lock` says, unless a live process holds it. */
function assertNobodys(lock: string, dataFile: string): string | undefined {
  const record = readRecord(lock)
  const owner = ownerIn(record)
  if (owner !== undefined && mayRun(owner)) throw inUse(dataFile, lock, owner)
  return record
}

function inUse(dataFile: string, lock: string, owner: Owner | undefined): OutputUnwritableError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`
  return new OutputUnwritableError(
    `${dataFile} is in use by ${who}. Stop that service, or give this one another data file. ` +
      `If you are sure that it no longer runs, remove ${lock}.`,
  )
}

/** Crashes may leave claims; those of live processes are being placed just now. */
function removeEndedClaims(lock: string): void {
  for (const claim of temporaryFilesOf(lock)) {
    const owner = ownerIn(readRecord(claim))
    if (owner !== undefined && !mayRun(owner)) rmSync(claim, { force: true })
  }
}

function readRecord(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function ownRecord(): string {
  return `${process.pid} ${startOf(process.pid) ?? '-'} ${hostname()}\n`
}

/** A record that is not whole was lost in a power cut, which its process has not outlived. */
function ownerIn(record: string | undefined): Owner | undefined {
  const fields = /^([1-9]\d{0,9}) (\S+) (.*)\n$/.exec(record ?? '')
  if (fields === null) return undefined
  const [, pid = '', startedAt = '', host = ''] = fields
  return { pid: Number(pid), startedAt, host }
}

/** False only where it is certain that `owner` has ended; of another host nothing is. */
function mayRun(owner: Owner): boolean {
  if (owner.host !== hostname()) return true
  if (!isProcess(owner.pid)) return false
  const startedAt = startOf(owner.pid)
  return owner.startedAt === '-' || startedAt === undefined || startedAt === owner.startedAt
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}

/**
 * When a process started, as boot and clock ticks since (proc_pid_stat(5),
 * field 22); `ended` for one that only waits to be reaped. Undefined where
 * there is no /proc, or it hides the process.
 */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 2, the name, is in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state] = fields
    return state === 'Z' || state === 'X' ? 'ended' : `${boot}:${fields[19]}`
  } catch {
    return undefined
  }
}
