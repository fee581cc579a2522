/**
 * What must be right about anything that seals records before it is timed: a
 * cipher that is fast because it is broken would win every comparison.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'

import type { RecordCipher } from '../contestants/contestant.ts'
import { recordContext, type RecordContext } from '../envelope/record-context.ts'
import { laidOut, plainLength } from '../record-path/plain-layout.ts'

export interface ConformanceSubject {
  readonly cipher: RecordCipher
  /** Nonce, salt or message id of a sealed record. */
  readonly uniquePart: (sealed: Buffer) => Buffer
  /** False for what promises nothing but to give records back. */
  readonly isSealing: boolean
  /** Its messages end by themselves, and it is known not to look at what follows them. */
  readonly ignoresTrailingBytes?: boolean | undefined
  /** Most bytes of partition key and payload together that it takes; no limit if left out. */
  readonly contentBytesMax?: number | undefined
  /** Bytes that it makes of so much content, where that is known beforehand. */
  readonly sealedLength?: ((contentBytes: number) => number) | undefined
}

const partitionKey = 'key'
const arn = 'arn:aws:kinesis:us-east-1:123456789012:stream/conformance'
const context = recordContext(arn, 'shardId-000000000001')
const otherContexts = [
  recordContext(arn, 'shardId-000000000002'),
  recordContext(`${arn}-2`, 'shardId-000000000001'),
]
/** Payload bytes: none, one, both sides of a cipher's block, more than one frame. */
const sizes = [0, 1, 11, 12, 13, 1024, 3000, 70_000]
/** Payload bytes of the record that is tampered with and sealed again and again. */
const usualSize = 300
const repetitions = 64
/** Bytes that are changed: the first and last of a record, and others spread over it. */
const edge = 12
const spread = 48

/** Why `subject` must not be timed, in words; undefined where it conforms. Takes milliseconds, and slow libraries a second. */
export async function whyNotConforming(subject: ConformanceSubject): Promise<string | undefined> {
  const checks = subject.isSealing
    ? [givesRecordsBack, hidesThem, keepsLengths, rejectsTampering, rejectsOtherContexts, neverRepeats]
    : [givesRecordsBack]
  for (const check of checks) {
    const fault = await check(subject)
    if (fault !== undefined) return fault
  }
  return undefined
}

type Check = (subject: ConformanceSubject) => Promise<string | undefined>

const givesRecordsBack: Check = async (subject) => {
  for (const size of sizesFor(subject)) {
    const content = contentOf(size)
    const sealed = await subject.cipher.seal(content, context)
    const opened = await opening(subject.cipher, sealed, context)
    if (opened?.equals(content) !== true)
      return `round trip: a record of ${size} payload bytes does not come back as it was`
  }
  return undefined
}

const hidesThem: Check = async ({ cipher }) => {
  const content = contentOf(usualSize)
  const sealed = await cipher.seal(content, context)
  return sealed.includes(content.subarray(-32))
    ? 'secrecy: the payload stands in the sealed record'
    : undefined
}

const keepsLengths: Check = async (subject) => {
  for (const size of sizesFor(subject)) {
    const content = contentOf(size)
    const { length } = await subject.cipher.seal(content, context)
    const expected = subject.sealedLength?.(content.length)
    if (expected !== undefined && length !== expected)
      return `length: ${content.length} bytes of content make ${length}, and should make ${expected}`
    // Nothing compresses, since that would tell about the content; and whatever authenticates adds a tag.
    if (length < content.length + 16) return `length: ${content.length} bytes of content make only ${length}`
  }
  return undefined
}

const rejectsTampering: Check = async ({ cipher, ignoresTrailingBytes = false }) => {
  const content = contentOf(usualSize)
  const sealed = await cipher.seal(content, context)
  for (const position of positionsIn(sealed)) {
    const changed = Buffer.from(sealed)
    changed[position]! ^= 1 << (position & 7)
    if ((await opening(cipher, changed, context)) !== undefined)
      return `authenticity: a record opens with a bit of byte ${position} changed`
  }
  const longer = ignoresTrailingBytes ? [] : [Buffer.concat([sealed, Buffer.alloc(1)])]
  for (const cut of [sealed.subarray(0, -1), ...longer]) {
    if ((await opening(cipher, cut, context)) !== undefined)
      return `authenticity: a record of ${sealed.length} bytes opens with ${cut.length}`
  }
  return undefined
}

const rejectsOtherContexts: Check = async ({ cipher }) => {
  const sealed = await cipher.seal(contentOf(usualSize), context)
  for (const other of otherContexts) {
    if ((await opening(cipher, sealed, other)) !== undefined)
      return 'context: a record opens as one of another shard or stream'
  }
  return undefined
}

/**
 * No nonce twice, and no keystream twice: two records under one keystream differ
 * as their contents do, wherever in them the ciphertext lies.
 */
const neverRepeats: Check = async (subject) => {
  const { cipher } = subject
  const first = contentOf(usualSize)
  const sealedFirst = await cipher.seal(first, context)
  const seen = new Set([subject.uniquePart(sealedFirst).toString('latin1')])
  for (let count = 1; count < repetitions; count += 1) {
    const content = contentOf(usualSize)
    const sealed = await cipher.seal(content, context)
    seen.add(subject.uniquePart(sealed).toString('latin1'))
    if (seen.size <= count) return `uniqueness: after ${count} records a salt or nonce came again`
    const difference = xor(first, content).subarray(-32)
    if (xor(sealedFirst, sealed).includes(difference))
      return 'uniqueness: two records are encrypted under the same key and nonce'
  }
  return undefined
}

function sizesFor({ contentBytesMax = Infinity }: ConformanceSubject): number[] {
  const beside = plainLength({ partitionKey, payload: Buffer.alloc(0) })
  return sizes.filter((size) => size + beside <= contentBytesMax)
}

/** Undefined where it does not open. */
async function opening(
  cipher: RecordCipher,
  sealed: Buffer,
  where: RecordContext,
): Promise<Buffer | undefined> {
  try {
    return await cipher.open(sealed, where)
  } catch {
    return undefined
  }
}

function contentOf(payloadBytes: number): Buffer {
  return laidOut({ partitionKey, payload: randomBytes(payloadBytes) })
}

function positionsIn({ length }: Buffer): readonly number[] {
  const inside = Array.from({ length: spread }, (_, index) => Math.floor(((index + 0.5) * length) / spread))
  const edges = Array.from({ length: Math.min(edge, length) }, (_, index) => [index, length - 1 - index])
  return [...new Set([...edges.flat(), ...inside])]
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.subarray(0, other.length).map((byte, index) => byte ^ other[index]!))
}
