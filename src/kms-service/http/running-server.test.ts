/**
 * Where a server listens: the port, the host, and the address that it names.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answer, fetchWhole, startServer } from './http-server.fixture.ts'
import { startHttpServer } from './http-server.ts'

describe('startHttpServer', () => {
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
