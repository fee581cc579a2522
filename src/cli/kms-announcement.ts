/**
 * What `sealbench kms serve` says when it listens: where, for whom, what it
 * models, and what to type to use it.
 *
 * @module
 */
import path from 'node:path'

import type { KmsServer } from '../kms-service/kms-server.ts'
import { builtInTables } from '../price-list/price-table.ts'
import { printJson, printLine } from './command.ts'
import type { ServeOptions } from './serve-options.ts'

/** What the built-in principal signs with; no secret, as everybody knows it. */
export const builtIn = 'test'

export function announceKms(server: KmsServer, options: ServeOptions): void {
  const { json, quiet, account, region, noAuth } = options
  for (const warning of warningsOf(options)) process.stderr.write(`sealbench: WARNING: ${warning}\n`)
  const { url, controlUrl = null } = server
  const caFile = server.ca === undefined ? null : path.resolve(options.caFile)
  if (json) printJson({ url, controlUrl, caFile, account, region, auth: !noAuth, pid: process.pid })
  else if (!quiet) for (const line of linesOf(url, controlUrl, caFile, options)) printLine(line)
}

/** Also for those who want quiet: whoever reaches the port may have to be kept out. */
function warningsOf({ noAuth, host, principals }: ServeOptions): string[] {
  if (noAuth) {
    return ['--no-auth: signatures are not verified. Whoever reaches this port may use and delete every key.']
  }
  const isLoopback = /^(127\.|localhost$|::1$)/.test(host)
  if (isLoopback || principals !== undefined) return []
  return [
    `--host ${host} lets in whoever reaches this machine and knows the built-in access key, which everybody does. ` +
      'Name principals of your own with --principals.',
  ]
}

function linesOf(
  url: string,
  controlUrl: string | null,
  caFile: string | null,
  options: ServeOptions,
): string[] {
  const { host, port, data, principals, audit, failures } = options
  const everywhere = host === '0.0.0.0' || host === '::' ? ` (on every address: ${host})` : ''
  const free = port === 0 ? ', a port that was free' : ''
  return [
    `KMS listens on ${url}${everywhere}${free}. Ctrl-C stops it.`,
    ...(controlUrl === null ? [] : [`Control port: ${controlUrl} (faults, counters, audit; loopback only)`]),
    data === undefined ? 'Keys: in memory, gone when it stops (--data keeps them)' : `Keys: ${data}`,
    `Quota: ${quotaText(options)}. Latency: ${latencyText(options)}.`,
    ...(failures === undefined ? [] : [`Failures: as planned in ${failures}`]),
    ...(audit === undefined ? [] : [`Audit: appended to ${audit}`]),
    'To use it:',
    ...usage(url, caFile, options.region),
    principals === undefined
      ? `  export AWS_ACCESS_KEY_ID=${builtIn} AWS_SECRET_ACCESS_KEY=${builtIn}`
      : `  export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…   # of a principal in ${principals}`,
  ]
}

/** Old clients read AWS_DEFAULT_REGION only; STS is served beside KMS. */
function usage(url: string, caFile: string | null, region: string): string[] {
  return [
    `  export AWS_ENDPOINT_URL_KMS=${url} AWS_ENDPOINT_URL_STS=${url}`,
    `  export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    ...(caFile === null ? [] : [`  export NODE_EXTRA_CA_CERTS=${caFile} AWS_CA_BUNDLE=${caFile}`]),
  ]
}

function quotaText({ quota }: ServeOptions): string {
  if (quota === 'none') return 'none'
  const table = `AWS's table of ${builtInTables.quotas.date}`
  return quota === 'table' ? table : `${quota} for symmetric operations, ${table} for others`
}

function latencyText({ latency, latencyP99, latencyFile }: ServeOptions): string {
  if (latencyFile !== undefined) return `as recorded in ${latencyFile}`
  if (latency === undefined) return 'as long as the work takes'
  return latencyP99 === undefined ? latency : `${latency} at the median, ${latencyP99} at p99`
}
