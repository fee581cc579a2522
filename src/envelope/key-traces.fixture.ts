/**
 * Counts, in its own writable memory, the copies of secrets that are left once
 * records were sealed and opened and the key was wiped. It runs as a process
 * of its own, so that what it finds is the envelope's doing.
 *
 * Secrets come in on the command line under a mask, and are looked for under
 * it, so that the search does not find itself (Linux only: /proc/self/mem).
 *
 * @module
 */
import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

import { EnvelopeError } from './envelope-error.ts'
import { context, edk, saltOf } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { openParsed } from './open.ts'
import { parseEnvelope } from './parse.ts'
import { sealedLength, sealInto } from './seal.ts'
import { unpooledBytes } from './secret-bytes.ts'
import { suiteNamed, type SuiteName } from './suites/registry.ts'

const mask = 0x5a
const [suiteName, maskedKeyMaterial, ...maskedSecrets] = process.argv.slice(2).map(String)
assert(suiteName !== undefined && maskedKeyMaterial !== undefined)
const patterns = [maskedKeyMaterial, ...maskedSecrets].map((masked) => Buffer.from(masked, 'hex'))

const startLength = 4
const chunk = Buffer.allocUnsafeSlow(1 << 20).fill(0)
const small = Buffer.allocUnsafeSlow(64).fill(0)

const suite = suiteNamed(suiteName as SuiteName)
const key = SealingKey.prepare(suite, unmasked(patterns[0] as Buffer), edk)
const record = sealAndOpen()
const whileCached = countCopies()
key.wipe()
const afterWipe = countCopies()
const planted = patterns.map(unmasked)
const whilePlanted = countCopies()
for (const bytes of planted) bytes.fill(0)
console.log(JSON.stringify({ whileCached, afterWipe, whilePlanted, recordLength: record.length }))

function sealAndOpen(): Buffer {
  const payload = Buffer.alloc(1024, 7)
  const sealed = Buffer.alloc(sealedLength(suite, { kind: 'inline' }, edk.length, 4, payload.length))
  for (let round = 0; round < 50; round += 1) {
    sealInto(sealed, 0, key, context, 'test', payload, { kind: 'inline' }, saltOf(suite))
    assert(openParsed(parseEnvelope(sealed), key, context).payload.equals(payload))
    for (const at of ['tagAt', 'commitmentAt'] as const) refuseDamagedAt(sealed, parseEnvelope(sealed)[at])
  }
  return sealed
}

/** Failing has to leave as little behind as opening. */
function refuseDamagedAt(sealed: Buffer, at: number): void {
  const damaged = Buffer.from(sealed)
  damaged.writeUInt8((damaged[at] as number) ^ 1, at)
  try {
    openParsed(parseEnvelope(damaged), key, context)
  } catch (error) {
    if (error instanceof EnvelopeError) return
  }
  throw new Error('a damaged record was opened')
}

function unmasked(masked: Buffer): Buffer {
  const secret = unpooledBytes(masked.length)
  for (const [index, byte] of masked.entries()) secret[index] = byte ^ mask
  return secret
}

/** How many copies of each secret there are. */
function countCopies(): number[] {
  const copies = patterns.map(() => 0)
  // Too short to be secrets, yet rare enough to look for.
  const starts = patterns.map((masked) => unmasked(masked.subarray(0, startLength)))
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

function isAt(memory: number, address: number, masked: Buffer): boolean {
  const found = readSome(memory, small, address, address + masked.length)
  const isSame = found === masked.length && masked.every((byte, index) => small[index] === (byte ^ mask))
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
