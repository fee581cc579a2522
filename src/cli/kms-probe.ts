/**
 * `sealbench kms probe`: records the latency of a KMS within a budget of calls.
 *
 * @module
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { UsageError } from '../errors.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { isAwsHost } from '../kms/aws-host.ts'
import { kmsPrices } from '../price-list/kms-use.ts'
import { describeUsd } from '../report/figures.ts'
import { textTable } from '../report/text-table.ts'
import { probeKms, type Recording } from '../runner/probe-kms.ts'
import { kmsSchema } from '../scenario/kms-schema.ts'
import { describeDuration } from '../units/quantity.ts'
import { printJson, printLine } from './command.ts'
import { writing } from './writing.ts'

export interface ProbeOptions {
  /** An address, or `aws`. */
  readonly endpoint: string
  readonly calls: number
  readonly keyId: string | undefined
  readonly region: string
  readonly ca: string | undefined
  readonly output: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

const callsMax = 100_000

export async function probe(options: ProbeOptions): Promise<number> {
  const { calls, json, quiet, output } = options
  if (!(Number.isInteger(calls) && calls >= 1 && calls <= callsMax))
    throw new UsageError(`--calls must be a whole number from 1 to ${callsMax}.`)
  const kms = kmsOf(options)
  // Told now, rather than when all calls are made and billed.
  if (output !== undefined) writing(output, () => appendFileSync(output, ''))
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  process.once('SIGINT', stop)
  const { recording, failure } = await probeKms({
    kms,
    calls,
    signal: abort.signal,
    onCall: (done) => {
      if (!quiet && process.stderr.isTTY) process.stderr.write(`\r${done}/${calls} calls`)
    },
  })
  process.off('SIGINT', stop)
  if (!quiet && process.stderr.isTTY) process.stderr.write('\r\u{1b}[K')
  if (output !== undefined) writing(output, () => writeFileSync(output, `${JSON.stringify(recording)}\n`))
  if (json) printJson(recording)
  else tell(recording, options)
  if (failure !== undefined) {
    process.stderr.write(`sealbench: ended after ${recording.latenciesNs.length} calls: ${failure.message}\n`)
    return exitCodes.unusable
  }
  return abort.signal.aborted ? exitCodes.interrupted : exitCodes.ok
}

function kmsOf({ endpoint, keyId, region, ca }: ProbeOptions) {
  const isAws = endpoint === 'aws'
  if (!isAws && !/^https?:\/\//.test(endpoint))
    throw new UsageError(`${endpoint} is no address: write http://${endpoint}, or aws.`)
  if (!isAws && isAwsHost(URL.parse(endpoint)?.hostname ?? ''))
    throw new UsageError(`${endpoint} is AWS itself, which bills each call: write kms probe aws.`)
  if (isAws && keyId === undefined)
    throw new UsageError('kms probe aws needs --key-id, a KMS key of yours: sealbench makes none at AWS.')
  const read = kmsSchema.safeParse({
    backend: isAws ? 'aws' : 'endpoint',
    region,
    ...(!isAws && { endpoint }),
    ...(keyId !== undefined && { keyId }),
    ...(ca !== undefined && { ca }),
  })
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(`${issue!.path.join('.')} ${issue!.message}`)
}

function tell({ endpoint, keyArn, latenciesNs }: Recording, { output, calls }: ProbeOptions): void {
  const sorted = latenciesNs.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    sorted.length === 0
      ? 'none'
      : describeDuration(sorted[Math.ceil(share * sorted.length) - 1] ?? sorted[0]!)
  const columns = ['p50', 'p90', 'p99', 'max'].map((label) => ({ label, isNumber: true }))
  printLine(`GenerateDataKey at ${endpoint}, ${keyArn}`)
  printLine(
    textTable(
      [{ label: 'calls', isNumber: true }, ...columns],
      [[String(sorted.length), at(0.5), at(0.9), at(0.99), at(1)]],
    ),
  )
  if (endpoint === 'aws') {
    const usd = ((calls + 2) / 10_000) * kmsPrices.usdPer10000Requests
    printLine(`About ${describeUsd(usd)}, by the prices of ${kmsPrices.date}.`)
  }
  if (sorted.length < 100) printLine('Fewer than 100 calls tell little of p99: more make a better model.')
  if (output === undefined) return
  printLine(`Recorded in ${output}. In a scenario:`)
  printLine(`  kms: { latency: { distribution: recorded, file: ${path.resolve(output)} } }`)
}
