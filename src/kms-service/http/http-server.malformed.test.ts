/**
 * What is no HTTP: answered with 400, and nothing that a request which still waits could take for
 * its answer.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import * as fc from 'fast-check'

import { answer, fetchWhole, open, readAll, startServer } from './http-server.fixture.ts'

describe('startHttpServer', () => {
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
})
