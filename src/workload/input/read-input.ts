/**
 * Reads a trace or record file whole, after making sure that it is one: a
 * folder, a pipe or a disk image must give one clear line and not a hang.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync, type Stats } from 'node:fs'

import { InputUnreadableError } from '../../errors.ts'

/** Largest trace or record file, 256 MiB: it is held in memory. */
export const inputBytesMax = 256 * 2 ** 20

/** The bytes of `path`, which are valid UTF-8, without a byte order mark. Throws `InputUnreadableError`. */
export function readInput(path: string): Buffer {
  assertReadable(path)
  const content = attempt(path, () => readFileSync(path))
  if (!isUtf8(content)) {
    throw new InputUnreadableError(
      `${path}: line ${firstLineNotUtf8(content)} is not valid UTF-8. Save the file as UTF-8 text.`,
    )
  }
  return content.subarray(0, 3).equals(byteOrderMark) ? content.subarray(3) : content
}

/** Throws `InputUnreadableError` unless `path` is a regular file of a size that can be read. */
export function assertReadable(path: string): void {
  const status = attempt(path, () => statSync(path))
  const fault = faultOf(status)
  if (fault !== undefined) throw new InputUnreadableError(`${path}: ${fault}`)
}

const byteOrderMark = Buffer.from('\u{FEFF}')

const adviceOf: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path; it is taken relative to the scenario.',
  ENOTDIR: 'a part of the path is not a folder. Check the path; it is taken relative to the scenario.',
  EACCES: 'this user may not read it. Grant read permission, or name another file.',
  EPERM: 'this user may not read it. Grant read permission, or name another file.',
}

function attempt<Result>(path: string, action: () => Result): Result {
  try {
    return action()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    const advice = adviceOf[code] ?? `it cannot be read (${code}). Name a readable file.`
    throw new InputUnreadableError(`${path}: ${advice}`, { cause })
  }
}

function faultOf(status: Stats): string | undefined {
  if (status.isDirectory()) return 'this is a folder. Name a file inside it.'
  if (!status.isFile()) return 'this is not a regular file. Copy its content into one and name that.'
  if (status.size === 0) return 'the file is empty. Name a file with at least one row.'
  if (status.size > inputBytesMax) {
    const mebibytes = (status.size / 2 ** 20).toFixed(1)
    return `the file has ${mebibytes} MiB, more than the 256 MiB that are held in memory. Take a part of it.`
  }
  return undefined
}

/** No UTF-8 sequence spans a line feed, so that lines can be checked one by one. */
function firstLineNotUtf8(content: Buffer): number {
  let line = 1
  let start = 0
  for (;;) {
    const end = content.indexOf(0x0a, start)
    if (end === -1 || !isUtf8(content.subarray(start, end))) return line
    line += 1
    start = end + 1
  }
}
