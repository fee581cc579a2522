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
import { suiteNamed, type SuiteName } from './suites/registry.ts'

const mask = 0x5a
const [suiteName, maskedKeyMaterial, ...maskedSecrets] = process.argv.slice(2).map(String)
assert(suiteName !== undefined && maskedKeyMaterial !== undefined)
const patterns = [maskedKeyMaterial, ...maskedSecrets].map((masked) => Buffer.from(masked, 'hex'))

const suite = suiteNamed(suiteName as SuiteName)
const key = SealingKey.prepare(suite, unmasked(patterns[0] as Buffer), edk)
const record = sealAndOpen()
const whileCached = patterns.map(copiesOf)
key.wipe()
const afterWipe = patterns.map(copiesOf)
const planted = patterns.map(unmasked)
const whilePlanted = patterns.map(copiesOf)
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
  const secret = Buffer.allocUnsafeSlow(masked.length)
  for (const [index, byte] of masked.entries()) secret[index] = byte ^ mask
  return secret
}

function copiesOf(masked: Buffer): number {
  // Too short to be a secret, yet rare enough to look for.
  const start = unmasked(masked.subarray(0, 4))
  const chunk = Buffer.alloc(1 << 20)
  const memory = openSync('/proc/self/mem', 'r')
  let copies = 0
  for (const { from, to } of writableRegions()) {
    for (let at = from; at < to; at += chunk.length - masked.length + 1) {
      chunk.fill(0)
      copies += copiesIn(chunk.subarray(0, readSome(memory, chunk, at, to)), start, masked)
    }
  }
  chunk.fill(0)
  closeSync(memory)
  return copies
}

function copiesIn(bytes: Buffer, start: Buffer, masked: Buffer): number {
  let copies = 0
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) {
    if (
      at + masked.length <= bytes.length &&
      masked.every((byte, index) => bytes[at + index] === (byte ^ mask))
    ) {
      copies += 1
    }
  }
  return copies
}

function readSome(memory: number, chunk: Buffer, at: number, to: number): number {
  try {
    return readSync(memory, chunk, 0, Math.min(chunk.length, to - at), at)
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
