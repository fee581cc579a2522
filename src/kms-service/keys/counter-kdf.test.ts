import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { deriveInCounterMode } from './counter-kdf.ts'

const vectorFile = fileURLToPath(new URL('../../../../shared/vectors/kbkdf_counter.txt', import.meta.url))
const vectorDigest = '9561e0350e4fe2b81dca3a0fbb86ed5aa2b207cb72ada747814662f8661e995e'

describe('deriveInCounterMode', () => {
  it(
    'gives what AWS-LC publishes for HMAC-SHA256',
    { skip: !existsSync(vectorFile) && `${vectorFile} is absent` },
    () => {
      const text = readFileSync(vectorFile)
      assert.equal(createHash('sha256').update(text).digest('hex'), vectorDigest)
      const cases = sha256CasesOf(text.toString())

      assert.equal(cases.length, 40)
      for (const { secret, info, expected } of cases) {
        assert.deepEqual(deriveInCounterMode(secret, info, expected.length), expected)
      }
    },
  )

  it('takes keys of up to 64 bytes, as HMAC with SHA-256 has them, and no longer ones', () => {
    const fixedInfo = Buffer.from('fixed')

    for (const length of [0, 1, 32, 64]) {
      const key = Buffer.alloc(length, 7)
      const counter = Buffer.from([0, 0, 0, 1])
      const expected = createHmac('sha256', key).update(counter).update(fixedInfo).digest()
      assert.deepEqual(deriveInCounterMode(key, fixedInfo, 32), expected, `${length} bytes`)
    }
    assert.throws(() => deriveInCounterMode(Buffer.alloc(65), fixedInfo, 32), /longer than a block/)
  })

  it('gives unpooled bytes', () => {
    const derived = deriveInCounterMode(Buffer.alloc(32, 1), Buffer.alloc(16), 32)

    assert.equal(derived.buffer.byteLength, 32)
  })

  it('gives different keys for different fixed information', () => {
    const key = Buffer.alloc(32, 1)

    const one = deriveInCounterMode(key, Buffer.from('one'), 32)
    const two = deriveInCounterMode(key, Buffer.from('two'), 32)

    assert.notDeepEqual(one, two)
  })
})

function sha256CasesOf(text: string) {
  const blocks = text.split(/\r?\n\r?\n/).map((block) => block.trim())
  return blocks
    .filter((block) => block.startsWith('HASH=SHA-256'))
    .map((block) => {
      const field = (name: string) =>
        Buffer.from(new RegExp(`^${name}=([0-9A-F]*)`, 'm').exec(block)![1]!, 'hex')
      return { secret: field('SECRET'), info: field('INFO'), expected: field('EXPECT') }
    })
}
