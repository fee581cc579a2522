/**
 * Carries requests of KMS clients over HTTP or HTTPS to the service and its
 * answers back, and bounds what a client can cost: connections, bytes and time.
 *
 * @module
 */
import { METHODS, createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'

import { fastify, type FastifyInstance } from 'fastify'

import type { WireHandler, WireMessage } from '../wire.ts'
import { Connections } from './connections.ts'
import { Exchange, ReceivedRequest } from './exchange.ts'
import { Outbox } from './outbox.ts'
import { readBody } from './request-body.ts'
import { listen, runningServer, urlOf, type Listening, type RunningServer } from './running-server.ts'

/** What a client can cost at most. */
export interface HttpLimits {
  /** Requests on one connection that wait for their answers; with one more it is closed. */
  readonly pipelinedMax: number
  /** A larger body is answered with 413. */
  readonly bodyBytesMax: number
  /** Of request line and headers together; more is answered with 431. */
  readonly headerBytesMax: number
  /** Further connections are closed as soon as they are open. */
  readonly connectionsMax: number
  /** From the first byte to the last of the headers; also for a connection that sends nothing, and for the TLS handshake. */
  readonly headersTimeoutMs: number
  /** From the first byte to the last of the request. */
  readonly requestTimeoutMs: number
  /** How long a connection may be idle between requests. */
  readonly keepAliveTimeoutMs: number
  /** How often timeouts are looked at. */
  readonly checkIntervalMs: number
  /** How long running requests may take to end when the server is closed. */
  readonly closeTimeoutMs: number
}

export interface HttpServerOptions extends Listening {
  readonly handle: WireHandler
  /** HTTPS with this certificate; HTTP if left out. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string } | undefined
  readonly limits?: Partial<HttpLimits> | undefined
  /** Told of what `handle` throws while the client waits, who is answered with 500. */
  readonly onError?: ((error: unknown) => void) | undefined
}

const defaultLimits: HttpLimits = {
  pipelinedMax: 256,
  bodyBytesMax: 131_072,
  headerBytesMax: 16_384,
  connectionsMax: 12_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 60_000,
  checkIntervalMs: 1000,
  closeTimeoutMs: 5000,
}

/** Resolves when it listens. Throws `UsageError` where it cannot. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const limits = { ...defaultLimits, ...options.limits }
  const connections = new Connections()
  const app = fastify({
    serverFactory: (listener) => {
      const server = newServer(listener, options.tls, limits)
      connections.watch(server, options.tls !== undefined)
      return server
    },
    clientErrorHandler: (error, socket) => refuseMalformed(error, socket, connections),
    // What a path means is the service's to say, even of one that is no valid URL.
    rewriteUrl: () => '/',
    genReqId: () => '',
    return503OnClosing: false,
  })
  route(app, options, limits, connections)

  const port = await listen(app, options)
  const url = urlOf(options.tls === undefined ? 'http' : 'https', { host: options.host, port })
  return runningServer(url, port, () => closeWithin(limits.closeTimeoutMs, app, connections))
}

function newServer(listener: RequestListener, tls: HttpServerOptions['tls'], limits: HttpLimits): Server {
  const http = {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    joinDuplicateHeaders: true,
  }
  const server =
    tls === undefined
      ? createServer(http, listener)
      : createTlsServer(
          { ...http, handshakeTimeout: limits.headersTimeoutMs, cert: tls.certPem, key: tls.keyPem },
          listener,
        )
  server.maxConnections = limits.connectionsMax
  return server
}

function route(
  app: FastifyInstance,
  { handle, onError }: HttpServerOptions,
  { bodyBytesMax, pipelinedMax }: HttpLimits,
  connections: Connections,
): void {
  const outbox = new Outbox()
  // Bodies are read here: fastify would answer some methods and content types itself.
  for (const method of METHODS) app.addHttpMethod(method, { hasBody: false, overrideExisting: true })

  app.all('/', (request, reply) => {
    reply.hijack()
    const { raw: incoming, originalUrl: path } = request
    const connection = connections.of(incoming.socket)
    // Whoever asks on and on without waiting for an answer would fill the memory.
    if (connection === undefined || connection.exchanges >= pipelinedMax) {
      incoming.socket.destroy()
      return
    }
    const exchange = new Exchange(reply.raw, connection, outbox)
    const respond = async (body: Buffer): Promise<void> => {
      try {
        exchange.answer(await handle(new ReceivedRequest(incoming, path, body, exchange)))
      } catch (error) {
        // When nobody waits any more, giving up is no error.
        if (!exchange.isGone) onError?.(error)
        exchange.fail(internalFailure())
      }
    }
    readBody(incoming, bodyBytesMax, (body) => {
      if (body === undefined) exchange.refuse(tooLarge(bodyBytesMax))
      else respond(body)
    })
  })
}

/** After bytes that are not HTTP nothing on the connection can be trusted. */
function refuseMalformed(error: Error & { code?: string }, socket: Socket, connections: Connections): void {
  const status = statusOf(error.code)
  // While another answer is due, the client would take this one for it.
  const isMisleading = connections.of(socket)?.isBusy ?? true
  if (status === undefined || isMisleading || !socket.writable) {
    socket.destroy()
    return
  }
  socket.write(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  socket.destroySoon()
}

/** Undefined where there is no one to answer: the client is gone, or there is no TLS with it. */
function statusOf(code = ''): string | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout'
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large'
  return code.startsWith('HPE_') ? '400 Bad Request' : undefined
}

async function closeWithin(timeoutMs: number, app: FastifyInstance, connections: Connections): Promise<void> {
  const timer = setTimeout(() => connections.destroyAll(), timeoutMs)
  const closed = app.close()
  connections.finishAll()
  await closed
  await connections.settled()
  clearTimeout(timer)
}

function tooLarge(bytesMax: number): WireMessage {
  const message = `The request entity is too large: its body may have ${bytesMax} bytes.`
  return errorMessage(413, 'RequestEntityTooLargeException', message)
}

function internalFailure(): WireMessage {
  return errorMessage(500, 'InternalFailure', 'The request failed because of an error of the service.')
}

function errorMessage(status: number, name: string, message: string): WireMessage {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message }),
  }
}
