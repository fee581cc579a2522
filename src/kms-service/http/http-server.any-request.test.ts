/**
 * Whatever HTTP allows of a request goes to the service as it is: methods, paths, content types.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { METHODS } from 'node:http'
import { after, before, describe, it } from 'node:test'

import { answer, fetchWhole, open, readAll, startServer } from './http-server.fixture.ts'

describe('startHttpServer', () => {
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
})
