/**
 * What the signer of the SDK signs, which the service must accept.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { describe, it } from 'node:test'

import { SignatureV4 } from '@smithy/signature-v4'
import * as fc from 'fast-check'

import { credentialsOf, epochMs, region } from '../service.fixture.ts'
import { ann, verify } from './signature.fixture.ts'

describe('verifySignatures', () => {
  it('accepts what the signer of the SDK signs, over HTTP/1.1 and HTTP/2', async () => {
    const signer = new SignatureV4({
      service: 'kms',
      region,
      credentials: credentialsOf('ann'),
      sha256: NodeSha256,
    })
    const host = `kms.${region}.amazonaws.com`

    for (const headers of [{ host }, { ':authority': host }]) {
      const signed = await signer.sign(
        { method: 'POST', protocol: 'https:', hostname: host, path: '/', headers, body: '{}' },
        { signingDate: new Date(epochMs) },
      )
      const request = { method: 'POST', path: '/', headers: signed.headers, body: Buffer.from('{}') }

      assert.equal((await verify(request)).principal, ann)
    }
  })

  it('accepts what the signer of the SDK signs, whatever the path, the query and the headers', async () => {
    const signer = new SignatureV4({
      service: 'kms',
      region,
      credentials: credentialsOf('ann'),
      sha256: NodeSha256,
    })
    const word = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('', '.', '..', "!'()*", 'ä €', '+', '%2F'),
    )
    const name = fc.stringMatching(/^x-[a-z0-9.-]{1,6}$/)
    const value = fc.oneof(word, fc.constantFrom('  a   b ', 'a\t\tb', ' ', '\t'))
    const message = fc.record({
      segments: fc.array(word, { maxLength: 4 }),
      query: fc.dictionary(word, fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), {
        maxKeys: 3,
      }),
      more: fc.dictionary(name, value, { maxKeys: 3 }),
      body: fc.string(),
    })

    await fc.assert(
      fc.asyncProperty(message, async ({ segments, query, more, body }) => {
        const path = `/${segments.map(encodeURIComponent).join('/')}`
        const signed = await signer.sign(
          {
            method: 'POST',
            protocol: 'https:',
            hostname: 'localhost',
            path,
            query,
            headers: { host: 'localhost', ...more },
            body,
          },
          { signingDate: new Date(epochMs) },
        )
        const text = Object.entries(query)
          .flatMap(([key, given]) =>
            [given].flat().map((one) => [key, one].map(encodeURIComponent).join('=')),
          )
          .join('&')

        const identity = await verify({
          method: 'POST',
          path: text === '' ? path : `${path}?${text}`,
          headers: signed.headers,
          body: Buffer.from(body),
        })

        assert.equal(identity.principal, ann)
      }),
      { seed: 4, numRuns: 500 },
    )
  })
})

/** What the SDK's signer asks of a hash. */
class NodeSha256 {
  readonly #secret: Uint8Array | undefined
  readonly #chunks: Uint8Array[] = []

  constructor(secret?: unknown) {
    this.#secret = secret === undefined ? undefined : Buffer.from(secret as Uint8Array)
  }

  update(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
  }

  async digest(): Promise<Uint8Array> {
    const digest = this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
    return digest.update(Buffer.concat(this.#chunks)).digest()
  }

  reset(): void {
    this.#chunks.length = 0
  }
}
