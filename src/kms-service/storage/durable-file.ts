/**
 * Replaces a file so that a crash at any moment leaves the old content or the
 * new, whole, and so that the new one outlives a power cut once it is told of.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'

import { InputUnreadableError, OutputUnwritableError } from '../../errors.ts'

/** For its owner alone. */
export const privateMode = 0o600

/** The steps of a write; a crash may fall between any two. */
export interface WriteSteps {
  readonly create: (temporary: string) => Promise<FileHandle>
  readonly write: (handle: FileHandle, content: Uint8Array) => Promise<void>
  readonly sync: (handle: FileHandle) => Promise<void>
  readonly rename: (temporary: string, file: string) => Promise<void>
  readonly syncFolder: (folder: string) => void
}

export const writeSteps: WriteSteps = {
  create: (temporary) => open(temporary, 'wx', privateMode),
  write: (handle, content) => handle.writeFile(content),
  sync: (handle) => handle.sync(),
  rename,
  syncFolder,
}

/**
 * Gives `file` the bytes of `content`. Once this resolves they are durable;
 * if it rejects the file has its old content or the new one.
 *
 * @throws {OutputUnwritableError}
 */
export async function replaceFile(file: string, content: Uint8Array, steps = writeSteps): Promise<void> {
  const temporary = temporaryNameOf(file)
  try {
    const handle = await steps.create(temporary)
    try {
      await steps.write(handle, content)
      await steps.sync(handle)
    } finally {
      await handle.close()
    }
    await steps.rename(temporary, file)
    steps.syncFolder(path.dirname(file))
  } catch (cause) {
    // What went wrong first is what is told.
    await rm(temporary, { force: true }).catch(() => {})
    throw unwritable(file, cause)
  }
}

/** Makes new names in `folder` durable, where the system has a way to do so. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } catch (error) {
    // Some network file systems have no such call, and nothing better.
    if (!['EINVAL', 'ENOTSUP'].includes(systemCodeOf(error) ?? '')) throw error
  } finally {
    closeSync(descriptor)
  }
}

/** A name beside `file` that nobody has used. */
export function temporaryNameOf(file: string): string {
  return `${file}.${randomBytes(8).toString('hex')}.tmp`
}

/** What crashes have left beside `file`, and what others are writing just now. */
export function temporaryFilesOf(file: string): readonly string[] {
  const folder = path.dirname(file)
  const prefix = `${path.basename(file)}.`
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && /^[0-9a-f]{16}\.tmp$/.test(name.slice(prefix.length)))
    .map((name) => path.join(folder, name))
}

/**
 * Removes what crashes have left beside `file`, which nobody else may be writing.
 *
 * @throws {OutputUnwritableError}
 */
export function removeTemporaryFiles(file: string): void {
  try {
    for (const temporary of temporaryFilesOf(file)) rmSync(temporary, { force: true })
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

const adviceOf: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space.',
  EDQUOT: 'The disk quota is used up. Free some space.',
  EACCES: 'Permission is denied. Run as the owner of the file and its folder, or choose another place.',
  EPERM: 'Permission is denied. Run as the owner of the file and its folder, or choose another place.',
  EROFS: 'The file system is read-only. Choose another place.',
  ENOENT: 'Its folder is not there. Make the folder, or choose another place.',
  ENOTDIR: 'A part of that path is a file, not a folder. Choose another place.',
  EISDIR: 'A folder of that name is in the way. Remove it, or choose another name.',
}

export function unwritable(file: string, cause: unknown): OutputUnwritableError {
  return new OutputUnwritableError(`Cannot write ${file}. ${adviceFor(cause)}`, { cause })
}

export function unreadable(file: string, cause: unknown): InputUnreadableError {
  return new InputUnreadableError(`Cannot read ${file}. ${adviceFor(cause)}`, { cause })
}

function adviceFor(cause: unknown): string {
  const code = systemCodeOf(cause) ?? 'unknown error'
  return adviceOf[code] ?? `The file system says ${code}. Check the disk, or choose another place.`
}

/** Such as `ENOENT`. */
export function systemCodeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
