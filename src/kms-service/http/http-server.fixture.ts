/**
 * A server on a free port, and clients of it that send any bytes and read all that comes.
 *
 * @module
 */
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

import type { WireHandler } from '../wire.ts'
import type { Certificates } from './certificate.ts'
import { startHttpServer, type HttpServerOptions } from './http-server.ts'

export const amzJson = 'application/x-amz-json-1.1'

export async function startServer(handle: WireHandler, options: Partial<HttpServerOptions> = {}) {
  return startHttpServer({ host: '127.0.0.1', port: 0, handle, ...options })
}

export function answer(text: string, status = 200) {
  return { kind: 'whole', status, headers: { 'content-type': amzJson }, body: text } as const
}

export async function fetchWhole(url: string, options: RequestOptions & { ca?: string } = {}, body = '') {
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

export function open(port: number, tls?: Certificates): Socket {
  const options = { host: '127.0.0.1', port }
  return tls === undefined ? connect(options) : connectTls({ ...options, ca: tls.caPem })
}

/** All that comes until the connection ends, however it does. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('error', () => {})
    .resume()
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks).toString()
}

/** Of whole answers, one after another. */
export function bodiesOf(text: string): string[] {
  const bodies: string[] = []
  for (let rest = text; rest !== '';) {
    const start = rest.indexOf('\r\n\r\n') + 4
    const length = Number(/content-length: (\d+)/.exec(rest)?.[1])
    bodies.push(rest.slice(start, start + length))
    rest = rest.slice(start + length)
  }
  return bodies
}
