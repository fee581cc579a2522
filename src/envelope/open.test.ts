/**
 * Records that are opened, and the one reason for each that is not.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { EnvelopeFailure } from './envelope-error.ts'
import { batchTable, context, edk, keyReferences, open, otherEdk, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { keyOf, reasonOf } from './open.fixture.ts'
import { openParsed } from './open.ts'
import { parseEnvelope } from './parse.ts'
import type { PublicInputs } from './public-inputs.ts'
import { recordContext } from './record-context.ts'
import { unpooledCopy } from './secret-bytes.ts'
import { aes256GcmHkdfSha512 } from './suites/aes-256-gcm-hkdf-sha512.ts'
import { chacha20Poly1305HkdfSha512 } from './suites/chacha20-poly1305-hkdf-sha512.ts'
import { suites } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

/** What may be found where one bit of a field is flipped. */
function expectedReasons(record: Buffer, at: number): readonly EnvelopeFailure[] {
  const { suite, saltAt, commitmentAt, ciphertextAt } = parseEnvelope(record)
  const wrongLength: readonly EnvelopeFailure[] = ['TOO_SHORT', 'BAD_CT_LEN', 'TRAILING_OR_TRUNCATED']
  const wrongKey: EnvelopeFailure = suite.commitmentLength > 0 ? 'COMMITMENT' : 'AUTH'
  if (at < 2) return ['BAD_MAGIC']
  if (at === 2) return ['BAD_VERSION']
  // Some types differ in one bit, and an index of two bytes could be an EDK of two bytes.
  if (at === 3) return ['BAD_KEYREF_TYPE', 'BAD_KEYREF_LEN', 'AUTH']
  // Two suites that differ in one bit may also differ in lengths, or share them.
  if (at < 6) return ['BAD_SUITE', ...wrongLength, 'COMMITMENT', 'AUTH']
  if (at < 8) return ['BAD_KEYREF_LEN', ...wrongLength]
  if (at < saltAt) return ['AUTH', 'UNKNOWN_EDK']
  if (at < commitmentAt) return [wrongKey]
  if (at < ciphertextAt - 4) return ['COMMITMENT']
  if (at < ciphertextAt) return ['BAD_CT_LEN', 'TRAILING_OR_TRUNCATED']
  return ['AUTH']
}

