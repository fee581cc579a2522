/**
 * A suite of the envelope as a cipher among others, under key material of its own.
 *
 * @module
 */
import { randomBytes, randomFillSync } from 'node:crypto'

import type { RecordCipher } from '../contestants/contestant.ts'
import { SealingKey } from '../envelope/key-material.ts'
import type { KeyReference } from '../envelope/layout.ts'
import { openParsed } from '../envelope/open.ts'
import { parseEnvelope } from '../envelope/parse.ts'
import { sealedLength, sealInto } from '../envelope/seal.ts'
import { unpooledBytes } from '../envelope/secret-bytes.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import { contentOf, laidOut } from '../record-path/plain-layout.ts'

const inline: KeyReference = { kind: 'inline' }
/** As KMS returns it. */
const edkLength = 184

export interface SuiteCipher extends RecordCipher, Disposable {
  /** Bytes of partition key and payload, with the two of their layout. */
  readonly sealedLength: (contentBytes: number) => number
  /** The salt; in suites that derive nothing it is the nonce. */
  readonly uniquePart: (sealed: Buffer) => Buffer
}

/** Whoever made it disposes it: that wipes its key material. */
export function suiteCipher(suite: Suite): SuiteCipher {
  const keyMaterial = unpooledBytes(32)
  randomFillSync(keyMaterial)
  const key = SealingKey.prepare(suite, keyMaterial, randomBytes(edkLength))
  return {
    seal(content, context) {
      const { partitionKey, payload } = contentOf(content)
      const keyBytes = content.length - payload.length - 2
      const sealed = Buffer.alloc(sealedLength(suite, inline, edkLength, keyBytes, payload.length))
      sealInto(sealed, 0, key, context, partitionKey, payload, inline)
      return sealed
    },

    open(sealed, context) {
      const parsed = parseEnvelope(sealed)
      // The suite at hand may be a variant of the one that is registered.
      const named = parsed.suite.id === suite.id ? { ...parsed, suite } : parsed
      return laidOut(openParsed(named, key, context))
    },

    sealedLength: (contentBytes) => sealedLength(suite, inline, edkLength, 0, contentBytes - 2),

    uniquePart: (sealed) => {
      const { saltAt, commitmentAt } = parseEnvelope(sealed)
      return sealed.subarray(saltAt, commitmentAt)
    },

    [Symbol.dispose]: () => key.wipe(),
  }
}
