/**
 * The operator's side of a running KMS service: faults, counters and the audit
 * trail, as JSON over HTTP for this machine only and never for a web page.
 *
 * @module
 */
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { SealbenchError, UsageError } from '../../errors.ts'
import { z } from '../../schema.ts'
import { listen, runningServer, urlOf, type RunningServer } from './running-server.ts'

/** What can be asked of the service. What throws a `SealbenchError` is answered with 400 and its message. */
export interface Controls {
  /** Replaces all faults by those of `plan`, which is JSON that nobody has checked. Returns what `faults` would. */
  replaceFaults(plan: unknown): object
  clearFaults(): void
  faults(): object
  counters(): object
  /** The last `limit` events, in order. */
  audit(limit: number): readonly object[]
  /** Back to the state at start. */
  reset(): void
}

export interface ControlServerOptions {
  /** 0 takes any that is free. */
  readonly port: number
  readonly controls: Controls
  /** Told of errors that are bugs; the client is answered with 500. */
  readonly onError?: ((error: unknown) => void) | undefined
}

const loopback = '127.0.0.1'
const auditLimitMax = 100_000
const closeTimeoutMs = 2000

const routes = [
  'GET /faults',
  'PUT /faults',
  'DELETE /faults',
  'GET /counters',
  'GET /audit?limit=100',
  'POST /reset',
  'GET /health',
]

/** Resolves when it listens, on 127.0.0.1 and nowhere else. Throws `UsageError` where it cannot. */
export async function startControlServer(options: ControlServerOptions): Promise<RunningServer> {
  const app = fastify({
    bodyLimit: 1024 * 1024,
    requestTimeout: 30_000,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    frameworkErrors: (error, _request, reply) => {
      ;(reply as FastifyReply).code(400).send(errorBody('ERR_USAGE', error.message))
    },
  })
  app.addHook('onRequest', async (request, reply) => refuseForeign(request, reply))
  app.setErrorHandler((error, _request, reply) => answerError(error, reply, options.onError))
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      ...errorBody('ERR_USAGE', `There is no ${request.method} ${request.url}. See routes.`),
      routes,
    }),
  )
  route(app, options.controls)

  const port = await listen(app, { host: loopback, port: options.port })
  return runningServer(urlOf('http', { host: loopback, port }), port, () => closeWithin(closeTimeoutMs, app))
}

function route(app: FastifyInstance, controls: Controls): void {
  // Whatever the content type: what comes with curl -d is JSON, too.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string))
    } catch (cause) {
      done(new UsageError(`The body is not JSON: ${(cause as Error).message}. Send a JSON value.`))
    }
  })

  app.get('/faults', () => controls.faults())
  app.put('/faults', ({ body }) => controls.replaceFaults(body))
  app.delete('/faults', () => {
    controls.clearFaults()
    return controls.faults()
  })
  app.get('/counters', () => controls.counters())
  app.get('/audit', ({ query }) => ({ events: controls.audit(limitOf(query)) }))
  app.post('/reset', () => {
    controls.reset()
    return { status: 'ok' }
  })
  app.get('/health', () => ({ status: 'ok' }))
}

/** A page in a browser on this machine can reach loopback, by its own origin or by a name that it points here. */
function refuseForeign({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (!isLoopbackName(headers.host))
    return refuse(reply, `Host must be localhost, 127.0.0.1 or [::1], and is ${headers.host}.`)
  if (headers.origin !== undefined)
    return refuse(reply, 'Web pages may not control the service: send no Origin header.')
  return undefined
}

function refuse(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(403).send(errorBody('ERR_USAGE', message))
}

function isLoopbackName(host = ''): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host)
}

function limitOf(query: unknown): number {
  const { success, data } = limitQuery.safeParse(query)
  if (success) return data.limit
  throw new UsageError(
    `The limit must be a whole number from 1 to ${auditLimitMax}. Ask for /audit?limit=100, say.`,
  )
}

const limitQuery = z.object({
  limit: z.coerce.number().int().min(1).max(auditLimitMax).default(100),
})

function answerError(
  error: unknown,
  reply: FastifyReply,
  onError: ControlServerOptions['onError'],
): FastifyReply {
  if (error instanceof SealbenchError) return reply.code(400).send(errorBody(error.code, error.message))
  const status = (error as { statusCode?: number }).statusCode ?? 500
  // What fastify itself refuses, such as a body that is too large.
  if (status < 500) return reply.code(status).send(errorBody('ERR_USAGE', (error as Error).message))
  onError?.(error)
  return reply.code(500).send(errorBody('ERR_INTERNAL', 'The request failed because of a bug.'))
}

function errorBody(code: string, message: string): object {
  return { error: { code, message } }
}

async function closeWithin(timeoutMs: number, app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  await app.close()
  clearTimeout(timer)
}
