/**
 * Bodies up to their limit, with a length and in chunks.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { after, before, describe, it } from 'node:test'

import { answer, fetchWhole, open, readAll, startServer } from './http-server.fixture.ts'

describe('startHttpServer', () => {
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
})
