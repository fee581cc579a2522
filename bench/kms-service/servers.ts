/**
 * The servers that are compared, each as a process of its own, so that each
 * has a core for itself beside the one of the load.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Server } from 'node:http'

import { fastify } from 'fastify'

const root = path.join(import.meta.dirname, '../..')
const sealbench = [
  path.join(root, 'bin/sealbench.js'),
  'kms',
  'serve',
  '--port',
  '0',
  '--quota',
  'none',
  '--json',
]

export type ServerKind = 'null handler' | 'no auth' | 'SigV4' | 'kinesalite'

export interface RunningServer extends Disposable {
  readonly port: number
  readonly pid: number
}

/** Resolves when it listens. */
export async function startServer(kind: ServerKind, args: readonly string[] = []): Promise<RunningServer> {
  const program =
    kind === 'SigV4'
      ? sealbench
      : kind === 'no auth'
        ? [...sealbench, '--no-auth']
        : [import.meta.filename, kind]
  const child = spawn(process.execPath, [...program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    const port = /"(?:url|port)": "?(?:http:\/\/[\d.]+:)?(\d+)/.exec(said)?.[1]
    if (port === undefined) continue
    return { port: Number(port), pid: child.pid!, [Symbol.dispose]: () => child.kill() }
  }
  throw new Error(`the server with ${kind} did not start`)
}

/** Takes the body as it is and answers with as many bytes as KMS does to GenerateDataKey. */
async function serveNothing(body: string): Promise<number> {
  const app = fastify()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, given, done) => done(null, given))
  app.post('/', (_request, reply) => {
    reply.header('content-type', 'application/x-amz-json-1.1')
    reply.header('x-amzn-requestid', '00000000-0000-4000-8000-000000000000')
    reply.header('cache-control', 'no-cache, no-store')
    return body
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as { readonly port: number }).port
}

async function serveKinesalite(): Promise<number> {
  const kinesalite = createRequire(import.meta.url)('kinesalite') as (options: object) => Server
  const server = kinesalite({ createStreamMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { readonly port: number }).port
}

if (import.meta.main) {
  const [kind, body = ''] = process.argv.slice(2)
  const port = kind === 'kinesalite' ? await serveKinesalite() : await serveNothing(body)
  process.stdout.write(`{"port": ${port}}\n`)
}
