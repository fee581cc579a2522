import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { RecordStreamHash } from './record-stream-hash.ts'

describe('RecordStreamHash', () => {
  it('is SHA-256 over the canonical serialisation, however much is written', () => {
    const property = fc.property(writes, fc.integer({ min: 1, max: 3000 }), (some, times) => {
      const hash = new RecordStreamHash()
      const expected = createHash('sha256').update(textBytes('sealbench/record-stream/v1'))
      for (let time = 0; time < times; time += 1) {
        for (const write of some) {
          enter(hash, write)
          expected.update(serialised(write))
        }
      }

      assert.equal(hash.digest(), expected.digest('hex'))
    })
    fc.assert(property, { seed: 20170701, numRuns: 60 })
  })

  it('is not disturbed by being read', () => {
    const read = new RecordStreamHash()
    const unread = new RecordStreamHash()

    for (let value = 0; value < 40_000; value += 1) {
      read.uint32(value)
      unread.uint32(value)
      if (value % 1000 === 0) assert.equal(read.digest(), read.digest())
    }

    assert.equal(read.digest(), unread.digest())
  })
})

type Write =
  | { readonly kind: 'uint32' | 'uint53'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Buffer }

const writes: fc.Arbitrary<Write[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('uint32' as const), value: fc.nat({ max: 2 ** 32 - 1 }) }),
    fc.record({ kind: fc.constant('uint53' as const), value: fc.maxSafeNat() }),
    fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary', maxLength: 300 }) }),
    fc.record({
      kind: fc.constant('bytes' as const),
      value: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    }),
  ),
  { minLength: 1, maxLength: 10 },
)

function enter(hash: RecordStreamHash, write: Write): void {
  switch (write.kind) {
    case 'uint32':
      return hash.uint32(write.value)
    case 'uint53':
      return hash.uint53(write.value)
    case 'text':
      return hash.text(write.value)
    case 'bytes':
      return hash.bytes(write.value)
    default:
      return write satisfies never
  }
}

function serialised(write: Write): Buffer {
  switch (write.kind) {
    case 'uint32': {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(write.value)
      return bytes
    }
    case 'uint53': {
      const bytes = Buffer.alloc(8)
      bytes.writeBigUInt64BE(BigInt(write.value))
      return bytes
    }
    case 'text':
      return textBytes(write.value)
    case 'bytes':
      return write.value
    default:
      return write satisfies never
  }
}

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([serialised({ kind: 'uint32', value: bytes.length }), bytes])
}
