/**
 * The options by which `run` and `explain` are told which KMS to ask, and what
 * that may cost.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import { kmsPrices } from '../price-list/kms-use.ts'
import type { Overrides } from '../scenario/load-scenario.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'

export interface KmsOptions {
  readonly kms: string | undefined
  readonly maxKmsCalls: number | undefined
  readonly maxUsd: number | undefined
}

/** Calls of AWS that a run may make where nobody says how many: three tenths of a cent. */
const usualCallsMax = 1000

export function withKmsOptions(parser: Argv): Argv {
  return parser
    .option('kms', {
      type: 'string',
      describe: 'The KMS to ask in place of the scenario’s: simulated, the address of an endpoint, or aws',
    })
    .option('max-kms-calls', {
      type: 'number',
      describe: 'Stop before this many KMS calls are passed, retries included; 1000 with --kms aws',
    })
    .option('max-usd', {
      type: 'number',
      describe: 'Stop before the KMS calls cost more than this, by the built-in price list',
    })
}

/** What a scenario says of its endpoint is of no use to another KMS. */
const noEndpoint = { endpoint: undefined, ca: undefined, control: undefined }

/** What `--kms` changes in a scenario. @throws {UsageError} */
export function kmsOverrides({ kms }: KmsOptions): Overrides {
  if (kms === undefined) return {}
  if (kms === 'simulated')
    return { kms: { backend: kms, ...noEndpoint, keyId: undefined, profiles: undefined } }
  if (kms === 'aws') return { kms: { backend: kms, ...noEndpoint } }
  if (/^https?:\/\//.test(kms))
    return { kms: { backend: 'endpoint', ...noEndpoint, endpoint: kms, quota: undefined } }
  throw new UsageError(
    `--kms ${kms} is no KMS. Write simulated, aws, or an address such as http://127.0.0.1:4599.`,
  )
}

/**
 * The most KMS calls that a run may make; undefined: no cap.
 *
 * @throws {UsageError} where AWS would be asked without anybody having said so on the command line.
 */
export function callCap({ cells }: Pick<LoadedScenario, 'cells'>, options: KmsOptions): number | undefined {
  const { kms, maxKmsCalls, maxUsd } = options
  assertCount('--max-kms-calls', maxKmsCalls)
  if (maxUsd !== undefined && !(maxUsd >= 0))
    throw new UsageError('--max-usd must be a number of US dollars, 0 or more, such as 0.05.')
  if (kms !== undefined && kms !== 'simulated' && cells.some(({ scenario }) => scenario.clock === 'virtual'))
    throw new UsageError(
      `--kms ${kms} answers in real time, and this scenario has a virtual clock. Write clock: real into it.`,
    )
  const asksAws = cells.some(({ scenario }) => scenario.kms.backend === 'aws')
  if (asksAws && kms !== 'aws')
    throw new UsageError(
      'This scenario asks AWS itself, which costs money. Say so with --kms aws, or use another --kms.',
    )
  const affordable = maxUsd === undefined ? undefined : callsFor(maxUsd)
  const caps = [maxKmsCalls, affordable].filter((cap) => cap !== undefined)
  if (caps.length === 0) return asksAws ? usualCallsMax : undefined
  return Math.min(...caps, 2 ** 31 - 1)
}

/** In whole millionths of a dollar, since 0.0021 / 0.03 is a little less than 0.07. */
function callsFor(usd: number): number {
  return Math.floor((Math.round(usd * 1e6) * 10_000) / Math.round(kmsPrices.usdPer10000Requests * 1e6))
}

function assertCount(option: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value < 2 ** 31))
    throw new UsageError(`${option} must be a whole number of calls, 0 or more.`)
}
