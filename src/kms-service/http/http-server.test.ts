import assert from 'node:assert/strict'
import { once } from 'node:events'
import { METHODS, Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as TlsAgent, request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { connect as connectTls } from 'node:tls'

import { GenerateRandomCommand, KMSClient } from '@aws-sdk/client-kms'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import * as fc from 'fast-check'

import type { WireAnswer, WireHandler, WireRequest } from '../wire.ts'
import { createCertificates, type Certificates } from './certificate.ts'
import { startHttpServer, type HttpServerOptions } from './http-server.ts'

const amzJson = 'application/x-amz-json-1.1'

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

  describe('limits bodies', () => {
    const sizes: number[] = []
    let server: Awaited<ReturnType<typeof startServer>>

    before(async () => {
      server = await startServer(async ({ body }) => {
        sizes.push(body.length)
        return answer('{}')
      })
    })

    after(() => server.close())

    for (const kind of ['with a length', 'in chunks'] as const) {
      const headers = kind === 'in chunks' ? { 'transfer-encoding': 'chunked' } : {}

      it(`takes 131,072 bytes ${kind}`, async () => {
        const { status } = await fetchWhole(server.url, { method: 'POST', headers }, 'x'.repeat(131_072))

        assert.equal(status, 200)
        assert.equal(sizes.pop(), 131_072)
      })

      for (const size of [131_073, 1_000_000])
        it(`refuses ${size} bytes ${kind} and ends the connection`, async () => {
          const agent = new Agent({ keepAlive: true })

          const refused = await fetchWhole(server.url, { method: 'POST', headers, agent }, 'x'.repeat(size))
          agent.destroy()

          assert.equal(refused.status, 413)
          assert.equal(JSON.parse(refused.text)['__type'], 'RequestEntityTooLargeException')
          assert.equal(refused.headers['x-amzn-errortype'], 'RequestEntityTooLargeException')
          assert.equal(refused.headers.connection, 'close')
          assert.deepEqual(sizes, [])
        })
    }

    it('refuses at once what it would not even read to its end', async () => {
      const socket = open(server.port)

      socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9999999999\r\n\r\n')

      assert.match(await readAll(socket), /^HTTP\/1\.1 413 /)
    })

    it('stops to read chunks that do not end', async () => {
      const socket = open(server.port)

      socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n200000\r\n')
      socket.write('x'.repeat(0x200000 - 1))

      assert.match(await readAll(socket), /^HTTP\/1\.1 413 |^$/)
      assert.deepEqual(sizes, [])
    })
  })

  describe('leaves to the service what it makes of', () => {
    let server: Awaited<ReturnType<typeof startServer>>

    before(async () => {
      server = await startServer(async ({ method, path, body }) =>
        answer(`${method} ${path} ${Buffer.from(body).toString()}`),
      )
    })

    after(() => server.close())

    for (const method of METHODS.filter((name) => name !== 'CONNECT'))
      it(`method ${method}, with a body`, async () => {
        const socket = open(server.port)

        socket.write(`${method} / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc`)
        const text = await readAll(socket)

        assert.match(text, /^HTTP\/1\.1 200 /)
        if (method !== 'HEAD') assert.ok(text.endsWith(`\r\n\r\n${method} / abc`))
      })

    for (const path of ['*', '//', '/%', '/a?b=c', '/?%zz', 'http://other/x', `/${'a'.repeat(8000)}`])
      it(`path ${path.slice(0, 20)}`, async () => {
        const socket = open(server.port)

        socket.write(`OPTIONS ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)

        assert.ok((await readAll(socket)).endsWith(`\r\n\r\nOPTIONS ${path} `))
      })

    for (const type of [undefined, '', 'nonsense', 'text/plain', 'application/json', 'a/b; c="'])
      it(`content type ${type}`, async () => {
        const headers = type === undefined ? {} : { 'content-type': type }

        const { text } = await fetchWhole(server.url, { method: 'POST', headers }, '{')

        assert.equal(text, 'POST / {')
      })

    it('a request to change the protocol', async () => {
      const { text } = await fetchWhole(server.url, {
        headers: { connection: 'upgrade', upgrade: 'h2c' },
      })

      assert.equal(text, 'GET / ')
    })
  })

  it('answers pipelined requests in order, whichever the service answers first', async () => {
    const waiting = new Map<string, () => void>()
    const { promise: allAsked, resolve } = Promise.withResolvers<void>()
    await using server = await startServer(async ({ path, body }) => {
      const { promise, resolve: go } = Promise.withResolvers<void>()
      waiting.set(path, go)
      if (waiting.size === 3) resolve()
      await promise
      return answer(`${path} ${Buffer.from(body).toString()}`)
    })
    const socket = open(server.port)

    socket.write(
      'GET /1 HTTP/1.1\r\nhost: a\r\n\r\n' +
        'POST /2 HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc' +
        'GET /3 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    )
    await allAsked
    for (const path of ['/3', '/2', '/1']) waiting.get(path)!()

    assert.deepEqual(bodiesOf(await readAll(socket)), ['/1 ', '/2 abc', '/3 '])
  })

  it('holds as many pipelined requests as it may, and closes a connection that sends on', async () => {
    let asked = 0
    const { promise: mayAnswer, resolve: proceed } = Promise.withResolvers<void>()
    await using server = await startServer(
      async () => {
        asked += 1
        if (asked === 3) proceed()
        await mayAnswer
        return answer('')
      },
      { limits: { pipelinedMax: 3 } },
    )
    const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'
    const patient = open(server.port)
    patient.write(request.repeat(2) + request.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'))

    const answers = await readAll(patient)
    const hasty = open(server.port)
    hasty.on('error', () => undefined).write(request.repeat(20))
    await once(hasty, 'close')

    assert.equal(bodiesOf(answers).length, 3)
    assert.ok(asked <= 6, `${asked} requests came to the service`)
  })

  it('answers what was asked before a request that it refuses', async () => {
    await using server = await startServer(async ({ path }) => answer(path))
    const socket = open(server.port)

    socket.write(
      'GET /1 HTTP/1.1\r\nhost: a\r\n\r\nPOST /2 HTTP/1.1\r\nhost: a\r\ncontent-length: 9999999\r\n\r\n',
    )
    const text = await readAll(socket)

    assert.match(text, /^HTTP\/1\.1 200 [^]*\/1HTTP\/1\.1 413 /)
  })

  it('aborts the signals of all pipelined requests', async () => {
    const signals: AbortSignal[] = []
    const { promise: allAsked, resolve } = Promise.withResolvers<void>()
    await using server = await startServer(async ({ signal }) => {
      signals.push(signal!)
      if (signals.length === 2) resolve()
      await once(signal!, 'abort')
      return answer('')
    })
    const socket = open(server.port)

    socket.write('GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n')
    await allAsked
    socket.destroy()
    await Promise.all(signals.map(async (signal) => signal.aborted || once(signal, 'abort')))

    assert.ok(signals.every((signal) => signal.aborted))
  })

  it('gives an aborted signal to who asks for it late', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<WireRequest>()
    const { promise: may, resolve: proceed } = Promise.withResolvers<void>()
    const server = await startServer(async (request) => {
      resolve(request)
      await may
      return answer('')
    })
    const socket = open(server.port)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const request = await asked

    socket.destroy()
    await server.close()

    assert.ok(request.signal!.aborted)
    proceed()
  })

  describe('answers 400 and ends the connection after', () => {
    let server: Awaited<ReturnType<typeof startServer>>
    let asked = 0

    before(async () => {
      server = await startServer(async () => {
        asked += 1
        return answer('{}')
      })
    })

    after(() => server.close())

    const malformed = {
      'a line that is no request': 'nonsense\r\n\r\n',
      'a method that does not exist': 'FETCH / HTTP/1.1\r\nhost: a\r\n\r\n',
      'another protocol': 'GET / SIP/2.0\r\nhost: a\r\n\r\n',
      'an unknown version': 'GET / HTTP/7.3\r\nhost: a\r\n\r\n',
      'a header without a colon': 'GET / HTTP/1.1\r\nhost: a\r\nnonsense\r\n\r\n',
      'a header folded over lines': 'GET / HTTP/1.1\r\nhost: a\r\n b: c\r\n\r\n',
      'two lengths': 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      'a length that is no number': 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n',
      'a negative length': 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
      'both length and chunks':
        'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      'no host': 'GET / HTTP/1.1\r\n\r\n',
      'a TLS handshake': '\x16\x03\x01\x02\x00\x01',
    }
    for (const [title, bytes] of Object.entries(malformed))
      it(title, async () => {
        const socket = open(server.port)

        socket.write(bytes, 'latin1')

        assert.match(await readAll(socket), /^HTTP\/1\.1 400 Bad Request\r\n[^]*connection: close\r\n/i)
        assert.equal(asked, 0)
      })

    it('nothing of a request that still waits, so that none takes it for its answer', async () => {
      const socket = open(server.port)

      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n')

      assert.doesNotMatch(await readAll(socket), /HTTP\/1\.1 400/)
    })

    it('any bytes, and goes on to serve others', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
          const socket = open(server.port)

          socket.end(Buffer.concat([Buffer.from('\0'), bytes, Buffer.from('\r\n\r\n')]))

          assert.match(await readAll(socket), /^HTTP\/1\.1 400 |^$/)
        }),
        { numRuns: 50, seed: 4 },
      )

      assert.equal((await fetchWhole(server.url)).status, 200)
    })
  })

  it('takes headers up to the limit, and answers 431 beyond', async () => {
    await using server = await startServer(async () => answer('{}'), { limits: { headerBytesMax: 1000 } })

    const within = await fetchWhole(server.url, { headers: { long: 'x'.repeat(800) } })
    const beyond = await fetchWhole(server.url, { headers: { long: 'x'.repeat(1001) } })

    assert.equal(within.status, 200)
    assert.equal(beyond.status, 431)
    assert.equal(beyond.headers.connection, 'close')
  })

  describe('ends a connection that', () => {
    const limits = { headersTimeoutMs: 20, requestTimeoutMs: 20, checkIntervalMs: 5, keepAliveTimeoutMs: 20 }
    const slow = {
      'sends nothing': '',
      'does not end its request line': 'GET /',
      'does not end its headers': 'GET / HTTP/1.1\r\nhost: a\r\nx: y',
      'does not end its body': 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\na',
    }
    for (const [title, bytes] of Object.entries(slow))
      it(title, async () => {
        let asked = 0
        await using server = await startServer(
          async () => {
            asked += 1
            return answer('{}')
          },
          { limits },
        )
        const socket = open(server.port)

        if (bytes !== '') socket.write(bytes)

        assert.match(await readAll(socket), /^HTTP\/1\.1 408 |^$/)
        assert.equal(asked, 0)
      })

    it('asks nothing more', async () => {
      await using server = await startServer(async () => answer('{}'), { limits })
      const socket = open(server.port)

      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')

      assert.match(await readAll(socket), /^HTTP\/1\.1 200 OK\r\n[^]*\{\}$/)
    })

    it('does not end its TLS handshake', async () => {
      await using server = await startServer(async () => answer('{}'), { limits, tls: certificates })
      const socket = open(server.port)

      assert.equal(await readAll(socket), '')
    })

    it('speaks no TLS, and goes on to serve others', async () => {
      await using server = await startServer(async () => answer('{}'), { tls: certificates })
      const socket = open(server.port)

      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')

      assert.doesNotMatch(await readAll(socket), /HTTP/)
      assert.equal((await fetchWhole(server.url, { ca: certificates.caPem })).status, 200)
    })
  })

  it('takes as many connections as it may and no more', async () => {
    await using server = await startServer(async () => answer('{}'), { limits: { connectionsMax: 2 } })
    const kept = [open(server.port), open(server.port)]
    for (const socket of kept) {
      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
      await once(socket, 'data')
    }

    const third = await readAll(open(server.port))
    kept[0]!.destroy()
    kept[1]!.end('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    const text = await readAll(kept[1]!)

    assert.equal(third, '')
    assert.match(text, /^HTTP\/1\.1 200 /)
  })

  it('answers while 1,000 connections are idle', async () => {
    await using server = await startServer(async () => answer('{}'))
    const idle = Array.from({ length: 1000 }, () => open(server.port))
    await Promise.all(idle.map((socket) => once(socket, 'connect')))

    const answers = await Promise.all(Array.from({ length: 20 }, () => fetchWhole(server.url)))

    assert.ok(answers.every(({ status }) => status === 200))
    for (const socket of idle) socket.destroy()
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

  it('cuts off, when it is closed, a request that does not end in time', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<AbortSignal>()
    const server = await startServer(
      async ({ signal }) => {
        resolve(signal!)
        await once(signal!, 'abort')
        return answer('')
      },
      { limits: { closeTimeoutMs: 10 } },
    )
    const socket = open(server.port)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const signal = await asked

    await Promise.all([server.close(), server.close(), readAll(socket)])

    assert.ok(signal.aborted)
  })

  it('tells what to do where the port is taken', async () => {
    await using server = await startServer(async () => answer('{}'))

    await assert.rejects(
      startHttpServer({ host: '127.0.0.1', port: server.port, handle: async () => answer('{}') }),
      { code: 'ERR_USAGE', message: /is taken\. Choose another/ },
    )
  })

  it('tells what to do where the host is none of this machine', async () => {
    await assert.rejects(startHttpServer({ host: '192.0.2.1', port: 0, handle: async () => answer('{}') }), {
      code: 'ERR_USAGE',
      message: /does not have that address/,
    })
  })

  it('names an address that a client can reach', async () => {
    await using everywhere = await startHttpServer({
      host: '0.0.0.0',
      port: 0,
      handle: async () => answer('{}'),
    })

    assert.equal(everywhere.url, `http://127.0.0.1:${everywhere.port}`)
    assert.equal((await fetchWhole(everywhere.url)).status, 200)
  })
})

async function startServer(handle: WireHandler, options: Partial<HttpServerOptions> = {}) {
  return startHttpServer({ host: '127.0.0.1', port: 0, handle, ...options })
}

function answer(text: string, status = 200) {
  return { kind: 'whole', status, headers: { 'content-type': amzJson }, body: text } as const
}

async function fetchWhole(url: string, options: RequestOptions & { ca?: string } = {}, body = '') {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  // Not through `URL`, which would tidy the path up.
  const path = /^https?:\/\/[^/]+(.*)$/.exec(url)?.[1] || '/'
  const { port } = new URL(url)
  const sent = request({ agent: false, host: '127.0.0.1', port, path, ...options })
  if (body === '') sent.end()
  else sent.end(body)
  const [received] = (await once(sent, 'response')) as [IncomingMessage]
  const { localPort } = received.socket
  const chunks = await received.toArray()
  return {
    status: received.statusCode,
    headers: received.headers,
    text: Buffer.concat(chunks).toString(),
    localPort,
  }
}

function open(port: number, tls?: Certificates): Socket {
  const options = { host: '127.0.0.1', port }
  return tls === undefined ? connect(options) : connectTls({ ...options, ca: tls.caPem })
}

/** All that comes until the connection ends, however it does. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('error', () => {})
    .resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks).toString()
}

/** Of whole answers, one after another. */
function bodiesOf(text: string): string[] {
  const bodies: string[] = []
  for (let rest = text; rest !== '';) {
    const start = rest.indexOf('\r\n\r\n') + 4
    const length = Number(/content-length: (\d+)/.exec(rest)?.[1])
    bodies.push(rest.slice(start, start + length))
    rest = rest.slice(start + length)
  }
  return bodies
}

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
