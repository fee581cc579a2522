/**
 * What a connection may cost: how many there are, how long one waits, and how large its headers
 * are.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { before, describe, it } from 'node:test'

import { createCertificates, type Certificates } from './certificate.ts'
import { answer, fetchWhole, open, readAll, startServer } from './http-server.fixture.ts'

describe('startHttpServer', () => {
  let certificates: Certificates

  before(async () => {
    certificates = await createCertificates({
      hosts: [],
      notBefore: new Date('2020-01-01T00:00:00Z'),
      days: 36_500,
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
      // A machine that is busy may need longer to read the request than any short limit on it.
      const { checkIntervalMs, keepAliveTimeoutMs } = limits
      await using server = await startServer(async () => answer('{}'), {
        limits: { checkIntervalMs, keepAliveTimeoutMs },
      })
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
})
