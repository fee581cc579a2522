/**
 * Counts the copies of secrets in the writable memory of its own process
 * (Linux only: /proc/self/mem). Secrets come in under a mask, and are looked
 * for under it, so that the search does not find itself.
 *
 * @module
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

import { unpooledBytes } from './secret-bytes.ts'

const mask = 0x5a
const startLength = 4
const chunk = Buffer.allocUnsafeSlow(1 << 20).fill(0)
const small = Buffer.allocUnsafeSlow(256).fill(0)

/** Why memory cannot be searched here; false where it can. */
export function whyNoSearch(): string | false {
  if (process.platform !== 'linux') return 'memory can be searched on Linux alone'
  try {
    closeSync(openSync('/proc/self/mem', 'r'))
    return false
  } catch (error) {
    return `this system does not let a process read its own memory: ${String(error)}`
  }
}

/** For the process that is to be searched, such as on its command line. */
export function masked(secret: Uint8Array): string {
  return Buffer.from(secret.map((byte) => byte ^ mask)).toString('hex')
}

/** The secret in memory of its own, which the caller wipes. */
export function unmasked(pattern: Buffer): Buffer {
  const secret = unpooledBytes(pattern.length)
  for (const [index, byte] of pattern.entries()) secret[index] = byte ^ mask
  return secret
}

/** How many copies of each secret there are. */
export function countCopies(patterns: readonly Buffer[]): number[] {
  const copies = patterns.map(() => 0)
  // Too short to be secrets, yet rare enough to look for.
  const starts = patterns.map((pattern) => unmasked(pattern.subarray(0, startLength)))
  const memory = openSync('/proc/self/mem', 'r')
  for (const { from, to } of writableRegions()) {
    for (let at = from; at < to; at += chunk.length - startLength + 1) {
      const candidates = candidatesIn(chunk.subarray(0, readSome(memory, chunk, at, to)), starts)
      // The chunk may have been read into itself, so look again once it is empty.
      chunk.fill(0)
      for (const { pattern, offset } of candidates) {
        if (isAt(memory, at + offset, patterns[pattern] as Buffer))
          copies[pattern] = (copies[pattern] as number) + 1
      }
    }
  }
  closeSync(memory)
  return copies
}

function candidatesIn(bytes: Buffer, starts: readonly Buffer[]): { pattern: number; offset: number }[] {
  const candidates: { pattern: number; offset: number }[] = []
  for (const [pattern, start] of starts.entries()) {
    for (let offset = bytes.indexOf(start); offset >= 0; offset = bytes.indexOf(start, offset + 1)) {
      candidates.push({ pattern, offset })
    }
  }
  return candidates
}

function isAt(memory: number, address: number, pattern: Buffer): boolean {
  const found = readSome(memory, small, address, address + pattern.length)
  const isSame = found === pattern.length && pattern.every((byte, index) => small[index] === (byte ^ mask))
  small.fill(0)
  return isSame
}

function readSome(memory: number, target: Buffer, at: number, to: number): number {
  try {
    return readSync(memory, target, 0, Math.min(target.length, to - at), at)
  } catch {
    // Regions can go away between listing and reading them.
    return 0
  }
}

function writableRegions(): { from: number; to: number }[] {
  return readFileSync('/proc/self/maps', 'latin1')
    .split('\n')
    .filter((line) => / rw/.test(line) && !line.includes('[v'))
    .map((line) => {
      const [from, to] = (line.split(' ')[0] as string)
        .split('-')
        .map((address) => Number.parseInt(address, 16))
      return { from: from as number, to: to as number }
    })
}
