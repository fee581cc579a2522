/**
 * `sealbench kms serve`: from options to a running KMS, and what is said about
 * it until somebody stops it.
 *
 * @module
 */
import { appendFileSync, closeSync, openSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { UsageError } from '../errors.ts'
import { regionPattern } from '../price-list/region.ts'
import { readFailures } from '../kms-service/failure-file.ts'
import { namedPrincipal, readPrincipals, type Principal } from '../kms-service/access/principals.ts'
import { startKmsServer } from '../kms-service/kms-server.ts'
import type { QuotaSettings } from '../kms-service/request-quota.ts'
import { randomStream } from '../random.ts'
import { kmsLatencyOf } from '../runner/kms-latency.ts'
import { readDocument } from '../scenario/read-document.ts'
import { samplerOf, type Distribution, type Sampler } from '../statistics/distributions.ts'
import { asRate, parseQuantity, type Dimension } from '../units/quantity.ts'
import { describeError } from './fail.ts'
import { announceKms, builtIn } from './kms-announcement.ts'
import type { ServeOptions } from './serve-options.ts'
import { writing } from './writing.ts'

/** Serves until SIGINT or SIGTERM. */
export async function serveKms(options: ServeOptions): Promise<number> {
  check(options)
  const { host, port, controlPort, region, seed, timeoutStatus, failures, tls, tlsHost = [] } = options
  using audit = openAudit(options.audit)
  const stopped = stopSignal()
  await using server = await startKmsServer({
    host,
    port,
    controlPort,
    region,
    seed,
    timeoutStatus,
    principals: principalsOf(options),
    verifiesSignatures: !options.noAuth,
    timeOfDay: () => Date.now(),
    tls: tls ? { hosts: [host, ...tlsHost] } : undefined,
    dataFile: options.data,
    latency: latencyOf(options),
    quotas: quotasOf(options),
    failures: failures === undefined ? [] : readFailures(readDocument(failures), failures).failures,
    audit: audit && ((event) => audit.write(event)),
    onError: tellOnce(),
  })
  if (server.ca !== undefined) writeCa(options.caFile, server.ca)
  announceKms(server, options)
  await stopped
  return 0
}

function check(options: ServeOptions): void {
  checkFiles(options)
  const { port, controlPort, account, region, timeoutStatus, seed, tls, tlsHost } = options
  for (const [option, value] of Object.entries({ '--port': port, '--control-port': controlPort })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= 65_535))
      throw new UsageError(`${option} must be a port: 0 to 65535.`)
  }
  if (tlsHost !== undefined && !tls) throw new UsageError('--tls-host is of no use without --tls.')
  const badHost = tlsHost?.find((name) => !/^[\w.:-]+$/.test(name))
  if (badHost !== undefined)
    throw new UsageError(`--tls-host ${badHost} is neither the name of a host nor an address.`)
  if (!/^\d{12}$/.test(account)) throw new UsageError('--account must be twelve digits.')
  if (!regionPattern.test(region)) throw new UsageError('--region must be a region such as us-east-1.')
  if (!(Number.isInteger(timeoutStatus) && timeoutStatus >= 400 && timeoutStatus <= 599))
    throw new UsageError('--timeout-status must be an HTTP status of an error: 400 to 599.')
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw new UsageError('--seed must be a whole number, 0 or more.')
}

/** No file of this name is what a shell makes of a variable that is not set. */
function checkFiles({ caFile, data, principals, audit, latencyFile, failures }: ServeOptions): void {
  const files = { '--ca-file': caFile, '--data': data, '--principals': principals, '--audit': audit }
  const more = { '--latency-file': latencyFile, '--failures': failures }
  const empty = Object.entries({ ...files, ...more }).find(([, file]) => file === '')
  if (empty !== undefined) throw new UsageError(`${empty[0]} needs the name of a file.`)
  const places = {
    ...files,
    ...(data !== undefined && { 'the root key': `${data}.root-key`, 'the lock': `${data}.lock` }),
  }
  const seen = new Map<string, string>()
  for (const [option, file] of Object.entries(places)) {
    if (file === undefined) continue
    const place = path.resolve(file)
    const other = seen.get(place)
    if (other !== undefined)
      throw new UsageError(`${option} and ${other} are the same file: give each its own.`)
    seen.set(place, option)
  }
}

function principalsOf({ principals: file, account }: ServeOptions): Principal[] {
  if (file !== undefined) return readPrincipals(readDocument(file), file)
  const arn = `arn:aws:iam::${account}:root`
  return [{ ...namedPrincipal(arn), accessKeyId: builtIn, secretAccessKey: builtIn }]
}

function latencyOf({ latency, latencyP99, latencyFile, seed }: ServeOptions): Sampler | undefined {
  if (latencyFile !== undefined && latency !== undefined)
    throw new UsageError('--latency and --latency-file cannot both be given.')
  if (latencyP99 !== undefined && latency === undefined)
    throw new UsageError('--latency-p99 needs --latency, the median.')
  const distribution = latencyFile === undefined ? written(latency, latencyP99) : recorded(latencyFile)
  return distribution && samplerOf(distribution, randomStream(seed, 'kms/latency'))
}

function written(latency: string | undefined, p99: string | undefined): Distribution | undefined {
  if (latency === undefined) return undefined
  const value = quantityOf('duration', '--latency', latency)
  if (p99 === undefined) return { distribution: 'constant', value }
  const p99Ns = quantityOf('duration', '--latency-p99', p99)
  if (p99Ns < value || value === 0)
    throw new UsageError('--latency-p99 must be at least --latency, and that more than 0 s.')
  return { distribution: 'lognormal', median: value, p99: p99Ns }
}

function recorded(file: string): Distribution {
  return kmsLatencyOf({ distribution: 'recorded', file: path.resolve(file) })
}

function quotasOf({ quota }: ServeOptions): QuotaSettings | undefined {
  if (quota === 'none') return undefined
  if (quota === 'table') return { others: true }
  const perSecond = asRate(quantityOf('rate', '--quota', quota))
  if (perSecond <= 0) throw new UsageError('--quota must be more than 0 /s, table, or none.')
  return { symmetric: perSecond, others: true }
}

function quantityOf(dimension: Dimension, option: string, text: string): number {
  const parsed = parseQuantity(dimension, text)
  if (!parsed.ok) throw new UsageError(`${option} ${parsed.reason}`)
  return parsed.value
}

/** Each message once: a disk that is full would fill the terminal too. */
function tellOnce(): (error: unknown) => void {
  const told = new Set<string>()
  return (error) => {
    const message = describeError(error)
    if (told.size > 100 || told.has(message)) return
    told.add(message)
    process.stderr.write(`${message}\n`)
  }
}

interface AuditFile extends Disposable {
  write(event: object): void
}

function openAudit(file: string | undefined): AuditFile | undefined {
  if (file === undefined) return undefined
  const descriptor = writing(file, () => openSync(file, 'a', 0o600))
  return {
    write: (event) => writing(file, () => appendFileSync(descriptor, `${JSON.stringify(event)}\n`)),
    [Symbol.dispose]: () => closeSync(descriptor),
  }
}

function writeCa(file: string, pem: string): void {
  writing(file, () => writeFileSync(file, pem))
}

/** Resolves when somebody wants this process to end. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  process.once('SIGINT', () => resolve())
  process.once('SIGTERM', () => resolve())
  return promise
}
