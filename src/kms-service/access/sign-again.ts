/**
 * Verifies a signature by signing the request again with the same signer that
 * clients use.
 *
 * @module
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'

import { SignatureV4 } from '@smithy/signature-v4'

import type { WireRequest } from '../wire.ts'
import type { Principal } from './principals.ts'

/** What a request says of its signature. */
export interface SignedAs {
  readonly region: string
  readonly service: string
  /** In lower case. */
  readonly signedHeaders: ReadonlySet<string>
  /** 64 hex digits. */
  readonly signature: string
}

/**
 * The signer's hash for one principal, on Node's own. It asks for the HMAC of
 * the access key under the secret before each signature, to find the key that
 * it has derived: that one is remembered.
 */
function hashFor({ accessKeyId, secretAccessKey }: Principal) {
  const known = createHmac('sha256', secretAccessKey).update(accessKeyId).digest()
  return class Sha256 {
    readonly #secret: string | Uint8Array | undefined
    #data: Uint8Array = empty

    constructor(secret?: unknown) {
      this.#secret = secret as string | Uint8Array | undefined
    }

    update(chunk: Uint8Array): void {
      this.#data = this.#data.length === 0 ? chunk : Buffer.concat([this.#data, chunk])
    }

    async digest(): Promise<Uint8Array> {
      if (this.#secret === undefined) return hash('sha256', this.#data, 'buffer')
      if (this.#secret === secretAccessKey) return known
      return createHmac('sha256', this.#secret).update(this.#data).digest()
    }

    reset(): void {
      this.#data = empty
    }
  }
}

const empty = new Uint8Array(0)

/** Keep one for each principal: it remembers the keys that it derives. */
export function signerOf(principal: Principal): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = principal
  return new SignatureV4({
    service: 'kms',
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: hashFor(principal),
    applyChecksum: false,
  })
}

/** Says whether the signature is the one that the principal's own signer would make. */
export async function isSigned(
  signer: SignatureV4,
  request: WireRequest,
  { region, service, signedHeaders, signature }: SignedAs,
  signingDate: Date,
): Promise<boolean> {
  const headers: Record<string, string> = {}
  for (const name of signedHeaders)
    headers[name] = (Object.hasOwn(request.headers, name) ? request.headers[name] : undefined) ?? ''
  const [path = '/', ...queries] = request.path.split('?')
  const again = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '',
      path,
      query: queries.length === 0 ? {} : queryOf(queries.join('?')),
      headers,
      body: request.body,
    },
    {
      signingDate,
      signingRegion: region,
      signingService: service,
      signableHeaders: signedHeaders as Set<string>,
    },
  )
  const expected = /Signature=([0-9a-f]{64})$/.exec(again.headers['authorization'] ?? '')?.[1] ?? ''
  const [a, b] = [Buffer.from(expected), Buffer.from(signature)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}

function queryOf(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  const parameters = new URLSearchParams(text)
  for (const name of new Set(parameters.keys())) query[name] = parameters.getAll(name)
  return query
}