describe('parseEnvelope and openParsed', () => {
  for (const suite of suites) {
    for (const keyReference of keyReferences) {
      const key = keyOf(suite)
      const record = seal({ key, keyReference })
      const name = `${suite.name}, ${keyReference.kind}`

      it(`refuses every truncation of a record (${name})`, () => {
        for (let length = 0; length < record.length; length += 1) {
          const expected = length < parseEnvelope(record).ciphertextAt ? 'TOO_SHORT' : 'TRAILING_OR_TRUNCATED'

          assert.equal(
            reasonOf(() => open(record.subarray(0, length))),
            expected,
            `${length} bytes`,
          )
        }
      })

      it(`refuses every flip of one bit (${name})`, () => {
        for (let bit = 0; bit < record.length * 8; bit += 1) {
          const at = bit >> 3
          const flipped = Buffer.from(record)
          flipped.writeUInt8((record[at] as number) ^ (1 << (bit & 7)), at)

          const reason = reasonOf(() => open(flipped))

          assert.ok(expectedReasons(record, at).includes(reason as EnvelopeFailure), `bit ${bit}: ${reason}`)
        }
      })

      it(`refuses bytes after a record (${name})`, () => {
        assert.equal(
          reasonOf(() => open(Buffer.concat([record, Buffer.of(0)]))),
          'TRAILING_OR_TRUNCATED',
        )
      })

      it(`refuses a record of another stream or shard (${name})`, () => {
        const arn = 'arn:aws:kinesis:us-east-1:123456789012:stream/orders'
        const expected = suite.commitmentLength > 0 ? 'COMMITMENT' : 'AUTH'

        assert.equal(
          reasonOf(() => open(record, recordContext(`${arn}2`, 'shardId-000000000003'))),
          expected,
        )
        assert.equal(
          reasonOf(() => open(record, recordContext(arn, 'shardId-000000000004'))),
          expected,
        )
        assert.equal(
          reasonOf(() => open(record, recordContext(arn, 'shardId-000000000003'))),
          'opened',
        )
      })

      it(`refuses another key material (${name})`, () => {
        const other = SealingKey.prepare(suite, unpooledCopy(Buffer.alloc(32, 9)), edk)
        const expected = suite.commitmentLength > 0 ? 'COMMITMENT' : 'AUTH'

        assert.equal(
          reasonOf(() => openParsed(parseEnvelope(record), other, context)),
          expected,
        )
      })

      it(`refuses another EDK of the same key material (${name})`, () => {
        assert.equal(
          reasonOf(() => openParsed(parseEnvelope(record), keyOf(suite, otherEdk), context)),
          'AUTH',
        )
      })

      it(`refuses the head of one record with the tail of another (${name})`, () => {
        const { ciphertextAt } = parseEnvelope(record)
        const other = seal({ key, keyReference })
        const graft = Buffer.concat([record.subarray(0, ciphertextAt), other.subarray(ciphertextAt)])

        assert.equal(
          reasonOf(() => open(graft)),
          'AUTH',
        )
      })
    }

    it(`refuses a ciphertext length outside of its limits before anything else of it (${suite.name})`, () => {
      const lengthAt = parseEnvelope(seal({ key: keyOf(suite) })).ciphertextAt - 4
      const withLength = (length: number): Buffer => {
        const record = Buffer.from(seal({ key: keyOf(suite) }))
        record.writeUInt32BE(length, lengthAt)
        return record
      }
      const most = 10 * 1024 * 1024 + 2

      assert.equal(
        reasonOf(() => open(withLength(2))),
        'BAD_CT_LEN',
      )
      assert.equal(
        reasonOf(() => open(withLength(3))),
        'TRAILING_OR_TRUNCATED',
      )
      assert.equal(
        reasonOf(() => open(withLength(most))),
        'TRAILING_OR_TRUNCATED',
      )
      assert.equal(
        reasonOf(() => open(withLength(most + 1))),
        'BAD_CT_LEN',
      )
      assert.equal(
        reasonOf(() => open(withLength(0xffff_ffff))),
        'BAD_CT_LEN',
      )
    })
  }

  it('refuses a key that was prepared for another suite', () => {
    const parsed = parseEnvelope(seal({ key: keyOf(suites[0]) }))

    assert.equal(
      reasonOf(() => openParsed(parsed, keyOf(chacha20Poly1305HkdfSha512), context)),
      'SUITE_NOT_ALLOWED',
    )
  })

  it('refuses the reserved suite', () => {
    const record = seal({ key: keyOf(suites[0]) })
    record.writeUInt16BE(0, 4)

    assert.equal(
      reasonOf(() => open(record)),
      'BAD_SUITE',
    )
  })

  it('refuses what is authentic but cannot be a record, and wipes it', () => {
    const layouts: readonly (readonly [string, Buffer])[] = [
      ['no partition key', Buffer.of(0, 0, 1)],
      ['longer than the record', Buffer.of(0, 2, 65)],
      ['longer than allowed', Buffer.concat([Buffer.of(0x04, 0x01), Buffer.alloc(1025, 65)])],
      ['not UTF-8', Buffer.of(0, 1, 0xff)],
      ['a lone surrogate', Buffer.of(0, 3, 0xed, 0xa0, 0x80)],
    ]

    for (const [what, inner] of layouts) {
      const released: Buffer[] = []
      const record = seal({
        key: keyOf(writingInner(inner)),
        partitionKey: 'k',
        payload: Buffer.alloc(inner.length - 3),
      })
      const parsed = parseEnvelope(record)
      const suite = watching(released)

      assert.equal(
        reasonOf(() => openParsed({ ...parsed, suite }, keyOf(suite), context)),
        'BAD_INNER',
        what,
      )
      assert.deepEqual(released, [Buffer.alloc(inner.length)])
    }
  })

  it('opens a duplicate: replay within a shard is outside what a record can tell', () => {
    const record = seal({ key: keyOf(suites[0]) })

    assert.deepEqual(open(record), open(Buffer.from(record)))
  })

  it('does not tell batch indexes apart, so that the EDK behind them decides', () => {
    const record = seal({ key: keyOf(suites[0]), keyReference: { kind: 'batch-index', index: 0 } })
    assert.deepEqual(batchTable[0], otherEdk)

    assert.equal(
      reasonOf(() => open(record)),
      'AUTH',
    )
  })
})

/** The default suite, by a writer that puts `inner` where partition key and payload belong. */
function writingInner(inner: Buffer): Suite {
  return {
    ...aes256GcmHkdfSha512,
    encryptInto(secrets: Buffer, inputs: PublicInputs, _inner: Buffer, target: Buffer, offset: number) {
      aes256GcmHkdfSha512.encryptInto(secrets, inputs, inner, target, offset)
    },
  }
}

/** The default suite, with all that it decrypts kept in `released`. */
function watching(released: Buffer[]): Suite {
  return {
    ...aes256GcmHkdfSha512,
    decrypt(secrets: Buffer, inputs: PublicInputs, ciphertext: Buffer, tag: Buffer) {
      const inner = aes256GcmHkdfSha512.decrypt(secrets, inputs, ciphertext, tag)
      released.push(inner)
      return inner
    },
  }
}
