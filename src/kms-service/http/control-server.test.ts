import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { describe, it } from 'node:test'

import { UsageError } from '../../errors.ts'
import { startControlServer, type Controls } from './control-server.ts'

describe('startControlServer', () => {
  it('gives, replaces and clears the faults', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })
    const plan = { faults: ['throttling'] }

    const before = await ask(server.port, 'GET', '/faults')
    const replaced = await ask(server.port, 'PUT', '/faults', JSON.stringify(plan))
    const after = await ask(server.port, 'GET', '/faults')
    const cleared = await ask(server.port, 'DELETE', '/faults')

    assert.deepEqual(
      [before, replaced, after, cleared].map(({ status, json }) => ({ status, json })),
      [
        { status: 200, json: { plan: null } },
        { status: 200, json: { plan } },
        { status: 200, json: { plan } },
        { status: 200, json: { plan: null } },
      ],
    )
  })

  it('gives the counters, resets and tells that it is there', async () => {
    const controls = newControls()
    await using server = await startControlServer({ port: 0, controls })
    controls.counts.calls = 3

    const counters = await ask(server.port, 'GET', '/counters')
    const reset = await ask(server.port, 'POST', '/reset')
    const health = await ask(server.port, 'GET', '/health')

    assert.deepEqual(counters.json, { calls: 3 })
    assert.match(counters.headers['content-type'] ?? '', /^application\/json/)
    assert.deepEqual(reset.json, { status: 'ok' })
    assert.deepEqual(health.json, { status: 'ok' })
    assert.equal(controls.counts.calls, 0)
  })

  for (const [query, limit] of [
    ['', 100],
    ['?limit=1', 1],
    ['?limit=100000', 100_000],
  ] as const)
    it(`gives ${limit} events for /audit${query}`, async () => {
      await using server = await startControlServer({ port: 0, controls: newControls() })

      const { json } = await ask(server.port, 'GET', `/audit${query}`)

      assert.deepEqual(json, { events: [{ limit }] })
    })

  for (const query of ['limit=0', 'limit=100001', 'limit=1.5', 'limit=x', 'limit=', 'limit=1&limit=2'])
    it(`refuses /audit?${query}`, async () => {
      await using server = await startControlServer({ port: 0, controls: newControls() })

      const { status, json } = await ask(server.port, 'GET', `/audit?${query}`)

      assert.equal(status, 400)
      assert.equal(json.error.code, 'ERR_USAGE')
      assert.match(json.error.message, /from 1 to 100000/)
    })

  it('answers 400 with code and message where the service refuses', async () => {
    const controls = newControls()
    controls.replaceFaults = () => {
      throw new UsageError('There is no fault of this name. See the list.')
    }
    await using server = await startControlServer({ port: 0, controls })

    const { status, json } = await ask(server.port, 'PUT', '/faults', '{}')

    assert.equal(status, 400)
    assert.deepEqual(json, {
      error: { code: 'ERR_USAGE', message: 'There is no fault of this name. See the list.' },
    })
  })

  it('answers 500 without details, and tells of the error, where the service fails', async () => {
    const errors: unknown[] = []
    const controls = newControls()
    controls.counters = () => {
      throw new TypeError('secret detail')
    }
    await using server = await startControlServer({
      port: 0,
      controls,
      onError: (error) => errors.push(error),
    })

    const { status, json, text } = await ask(server.port, 'GET', '/counters')

    assert.equal(status, 500)
    assert.equal(json.error.code, 'ERR_INTERNAL')
    assert.doesNotMatch(text, /secret|at /)
    assert.equal(errors.length, 1)
  })

  it('takes JSON of any content type and nothing else', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }

    const json = await ask(server.port, 'PUT', '/faults', '{"a":1}', headers)
    const other = await ask(server.port, 'PUT', '/faults', 'a=1', headers)

    assert.deepEqual(json.json, { plan: { a: 1 } })
    assert.equal(other.status, 400)
    assert.equal(other.json.error.code, 'ERR_USAGE')
  })

  it('takes an empty body with a content type', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })

    const { status } = await ask(server.port, 'POST', '/reset', '', {
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    })

    assert.equal(status, 200)
  })

  it('takes a body of 1 MiB and no more', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })
    const text = JSON.stringify('x'.repeat(1024 * 1024 - 2))

    const within = await ask(server.port, 'PUT', '/faults', text)
    const beyond = await ask(server.port, 'PUT', '/faults', `${text} `)

    assert.equal(within.status, 200)
    assert.equal(beyond.status, 413)
    assert.equal(beyond.json.error.code, 'ERR_USAGE')
  })

  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/nothing'],
    ['POST', '/faults'],
    ['HEAD', '/health'],
  ] as const)
    it(`answers ${method} ${path} with 404 and the routes`, async () => {
      await using server = await startControlServer({ port: 0, controls: newControls() })

      const { status, json } = await ask(server.port, method, path)

      assert.equal(status, 404)
      if (method === 'HEAD') return
      assert.equal(json.error.code, 'ERR_USAGE')
      assert.ok(json.routes?.includes('POST /reset'))
    })

  for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:8080', '[::1]', '[::1]:8080'])
    it(`takes requests to ${host}`, async () => {
      await using server = await startControlServer({ port: 0, controls: newControls() })

      const { status } = await ask(server.port, 'GET', '/health', '', { host })

      assert.equal(status, 200)
    })

  for (const host of [
    'example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    'localhost@example.com',
    'localhost:80:80',
    '127.0.0.1:x',
    '10.0.0.1',
    '[::2]',
  ])
    it(`refuses requests to ${host}, whatever the route`, async () => {
      const controls = newControls()
      await using server = await startControlServer({ port: 0, controls })
      controls.counts.calls = 3

      const reset = await ask(server.port, 'POST', '/reset', '', { host })
      const unknown = await ask(server.port, 'GET', '/nothing', '', { host })

      assert.deepEqual([reset.status, unknown.status], [403, 403])
      assert.equal(reset.json.error.code, 'ERR_USAGE')
      assert.equal(controls.counts.calls, 3)
    })

  for (const head of ['GET /health HTTP/1.0', 'GET /health HTTP/1.1\r\nhost:'])
    it(`refuses ${JSON.stringify(head)}, which names no host`, async () => {
      await using server = await startControlServer({ port: 0, controls: newControls() })
      const socket = connect({ host: '127.0.0.1', port: server.port })

      socket.end(`${head}\r\nconnection: close\r\n\r\n`)
      const text = Buffer.concat(await socket.toArray()).toString()

      assert.match(text, /^HTTP\/1\.1 403 /)
    })

  it('refuses a path that is no valid URL', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })

    const { status, json } = await ask(server.port, 'GET', '/%zz')

    assert.equal(status, 400)
    assert.equal(json.error.code, 'ERR_USAGE')
  })

  for (const origin of ['https://example.com', 'http://localhost', 'null', ''])
    it(`refuses requests of the web page ${origin || 'with an empty origin'}`, async () => {
      const controls = newControls()
      await using server = await startControlServer({ port: 0, controls })
      controls.counts.calls = 3

      const { status, headers } = await ask(server.port, 'POST', '/reset', '', { origin })

      assert.equal(status, 403)
      assert.equal(headers['access-control-allow-origin'], undefined)
      assert.equal(controls.counts.calls, 3)
    })

  it('listens on 127.0.0.1 only', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })

    assert.equal(server.url, `http://127.0.0.1:${server.port}`)
    await assert.rejects(once(connect({ host: '127.0.0.2', port: server.port }), 'connect'), {
      code: 'ECONNREFUSED',
    })
  })

  it('tells what to do where the port is taken', async () => {
    await using server = await startControlServer({ port: 0, controls: newControls() })

    await assert.rejects(startControlServer({ port: server.port, controls: newControls() }), {
      code: 'ERR_USAGE',
    })
  })
})

interface Answer {
  readonly error: { readonly code: string; readonly message: string }
  readonly routes?: readonly string[]
}

function newControls() {
  let plan: unknown = null
  const counts = { calls: 0 }
  const controls: Controls = {
    replaceFaults: (replacement) => {
      plan = replacement
      return { plan }
    },
    clearFaults: () => {
      plan = null
    },
    faults: () => ({ plan }),
    counters: () => counts,
    audit: (limit) => [{ limit }],
    reset: () => {
      counts.calls = 0
    },
  }
  return { ...controls, counts }
}

async function ask(
  port: number,
  method: string,
  path: string,
  body = '',
  headers: Record<string, string> = {},
) {
  const sent = httpRequest({ agent: false, host: '127.0.0.1', port, method, path, headers })
  sent.end(body)
  const [received] = (await once(sent, 'response')) as [IncomingMessage]
  const text = Buffer.concat(await received.toArray()).toString()
  const json = (text === '' ? undefined : JSON.parse(text)) as Answer
  return { status: received.statusCode, headers: received.headers, text, json }
}
