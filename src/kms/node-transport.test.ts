import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent as HttpAgent, createServer, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'

import { KMS } from '@aws-sdk/client-kms'

import { milliseconds } from '../units/units.ts'
import { NodeTransport } from './node-transport.ts'

describe('NodeTransport', () => {
  it('gives an answer as it is', async () => {
    await using endpoint = await serve((response) => response.end('{"KeyId":"k"}'))

    const { KeyId } = await endpoint.client.encrypt({ KeyId: 'k', Plaintext: Buffer.from('x') })

    assert.equal(KeyId, 'k')
  })

  it('gives up an answer whose body drips on beyond the time-out', async () => {
    await using endpoint = await serve((response) => {
      response.writeHead(200, { 'content-length': '1000000' })
      const drip = setInterval(() => response.write('x'), 5)
      response.once('close', () => clearInterval(drip))
    }, 100)

    await assert.rejects(endpoint.client.listKeys({}), { name: 'TimeoutError' })
  })

  it('gives up an answer that never begins', async () => {
    await using endpoint = await serve(() => undefined, 50)

    await assert.rejects(endpoint.client.listKeys({}), { name: 'TimeoutError' })
  })

  it('takes an answer of 1 MiB and no longer one, whether or not there is a time-out', async () => {
    for (const [bytes, isTaken] of [
      [2 ** 20, true],
      [2 ** 20 + 1, false],
    ] as const) {
      const text = `{"KeyId":"${'k'.repeat(bytes - 12)}"}`
      await using endpoint = await serve((response) => response.end(text))
      const answer = endpoint.client.encrypt({ KeyId: 'k', Plaintext: Buffer.from('x') })

      if (isTaken) assert.equal((await answer).KeyId!.length, bytes - 12)
      else await assert.rejects(answer, /an answer of more than 1048576 bytes/)
    }
  })
})

async function serve(answer: (response: ServerResponse) => unknown, timeoutMs?: number) {
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = new KMS({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: new NodeTransport({
      httpAgent: new HttpAgent(),
      httpsAgent: new HttpsAgent(),
      ...(timeoutMs !== undefined && { requestTimeout: milliseconds(timeoutMs) }),
    }),
  })
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
