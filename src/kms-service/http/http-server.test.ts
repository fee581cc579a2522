/**
 * KMS requests over HTTP and HTTPS: what the service is given, and what its clients get.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, type RequestOptions } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { before, describe, it } from 'node:test'

import { GenerateRandomCommand, KMSClient } from '@aws-sdk/client-kms'
import { NodeHttpHandler } from '@smithy/node-http-handler'

import type { WireAnswer, WireHandler, WireRequest } from '../wire.ts'
import { createCertificates, type Certificates } from './certificate.ts'
import { amzJson, answer, bodiesOf, fetchWhole, open, readAll, startServer } from './http-server.fixture.ts'

describe('startHttpServer', () => {
  let certificates: Certificates

  before(async () => {
    certificates = await createCertificates({
      hosts: [],
      notBefore: new Date('2020-01-01T00:00:00Z'),
      days: 36_500,
    })
  })

  type Scheme = 'http' | 'https'

  const serve = (scheme: Scheme, handle: WireHandler) =>
    startServer(handle, scheme === 'https' ? { tls: certificates } : {})

  const ask = (url: string, options: RequestOptions = {}) =>
    fetchWhole(url, url.startsWith('https:') ? { ...options, ca: certificates.caPem } : options)

  for (const scheme of ['http', 'https'] as const)
    describe(`over ${scheme}`, () => {
      it('hands the request over as it came', async () => {
        const requests: WireRequest[] = []
        await using server = await serve(scheme, async (request) => {
          requests.push(request)
          return answer('{}')
        })

        await fetchWhole(
          `${server.url}/a%zz?b=%20`,
          {
            method: 'POST',
            headers: { 'X-Amz-Target': 'T.x', 'x-two': ['a', 'b'], 'set-cookie': ['c', 'd'] },
            ca: certificates.caPem,
          },
          '{"a":1}',
        )

        const [request] = requests
        assert.equal(request?.method, 'POST')
        assert.equal(request.path, '/a%zz?b=%20')
        assert.equal(request.headers['x-amz-target'], 'T.x')
        assert.equal(request.headers['x-two'], 'a, b')
        assert.equal(request.headers['set-cookie'], 'c, d')
        assert.equal(Buffer.from(request.body).toString(), '{"a":1}')
        assert.equal(request.signal?.aborted, false)
      })

      it('answers with what the service gives, the length and the true date', async () => {
        await using server = await serve(scheme, async () => answer('{"a":"ü"}', 400))

        const { status, headers, text } = await ask(server.url)

        assert.equal(status, 400)
        assert.equal(text, '{"a":"ü"}')
        assert.deepEqual(Object.keys(headers).toSorted(), [
          'connection',
          'content-length',
          'content-type',
          'date',
        ])
        assert.equal(headers['content-length'], '10')
        assert.equal(headers['content-type'], amzJson)
        assert.ok(Number.isFinite(Date.parse(headers.date ?? '')))
      })

      it('keeps the connection for the next request', async () => {
        await using server = await serve(scheme, async () => answer('{}'))
        const agent =
          scheme === 'https'
            ? new TlsAgent({ keepAlive: true, maxSockets: 1, ca: certificates.caPem })
            : new Agent({ keepAlive: true, maxSockets: 1 })

        const first = await ask(server.url, { agent })
        const second = await ask(server.url, { agent })
        agent.destroy()

        assert.equal(first.localPort, second.localPort)
      })

      it('resets the connection instead of an answer', async () => {
        await using server = await serve(scheme, async () => ({ kind: 'reset' }))

        await assert.rejects(ask(server.url), { code: 'ECONNRESET', message: 'read ECONNRESET' })
      })

      for (const sentBytes of [0, 1, 10, 11])
        it(`breaks an answer of 11 bytes off after ${sentBytes}`, async () => {
          await using server = await serve(scheme, async () => ({
            ...answer('hello world'),
            kind: 'truncated',
            sentBytes,
          }))
          const socket = open(server.port, scheme === 'https' ? certificates : undefined)

          socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
          const text = await readAll(socket)

          const [head = '', body] = text.split('\r\n\r\n')
          assert.match(head, /^HTTP\/1\.1 200 OK\r\ncontent-length: 11\r\n/)
          assert.equal(body, 'hello world'.slice(0, sentBytes))
        })

      it('lets a client see that an answer was broken off', async () => {
        await using server = await serve(scheme, async () => ({
          ...answer('hello world'),
          kind: 'truncated',
          sentBytes: 5,
        }))

        await assert.rejects(ask(server.url), { code: 'ECONNRESET' })
      })

      it('sends a long answer whole to a client that reads late', async () => {
        await using server = await serve(scheme, async () => ({
          ...answer(''),
          body: 'x'.repeat(8_000_000),
        }))
        const socket = open(server.port, scheme === 'https' ? certificates : undefined).pause()

        socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
        await once(socket, scheme === 'https' ? 'secureConnect' : 'connect')
        await ask(server.url)
        const text = await readAll(socket)

        assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), 'x'.repeat(8_000_000))
      })

      it('serves the client of AWS', async () => {
        const faults: WireAnswer[] = [
          { kind: 'reset' },
          { ...answer('{"Plaintext":"AQID"}'), kind: 'truncated', sentBytes: 10 },
        ]
        const targets: (string | undefined)[] = []
        await using server = await serve(scheme, async ({ headers }) => {
          targets.push(headers['x-amz-target'])
          return faults.shift() ?? answer('{"Plaintext":"AQID"}')
        })
        const client = newClient(server.url, certificates, 1)

        const failures = [await failureOf(client), await failureOf(client)]
        const { Plaintext } = await client.send(new GenerateRandomCommand({ NumberOfBytes: 3 }))
        client.destroy()

        assert.deepEqual(
          failures.map((error) => error.code),
          ['ECONNRESET', 'ECONNRESET'],
        )
        assert.deepEqual(Plaintext, Uint8Array.of(1, 2, 3))
        assert.deepEqual(targets, Array(3).fill('TrentService.GenerateRandom'))
      })

      it('aborts the signal of a request whose client goes away', async () => {
        const { promise: asked, resolve } = Promise.withResolvers<WireRequest>()
        const server = await serve(scheme, async (request) => {
          resolve(request)
          await once(request.signal!, 'abort')
          return answer('')
        })
        const socket = open(server.port, scheme === 'https' ? certificates : undefined)

        socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
        const { signal } = await asked
        socket.destroy()
        await once(signal!, 'abort')
        await server.close()

        assert.ok(signal!.aborted)
      })

      it('ends running requests and idle connections when it is closed, and takes no more', async () => {
        const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>()
        const { promise: may, resolve: proceed } = Promise.withResolvers<void>()
        const server = await serve(scheme, async ({ path }) => {
          if (path === '/slow') {
            isAsked()
            await may
          }
          return answer(path)
        })
        const tls = scheme === 'https' ? certificates : undefined
        const [idle, used, busy] = [open(server.port, tls), open(server.port, tls), open(server.port, tls)]
        used.write('GET /used HTTP/1.1\r\nhost: a\r\n\r\n')
        busy.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\nGET /after HTTP/1.1\r\nhost: a\r\n\r\n')
        await asked

        const closed = server.close()
        const texts = [readAll(idle), readAll(used)]
        await Promise.all(texts)
        proceed()
        const text = await readAll(busy)
        await closed

        assert.deepEqual(bodiesOf(text), ['/slow', '/after'])
        await assert.rejects(once(open(server.port, undefined), 'connect'), { code: 'ECONNREFUSED' })
      })
    })

  describe('answers 500 and tells of an error, when the service', () => {
    const broken: Record<string, WireHandler> = {
      rejects: async () => {
        throw new Error('secret detail')
      },
      throws: () => {
        throw new Error('secret detail')
      },
      'answers with a header that cannot be sent': async () => ({
        ...answer('secret detail'),
        headers: { 'x-a': 'b\r\nc: d' },
      }),
    }
    for (const [title, handle] of Object.entries(broken))
      it(title, async () => {
        const errors: unknown[] = []
        await using server = await startServer(handle, { onError: (error) => errors.push(error) })

        const { status, text, headers } = await fetchWhole(server.url)

        assert.equal(status, 500)
        assert.equal(headers['x-amzn-errortype'], 'InternalFailure')
        assert.doesNotMatch(text, /secret|at /)
        assert.equal(errors.length, 1)
      })

    it('gives up for a client that is gone, but tells of nothing', async () => {
      const errors: unknown[] = []
      const { promise: asked, resolve } = Promise.withResolvers<void>()
      const server = await startServer(
        async ({ signal }) => {
          resolve()
          await once(signal!, 'abort')
          throw signal!.reason
        },
        { onError: (error) => errors.push(error) },
      )
      const socket = open(server.port)

      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
      await asked
      socket.destroy()
      await server.close()

      assert.deepEqual(errors, [])
    })
  })
})

function newClient(endpoint: string, { caPem }: Certificates, maxAttempts: number): KMSClient {
  return new KMSClient({
    endpoint,
    maxAttempts,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'none' },
    requestHandler: new NodeHttpHandler({ httpsAgent: new TlsAgent({ keepAlive: true, ca: caPem }) }),
  })
}

async function failureOf(client: KMSClient): Promise<NodeJS.ErrnoException> {
  try {
    await client.send(new GenerateRandomCommand({ NumberOfBytes: 3 }))
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
  return assert.fail('was answered')
}
