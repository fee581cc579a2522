/**
 * `sealbench kms probe`: records the latency of a KMS within a budget of calls.
 *
 * @module
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { OutputUnwritableError, UsageError } from '../errors.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { kmsPrices } from '../kms/prices.ts'
import { textTable } from '../report/text-table.ts'
import { probeKms, type Recording } from '../runner/probe-kms.ts'
import { kmsSchema } from '../scenario/kms-schema.ts'
import { describeDuration } from '../units/quantity.ts'
import { printJson, printLine } from './command.ts'

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
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  process.once('SIGINT', stop)
  const recording = await probeKms({
    kms,
    calls,
    signal: abort.signal,
    onCall: (done) => {
      if (!quiet && process.stderr.isTTY) process.stderr.write(`\r${done}/${calls} calls`)
    },
  })
  process.off('SIGINT', stop)
  if (!quiet && process.stderr.isTTY) process.stderr.write('\r\u{1b}[K')
  if (output !== undefined) write(output, recording)
  if (json) printJson(recording)
  else tell(recording, options)
  return abort.signal.aborted ? exitCodes.interrupted : exitCodes.ok
}

function kmsOf({ endpoint, keyId, region, ca }: ProbeOptions) {
  const isAws = endpoint === 'aws'
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

function write(file: string, recording: Recording): void {
  try {
    writeFileSync(file, `${JSON.stringify(recording)}\n`)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new OutputUnwritableError(`Cannot write ${file} (${code}). Give it another place.`, { cause })
  }
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
    printLine(`About ${usd.toFixed(4)} USD, by the prices of ${kmsPrices.date}.`)
  }
  if (output === undefined) return
  printLine(`Recorded in ${output}. In a scenario:`)
  printLine(`  kms: { latency: { distribution: recorded, file: ${path.resolve(output)} } }`)
}
