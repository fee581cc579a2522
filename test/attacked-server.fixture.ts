/**
 * A KMS over HTTP that is to be attacked, with secrets that must never come
 * out, and keys that are worth asking for.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { namedPrincipal, type Principal } from '../src/kms-service/access/principals.ts'
import { startKmsServer } from '../src/kms-service/kms-server.ts'
import { authorizationOf, basicDate } from '../src/kms-service/signed-request.fixture.ts'
import { canary, type Victims } from './hostile-bytes.fixture.ts'
import { bytesOf, RawConnection } from './raw-http.fixture.ts'

const region = 'us-east-1'
const account = '123456789012'
/** Time stands still, so that nothing that is attacked expires. */
const nowMs = Date.UTC(2026, 10, 23, 12)

const root = principalOf('root', `arn:aws:iam::${account}:root`)
/** All secrets have `never-to-be-told` in them. */
const principals: Readonly<Record<string, Principal>> = {
  root,
  limited: { ...principalOf('limited', `arn:aws:iam::${account}:user/limited`), policies: [] },
  stranger: principalOf('stranger', 'arn:aws:iam::210987654321:user/stranger'),
  temporary: {
    ...principalOf('temporary', `arn:aws:sts::${account}:assumed-role/batch/one`),
    sessionToken: 'never-to-be-told-token',
    expiresAt: nowMs + 1,
  },
}

export type Members = Readonly<Record<string, string>>

export interface AttackedServer extends AsyncDisposable {
  readonly port: number
  /** A call by root on a connection of its own. Asserts that it succeeds. */
  call(this: void, operation: string, request?: object): Promise<Members>
  assertAlive(): Promise<void>
}

export async function attackedServer(options: {
  readonly verifiesSignatures: boolean
}): Promise<AttackedServer> {
  const server = await startKmsServer({
    ...options,
    host: '127.0.0.1',
    port: 0,
    region,
    principals: Object.values(principals),
    timeOfDay: () => nowMs,
    failures: [],
    seed: 1,
  })
  const port = Number(new URL(server.url).port)
  const call = async (operation: string, request: object = {}): Promise<Members> => {
    using connection = await RawConnection.open(port)
    const { status, body } = await connection.ask(signedByRoot(operation, JSON.stringify(request)))
    assert.equal(status, 200, body.toString())
    return JSON.parse(body.toString()) as Members
  }
  return {
    port,
    call,
    assertAlive: async () => {
      const { Plaintext: plaintext } = await call('GenerateRandom', { NumberOfBytes: 3 })
      assert.equal(plaintext!.length, 4)
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** The bytes of an honest request. */
export function signedByRoot(operation: string, body: string | Uint8Array): Buffer {
  const { accessKeyId, secretAccessKey } = root
  const date = basicDate(nowMs)
  const headers = { host: 'localhost', 'x-amz-date': date, 'x-amz-target': `TrentService.${operation}` }
  const authorization = authorizationOf(
    { method: 'POST', path: '/', headers, body: Buffer.from(body as string) },
    { accessKeyId, secretAccessKey, date, region, service: 'kms' },
  )
  return bytesOf({ body, headers: [...Object.entries(headers), ['authorization', authorization]] })
}

export async function victimsOf({ call }: AttackedServer): Promise<Victims> {
  const newKey = async (request: object = {}): Promise<string> => {
    const { KeyMetadata: metadata } = await call('CreateKey', request)
    return (metadata as unknown as Members)['Arn']!
  }
  const steadyKey = await newKey()
  const macKey = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
  const hmac = { KeyId: macKey, Message: canary, MacAlgorithm: 'HMAC_SHA_256' }
  const steady = { KeyId: steadyKey }
  const grant = { ...steady, GranteePrincipal: principals['limited']!.arn, Operations: ['Decrypt'] }
  const encrypted = await call('Encrypt', { ...steady, Plaintext: canary })
  return {
    steadyKey,
    macKey,
    changingKey: await newKey(),
    ciphertext: encrypted['CiphertextBlob']!,
    mac: (await call('GenerateMac', hmac))['Mac']!,
    grantIds: [
      (await call('CreateGrant', grant))['GrantId']!,
      (await call('CreateGrant', grant))['GrantId']!,
    ],
    policy: (await call('GetKeyPolicy', steady))['Policy']!,
    credentials: principals,
    nowMs,
  }
}

function principalOf(name: string, arn: string): Principal {
  return { ...namedPrincipal(arn), accessKeyId: `AKIA.${name}`, secretAccessKey: `never-to-be-told-${name}` }
}
