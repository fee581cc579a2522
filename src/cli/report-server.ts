/**
 * Serves a folder of runs to browsers of this machine, read-only. Whoever else
 * could ask is kept out: other machines by the address that it listens on, and
 * other sites by the name that they ask for it under.
 *
 * @module
 */
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

import { send, type SendResult } from '@fastify/send'

import { UsageError } from '../errors.ts'

export interface ReportServerOptions {
  readonly folder: string
  /** 0 takes any that is free. */
  readonly port: number
  /**
   * The page of what has changed since it was last asked for, by the name of a
   * folder right below `folder`, or '' for itself; undefined where that has none.
   */
  readonly pageOf: (name: string) => Promise<string | undefined>
  /** Told what becomes of no answer. */
  readonly onError: (error: unknown) => void
}

export interface ReportServer {
  /** Such as `http://127.0.0.1:4600/`. */
  readonly url: string
  [Symbol.asyncDispose](): Promise<void>
}

/** `::1` as well, as that is what `localhost` may be; where a machine has none, nobody asks for it. */
const addresses = ['127.0.0.1', '::1'] as const
const noSuchAddress: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** @throws {UsageError} where the port cannot be listened on. */
export async function startReportServer(options: ReportServerOptions): Promise<ReportServer> {
  const folder = realpathSync(options.folder)
  const servers: Server[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(ended))
  }
  let { port } = options
  try {
    for (const host of addresses) {
      const server = createServer((request, response) => {
        answer(request, response, { ...options, folder, port }).catch((error: unknown) => {
          if (!isGone(error)) options.onError(error)
          if (response.headersSent) response.destroy()
          else refuse(response, 500, 'sealbench could not make this page; its own output says why.')
        })
      })
      // eslint-disable-next-line no-await-in-loop -- the second takes the port of the first
      if (!(await listens(server, host, port))) continue
      servers.push(server)
      port = (server.address() as AddressInfo).port
    }
  } catch (error) {
    await close()
    throw error
  }
  return { url: `http://${addresses[0]}:${port}/`, [Symbol.asyncDispose]: close }
}

/** Whether it listens; it does not where the machine lacks `host`. */
async function listens(server: Server, host: string, port: number): Promise<boolean> {
  try {
    await once(server.listen({ host, port }), 'listening')
    return true
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    if (host !== addresses[0] && noSuchAddress.has(code)) return false
    const remedy =
      code === 'EADDRINUSE'
        ? 'the port is taken. Choose another with --port, or 0 for any that is free.'
        : code === 'EACCES'
          ? 'the system does not allow it. Choose a port of 1024 or more.'
          : `the system says ${code}. Choose another with --port.`
    throw new UsageError(`Cannot listen on ${host}, port ${port}: ${remedy}`, { cause })
  }
}

async function ended(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  if (server.listening) await once(server, 'close')
}

interface Served extends ReportServerOptions {
  /** Without links in its path. */
  readonly folder: string
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  for (const [name, value] of Object.entries(headersOfAll)) response.setHeader(name, value)
  const { method = '', url = '', headers } = request
  if (!isOwnHost(headers.host, served.port))
    return refuse(response, 421, `This server answers to 127.0.0.1:${served.port} and localhost only.`)
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return refuse(response, 405, 'Reports can be read here, and nothing else.')
  }
  const [address = ''] = url.split('?')
  if (!address.startsWith('/')) return refuse(response, 400, 'That is no address of this server.')
  const name = pageNameOf(address)
  const page = name === undefined ? undefined : await pageOf(name, served)
  if (page === undefined) return sendFile(request, response, address, served.folder)
  // Links on the page are relative to its folder.
  if (!address.endsWith('/') && !address.endsWith('/index.html')) return redirect(response, `${address}/`)
  end(response, 200, page, { ...headersOfPages, 'Content-Type': 'text/html; charset=utf-8' })
}

