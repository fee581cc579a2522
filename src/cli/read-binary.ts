/**
 * Binary input of the envelope commands: from a file, or from stdin.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isatty } from 'node:tty'

import { unpooledCopy, wipe } from '../envelope/secret-bytes.ts'
import { InputUnreadableError, UsageError } from '../errors.ts'

const stdin = 0

/** Reads at most `maxBytes`; `-` or nothing is stdin. The bytes are unpooled. @throws {InputUnreadableError} */
export function readBinary(file: string | undefined, what: string, maxBytes: number): Buffer {
  const isStdin = file === undefined || file === '-'
  // Asking process.stdin instead would make a pipe non-blocking, and reading it fail.
  if (isStdin && isatty(stdin)) throw new UsageError(`Give ${what} as a file, or pipe it in.`)
  const name = isStdin ? 'stdin' : file
  try {
    const descriptor = isStdin ? stdin : openSync(file, 'r')
    try {
      if (!isStdin) checkKind(descriptor, name, what)
      return readBounded(descriptor, name, what, maxBytes)
    } finally {
      if (!isStdin) closeSync(descriptor)
    }
  } catch (cause) {
    if (cause instanceof InputUnreadableError) throw cause
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    const reason = { ENOENT: 'does not exist', EACCES: 'may not be read' }[code] ?? `cannot be read (${code})`
    throw new InputUnreadableError(`${name} ${reason}. Name a file with ${what}.`, { cause })
  }
}

function checkKind(descriptor: number, name: string, what: string): void {
  const stats = fstatSync(descriptor)
  if (stats.isFile()) return
  const kind = stats.isDirectory() ? 'a folder' : 'no regular file'
  throw new InputUnreadableError(`${name} is ${kind}. Name a file with ${what}.`)
}

/** Reads one byte more than may be there, and no further: an endless device has no size. */
function readBounded(descriptor: number, name: string, what: string, maxBytes: number): Buffer {
  const room = Buffer.alloc(maxBytes + 1)
  let length = 0
  for (;;) {
    const read = readSync(descriptor, room, length, room.length - length, null)
    length += read
    if (read === 0 || length > maxBytes) break
  }
  try {
    if (length <= maxBytes) return unpooledCopy(room.subarray(0, length))
    throw new InputUnreadableError(`${name} has more than ${maxBytes} bytes, the most that ${what} has.`)
  } finally {
    wipe(room)
  }
}
