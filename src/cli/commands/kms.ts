/**
 * `sealbench kms`: a local KMS that unmodified AWS clients use, and a probe
 * that records how fast a KMS answers.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../../errors.ts'
import type { Command } from '../command.ts'
import type { ProbeOptions } from '../kms-probe.ts'
import type { ServeOptions } from '../kms-serve.ts'

export const kmsCommand: Command = {
  usage: 'kms <action> [endpoint]',
  summary: 'Serve a local KMS, or record the latency of one',
  options: (parser) =>
    withProbeOptions(withModelOptions(withAccessOptions(withServerOptions(parser))))
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
    if (action === 'serve') {
      if (endpoint !== undefined)
        throw new UsageError(`sealbench kms serve takes no address: write --port, and ${endpoint} is one.`)
      const { serveKms } = await import('../kms-serve.ts')
      return serveKms(given as unknown as ServeOptions)
    }
    if (endpoint === undefined)
      throw new UsageError('sealbench kms probe needs an address, such as http://127.0.0.1:4599, or aws.')
    const { probe } = await import('../kms-probe.ts')
    return probe({ ...(given as unknown as ProbeOptions), endpoint })
  },
}

interface Given {
  readonly action: 'serve' | 'probe'
  readonly endpoint: string | undefined
}

const serverGroup = 'serve: server'
const modelGroup = 'serve: what is modelled'
const probeGroup = 'probe'

function withServerOptions(parser: Argv): Argv {
  return parser
    .positional('action', { choices: ['serve', 'probe'], demandOption: true, describe: 'What to do' })
    .positional('endpoint', { type: 'string', describe: 'probe: address of a KMS, or aws' })
    .options({
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
    })
}

function withAccessOptions(parser: Argv): Argv {
  return parser.options({
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
  })
}

function withModelOptions(parser: Argv): Argv {
  return parser.options({
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
      describe: 'As recorded by sealbench kms probe',
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
  })
}

function withProbeOptions(parser: Argv): Argv {
  return parser.options({
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
    region: {
      type: 'string',
      requiresArg: true,
      default: 'us-east-1',
      describe: 'Region; serve: of unsigned requests',
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
  })
}