/** A folder may vanish at any time: it then has no page. */
async function pageOf(name: string, served: Served): Promise<string | undefined> {
  try {
    return await served.pageOf(name)
  } catch (error) {
    if (existsSync(path.join(served.folder, name))) throw error
    return undefined
  }
}

/** `/name/index.html`, `/name/` and `/name` are the page of a folder; `/` and `/index.html` that of them all. */
function pageNameOf(address: string): string | undefined {
  const [, encoded] = /^\/([^/]*?)(?:\/(?:index\.html)?)?$/.exec(address) ?? []
  if (encoded === undefined) return undefined
  try {
    return encoded === 'index.html' ? '' : decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
  folder: string,
): Promise<void> {
  let found: SendResult
  try {
    found = await send(request, address, {
      root: folder,
      index: ['report.html', 'plan.html', 'comparison.html', 'index.html'],
      dotfiles: 'ignore',
      cacheControl: false,
      onFile: (file, stats) => {
        // To open a named pipe would wait for its writer, and so would the end of the process.
        if (!stats.isFile() || !isWithin(file, folder)) throw new NotServed()
      },
    })
  } catch (error) {
    if (error instanceof NotServed) return refuse(response, 404, notThere)
    throw error
  }
  const { type, statusCode, headers, stream } = found
  if (type !== 'file') {
    stream.destroy()
    if (type === 'directory' && isWithin(found.metadata.path, folder))
      return redirect(response, `${address}/`)
    const status = type === 'directory' ? 404 : statusCode
    const range = headers['Content-Range']
    if (range !== undefined) response.setHeader('Content-Range', range)
    return refuse(response, status, refusals[status] ?? 'That is no address of this server.')
  }
  const { path: file } = found.metadata
  const isPage = path.extname(file) === '.html'
  response.writeHead(statusCode, {
    ...headers,
    ...(isPage ? headersOfPages : headersOfFiles),
    ...typeOf(file),
  })
  await pipeline(stream, response)
}

const notThere = 'There is no such file here.'
const refusals: Readonly<Record<number, string>> = {
  404: notThere,
  412: 'The file is no longer what the request takes it for.',
  416: 'The file has no bytes in the range that was asked for.',
  500: 'The system does not let sealbench look at this file.',
}

class NotServed extends Error {}

/** Whether `place` lies in `folder`, a path without links: one, wherever in the path of `place`, may lead out of it. */
export function isWithin(place: string, folder: string): boolean {
  try {
    const relative = path.relative(folder, realpathSync(place))
    return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
  } catch {
    return false
  }
}

/** What we write and no list of media types knows. */
function typeOf(file: string): { readonly 'Content-Type'?: string } {
  return /\.(hlog|ndjson)$/.test(file) ? { 'Content-Type': 'text/plain; charset=utf-8' } : {}
}

/** A site whose name leads here (DNS rebinding) asks under its own name. */
function isOwnHost(host: string | undefined, port: number): boolean {
  return host !== undefined && ['127.0.0.1', '[::1]', 'localhost'].some((name) => host === `${name}:${port}`)
}

/** One slash at the start: two would name another host. */
function redirect(response: ServerResponse, address: string): void {
  end(response, 301, '', { Location: address.replace(/^\/+/, '/') })
}

function refuse(response: ServerResponse, status: number, why: string): void {
  end(response, status, `${why}\n`, { ...headersOfFiles, 'Content-Type': 'text/plain; charset=utf-8' })
}

/** Node leaves out the body of an answer to HEAD. */
function end(response: ServerResponse, status: number, body: string, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

/** Nobody waits for the rest of an answer. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE'
}

const headersOfAll = {
  // A run that is drawn again shows at the next look.
  'Cache-Control': 'no-cache',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/** Beside the policy that each page brings: that one says which scripts and styles are its own. */
const headersOfPages = {
  'Content-Security-Policy':
    "connect-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const

/** What is no page runs nothing, whatever it is taken for. */
const headersOfFiles = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
} as const
