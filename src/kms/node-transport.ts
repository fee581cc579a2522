/**
 * The SDK's HTTP client for Node, set so that its time-outs are time-outs.
 *
 * @module
 */
import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'

import { NodeHttpHandler } from '@smithy/node-http-handler'

import type { Nanoseconds } from '../units/units.ts'

export interface NodeTransportOptions {
  /** For one attempt, connecting included; none if left out. */
  readonly requestTimeout?: Nanoseconds | undefined
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

export function nodeTransport({
  requestTimeout,
  httpAgent,
  httpsAgent,
}: NodeTransportOptions): NodeHttpHandler {
  return new NodeHttpHandler({
    httpAgent,
    httpsAgent,
    ...(requestTimeout !== undefined && {
      requestTimeout: requestTimeout / 1e6,
      // Without this the handler prints a warning and goes on waiting.
      throwOnRequestTimeout: true,
    }),
  })
}
