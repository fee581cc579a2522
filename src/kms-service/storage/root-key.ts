/**
 * The root key that the service's data file is sealed under: a file beside it
 * that only its owner may read, so that a copy of the data file alone tells
 * nothing.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

import { unpooledBytes, wipe } from '../../envelope/secret-bytes.ts'
import { InputUnreadableError, SealbenchError } from '../../errors.ts'
import {
  privateMode,
  syncFolder,
  systemCodeOf,
  temporaryNameOf,
  unreadable,
  unwritable,
} from './durable-file.ts'

export const rootKeyLength = 32

export function rootKeyFileOf(dataFile: string): string {
  return `${dataFile}.root-key`
}

/**
 * Reads the root key of `dataFile`, or makes one where there is neither. Of
 * several that start at once, all get the same. The 32 bytes are unpooled and
 * belong to the receiver.
 *
 * @throws {InputUnreadableError} where the key is missing, not private or not a key
 * @throws {OutputUnwritableError} where none can be made
 */
export function openRootKey(dataFile: string): Buffer {
  const file = rootKeyFileOf(dataFile)
  const rootKey = readRootKey(file)
  if (rootKey !== undefined) return rootKey
  if (!isThere(dataFile)) return createRootKey(file)

  // Another start may just have made the key and then the data file.
  const lateRootKey = readRootKey(file)
  if (lateRootKey !== undefined) return lateRootKey
  throw new InputUnreadableError(
    `${dataFile} is there, but its root key ${file} is not, and nothing else opens it. ` +
      `Put the root key back from a backup, or move ${dataFile} away to begin anew.`,
  )
}

function readRootKey(file: string): Buffer | undefined {
  try {
    const entry = lstatSync(file, { throwIfNoEntry: false })
    if (entry === undefined) return undefined
    if (!entry.isFile()) throw notRegular(file, entry.isSymbolicLink())

    // Not followed here either, as the entry may have been exchanged.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      return readDescriptor(file, descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    if (cause instanceof SealbenchError) throw cause
    throw unreadable(file, cause)
  }
}

function readDescriptor(file: string, descriptor: number): Buffer {
  assertPrivate(file, descriptor)
  const { size } = fstatSync(descriptor)
  if (size !== rootKeyLength) throw notAKey(file, size)
  const rootKey = unpooledBytes(rootKeyLength)
  const length = readSync(descriptor, rootKey, 0, rootKeyLength, 0)
  if (length === rootKeyLength) return rootKey
  wipe(rootKey)
  throw notAKey(file, length)
}

function createRootKey(file: string): Buffer {
  const rootKey = unpooledBytes(rootKeyLength)
  randomFillSync(rootKey)
  if (isPlaced(rootKey, file)) return rootKey

  wipe(rootKey)
  const othersRootKey = readRootKey(file)
  if (othersRootKey !== undefined) return othersRootKey
  throw new InputUnreadableError(`${file} was removed just after it was made. Start again.`)
}

/** False where `file` is there already. The key has its name only once it is whole and on disk. */
function isPlaced(rootKey: Buffer, file: string): boolean {
  const temporary = temporaryNameOf(file)
  try {
    try {
      writePrivate(temporary, rootKey)
      const isNew = isLinked(temporary, file)
      syncFolder(path.dirname(file))
      return isNew
    } finally {
      rmSync(temporary, { force: true })
    }
  } catch (cause) {
    wipe(rootKey)
    if (cause instanceof SealbenchError) throw cause
    throw unwritable(file, cause)
  }
}

function writePrivate(temporary: string, rootKey: Buffer): void {
  const descriptor = openSync(temporary, 'wx', privateMode)
  try {
    // Some file systems keep no modes: better told now than at the next start.
    assertPrivate(temporary, descriptor)
    writeSync(descriptor, rootKey)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Unlike a rename, a link never replaces. */
function isLinked(temporary: string, file: string): boolean {
  try {
    linkSync(temporary, file)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false
    throw error
  }
}

function assertPrivate(file: string, descriptor: number): void {
  // Windows has no such modes; Node makes them up there.
  if (process.platform === 'win32') return
  const mode = fstatSync(descriptor).mode & 0o777
  if ((mode & 0o077) === 0) return
  throw new InputUnreadableError(
    `The root key ${file} has mode ${mode.toString(8).padStart(3, '0')}: others than its owner may use it. ` +
      `Do: chmod 600 ${file} (on a file system that keeps modes). If others may have read it, ` +
      'count the keys in the data file as known to them.',
  )
}

function notRegular(file: string, isLink: boolean): InputUnreadableError {
  const kind = isLink ? 'a symbolic link' : 'no regular file'
  return new InputUnreadableError(`The root key ${file} is ${kind}. Put the key itself there, with mode 600.`)
}

function notAKey(file: string, length: number): InputUnreadableError {
  return new InputUnreadableError(
    `The root key ${file} has ${length} bytes where a root key has ${rootKeyLength}. ` +
      'Put the right one back from a backup.',
  )
}

function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (cause) {
    throw unreadable(file, cause)
  }
}
