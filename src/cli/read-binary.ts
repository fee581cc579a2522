/**
 * Binary input of the envelope commands: from a file, or from stdin.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs'

import { unpooledCopy } from '../envelope/secret-bytes.ts'
import { InputUnreadableError, UsageError } from '../errors.ts'

/** Reads at most `maxBytes`; `-` or nothing is stdin. The bytes are unpooled. @throws {InputUnreadableError} */
export function readBinary(file: string | undefined, what: string, maxBytes: number): Buffer {
  const isStdin = file === undefined || file === '-'
  if (isStdin && process.stdin.isTTY) throw new UsageError(`Give ${what} as a file, or pipe it in.`)
  const read = readOrExplain(isStdin ? 0 : file, isStdin ? 'stdin' : file, what, maxBytes)
  const bytes = unpooledCopy(read)
  read.fill(0)
  return bytes
}

function readOrExplain(source: string | number, name: string, what: string, maxBytes: number): Buffer {
  try {
    if (typeof source === 'string') checkSize(statSync(source).size, name, what, maxBytes)
    const read = readFileSync(source)
    checkSize(read.length, name, what, maxBytes)
    return read
  } catch (cause) {
    if (cause instanceof InputUnreadableError) throw cause
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    const reason =
      { ENOENT: 'does not exist', EISDIR: 'is a folder', EACCES: 'may not be read' }[code] ??
      `cannot be read (${code})`
    throw new InputUnreadableError(`${name} ${reason}. Name a file with ${what}.`, { cause })
  }
}

function checkSize(size: number, name: string, what: string, maxBytes: number): void {
  if (size > maxBytes)
    throw new InputUnreadableError(`${name} has ${size} bytes, but ${what} has at most ${maxBytes}.`)
}
