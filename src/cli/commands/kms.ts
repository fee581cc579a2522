/**
 * `sealbench kms`: a local KMS that unmodified AWS clients use, and a probe
 * that records how fast a KMS answers.
 *
 * @module
 */
import type { Options } from 'yargs'

import { UsageError } from '../../errors.ts'
import { program } from '../../program.ts'
import type { LoadedCommand } from '../command.ts'
import type { ProbeOptions } from '../kms-probe.ts'
import type { ServeOptions } from '../serve-options.ts'

export const kmsCommand: LoadedCommand = {
  options: (parser) =>
    parser
      .positional('action', { choices: ['serve', 'probe'], demandOption: true, describe: 'What to do' })
      .positional('endpoint', { type: 'string', describe: 'probe: address of a KMS, or aws' })
      .options({ ...optionsOf.serve, ...optionsOf.probe, ...commonOptions })
      .example('$0 kms serve', 'http://127.0.0.1:4599, keys in memory, access key test with secret test')
      .example('$0 kms serve --data kms.db --tls --ca-file ca.pem', 'keys outlast a restart; HTTPS')
      .example('$0 kms serve --latency "10 ms" --quota "100 /s"', 'slow, and with a small quota')
      .example('$0 kms probe http://127.0.0.1:4599 --output kms.json', 'for kms.latency of a scenario')
      .example(
        '$0 kms probe aws --key-id alias/orders --calls 100',
        'asks AWS itself, which bills each call',
      ),
  run: async (given) => {
    const { action, endpoint } = given as unknown as Given
    refuseOptionsOf(action === 'serve' ? 'probe' : 'serve', given)
    if (action === 'serve') {
      if (endpoint !== undefined)
        throw new UsageError(`${program} kms serve takes no address: write --port, and ${endpoint} is one.`)
      const { serveKms } = await import('../kms-serve.ts')
      return serveKms(given as unknown as ServeOptions)
    }
    if (endpoint === undefined)
      throw new UsageError(`${program} kms probe needs an address, such as http://127.0.0.1:4599, or aws.`)
    const { probe } = await import('../kms-probe.ts')
    return probe({ ...(given as unknown as ProbeOptions), endpoint })
  },
}

type Action = 'serve' | 'probe'

interface Given {
  readonly action: Action
  readonly endpoint: string | undefined
}

/** What would be ignored misleads; a default that is spelled out changes nothing. */
function refuseOptionsOf(other: Action, given: Readonly<Record<string, unknown>>): void {
  const name = Object.entries(optionsOf[other]).find(([key, option]) => given[key] !== option.default)?.[0]
  if (name !== undefined)
    throw new UsageError(`--${name} is for ${program} kms ${other} only. Leave it out, or name that action.`)
}

const serverGroup = 'serve: server'
const modelGroup = 'serve: what is modelled'
const probeGroup = 'probe'

const serverOptions = {
  host: {
    type: 'string',
    requiresArg: true,
    default: '127.0.0.1',
    describe: 'Address to listen on',
    group: serverGroup,
  },
  port: {
    type: 'number',
    requiresArg: true,
    default: 4599,
    describe: 'Port to listen on; 0: any that is free',
    group: serverGroup,
  },
  tls: {
    type: 'boolean',
    default: false,
    describe: 'HTTPS, certificate made at start',
    group: serverGroup,
  },
  'tls-host': {
    type: 'string',
    requiresArg: true,
    array: true,
    describe: 'Further name or address in that certificate',
    group: serverGroup,
  },
  'ca-file': {
    type: 'string',
    requiresArg: true,
    default: 'sealbench-kms-ca.pem',
    describe: 'Where to write the CA that clients have to trust',
    group: serverGroup,
  },
  data: {
    type: 'string',
    requiresArg: true,
    describe: 'Keep keys in this file, encrypted under FILE.root-key; in memory if left out',
    group: serverGroup,
  },
} as const

const accessOptions = {
  'control-port': {
    type: 'number',
    requiresArg: true,
    describe: 'Loopback port for faults, counters and audit; none if left out',
    group: serverGroup,
  },
  account: {
    type: 'string',
    requiresArg: true,
    default: '123456789012',
    describe: 'Account of the built-in principal',
    group: serverGroup,
  },
  principals: {
    type: 'string',
    requiresArg: true,
    describe: 'YAML or JSON file with principals; root with access key test, secret test if left out',
    group: serverGroup,
  },
  'no-auth': {
    type: 'boolean',
    default: false,
    describe: 'Verify no signature: whoever reaches the port is let in',
    group: serverGroup,
  },
  audit: {
    type: 'string',
    requiresArg: true,
    describe: 'Append every call as a CloudTrail event (NDJSON)',
    group: serverGroup,
  },
} as const

const modelOptions = {
  latency: {
    type: 'string',
    requiresArg: true,
    describe: 'From a call to its answer, such as 10 ms',
    group: modelGroup,
  },
  'latency-p99': {
    type: 'string',
    requiresArg: true,
    describe: 'Makes --latency the median of a lognormal with this p99',
    group: modelGroup,
  },
  'latency-file': {
    type: 'string',
    requiresArg: true,
    describe: `As recorded by ${program} kms probe`,
    group: modelGroup,
  },
  quota: {
    type: 'string',
    requiresArg: true,
    default: 'table',
    describe: 'Of symmetric operations for each region: table (AWS’s), none, or a rate such as 100 /s',
    group: modelGroup,
  },
  failures: {
    type: 'string',
    requiresArg: true,
    describe: 'YAML or JSON file with planned failures',
    group: modelGroup,
  },
  seed: {
    type: 'number',
    requiresArg: true,
    default: 20170701,
    describe: 'Of latencies and failures',
    group: modelGroup,
  },
  'timeout-status': {
    type: 'number',
    requiresArg: true,
    default: 500,
    describe: 'HTTP status of DependencyTimeoutException, which AWS does not document',
    group: modelGroup,
  },
} as const

const probeOptions = {
  calls: {
    type: 'number',
    requiresArg: true,
    default: 100,
    describe: 'Calls to make, one after another',
    group: probeGroup,
  },
  'key-id': {
    type: 'string',
    requiresArg: true,
    describe: 'KMS key to ask for; a new one if left out, but never at AWS',
    group: probeGroup,
  },
  ca: {
    type: 'string',
    requiresArg: true,
    describe: 'PEM file with the CA of an endpoint',
    group: probeGroup,
  },
  output: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    describe: 'Where to write the recording',
    group: probeGroup,
  },
} as const

const commonOptions = {
  region: {
    type: 'string',
    requiresArg: true,
    default: 'us-east-1',
    describe: 'Region; serve: of unsigned requests',
  },
} as const

const optionsOf: Readonly<Record<Action, Readonly<Record<string, Options>>>> = {
  serve: { ...serverOptions, ...accessOptions, ...modelOptions },
  probe: probeOptions,
}
