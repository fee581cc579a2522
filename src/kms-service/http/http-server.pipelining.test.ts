/**
 * Requests of one connection that do not wait for each other’s answers.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'

import type { WireRequest } from '../wire.ts'
import { answer, bodiesOf, open, readAll, startServer } from './http-server.fixture.ts'

describe('startHttpServer', () => {
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
})
