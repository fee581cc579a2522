/**
 * What the two servers have in common once they listen, so that whoever starts
 * them can name their address and end them alike.
 *
 * @module
 */
import { isIPv6, type AddressInfo } from 'node:net'

import type { FastifyInstance } from 'fastify'

import { UsageError } from '../../errors.ts'

/** A server that listens. */
export interface RunningServer {
  /** Where a client on this machine reaches it, such as `http://127.0.0.1:4599`. */
  readonly url: string
  readonly port: number
  /** Takes no new connection, lets running requests end, for a bounded time, and resolves when all is closed. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Where to listen. */
export interface Listening {
  readonly host: string
  /** 0 takes any that is free. */
  readonly port: number
}

/** Listens, and returns the port. */
export async function listen(app: FastifyInstance, { host, port }: Listening): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    await app.close()
    const code = (cause as NodeJS.ErrnoException).code
    if (code === undefined || !(code in remedies)) throw cause
    throw new UsageError(`Cannot listen on ${host}, port ${port}: ${remedies[code]}`, { cause })
  }
  return (app.server.address() as AddressInfo).port
}

/** `end` is called once, however often the server is closed. */
export function runningServer(url: string, port: number, end: () => Promise<void>): RunningServer {
  let ended: Promise<void> | undefined
  const close = (): Promise<void> => (ended ??= end())
  return { url, port, close, [Symbol.asyncDispose]: close }
}

export function urlOf(scheme: 'http' | 'https', { host, port }: Listening): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${scheme}://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`
}

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken. Choose another, or 0 for any that is free.',
  EACCES: 'the system does not allow it. Choose a port of 1024 or more.',
  EADDRNOTAVAIL: 'this machine does not have that address. Choose 127.0.0.1, or 0.0.0.0 for all.',
  ENOTFOUND: 'that name has no address. Choose 127.0.0.1, or 0.0.0.0 for all.',
}
