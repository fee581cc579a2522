/**
 * `sealbench kms serve` as a process of its own, and the clients that a user
 * would point at it: the AWS SDK and whatever reads AWS's variables.
 *
 * @module
 */
import { Agent } from 'node:https'

import { KMS, type KMSClientConfig } from '@aws-sdk/client-kms'

import { start, type Outcome, type Surroundings } from './command-line.fixture.ts'

export interface ServedKms extends AsyncDisposable {
  readonly url: string
  readonly controlUrl: string
  /** Undefined where it serves HTTP. */
  readonly caFile: string | undefined
  readonly pid: number
  /** Calls so far, by what came of them: `ok` or the name of an error. */
  counters(): Promise<Readonly<Record<string, number>>>
  /** Its last calls, in order. */
  audit(): Promise<readonly AuditEvent[]>
  /** Forgets calls, counters and failures. */
  reset(): Promise<void>
  /** Ends it by `signal` and gives all that it said. */
  end(signal?: NodeJS.Signals): Promise<Outcome>
}

export interface AuditEvent {
  readonly eventName: string
  readonly errorCode?: string
  readonly userIdentity: { readonly arn: string }
  readonly requestParameters: Readonly<Record<string, unknown>> | null
}

/** Starts it with `options` on ports that are free; resolves when it listens. */
export async function serveKms(
  options: readonly string[] = [],
  surroundings: Surroundings = {},
): Promise<ServedKms> {
  const args = ['kms', 'serve', '--port', '0', '--control-port', '0', '--json', ...options]
  const started = start(args, surroundings)
  const { pid } = started.process
  const kill = (): unknown => started.process.kill('SIGKILL')
  // A test that ends too early leaves nothing behind.
  process.once('exit', kill)
  void started.outcome.finally(() => process.off('exit', kill))
  const { url, controlUrl, caFile } = await announced(started)
  const ask = async (route: string, method = 'GET'): Promise<unknown> =>
    (await fetch(new URL(route, controlUrl), { method })).json()
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<Outcome> => {
    started.process.kill(signal)
    return started.outcome
  }
  return {
    url,
    controlUrl,
    caFile: caFile ?? undefined,
    pid: pid!,
    counters: async () => (await ask('/counters')) as Record<string, number>,
    audit: async () => ((await ask('/audit?limit=1000')) as { events: AuditEvent[] }).events,
    reset: async () => void (await ask('/reset', 'POST')),
    end,
    [Symbol.asyncDispose]: async () => void (await end()),
  }
}

interface Announcement {
  readonly url: string
  readonly controlUrl: string
  readonly caFile: string | null
  readonly pid: number
}

/** The document of `--json`, as soon as it is whole. */
function announced({ process: child, outcome }: ReturnType<typeof start>): Promise<Announcement> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.endsWith('\n}\n')) resolve(JSON.parse(said) as Announcement)
    })
    outcome.then(
      ({ exitCode, stderr }) => reject(new Error(`kms serve ended with ${exitCode}: ${stderr}`)),
      reject,
    )
  })
}

export const region = 'us-east-1'
/** Of the built-in principal. */
export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** The client of the AWS SDK as an application has it; one attempt, so that what it sees is one answer. */
export function sdkClient({ url }: { readonly url: string }, settings: KMSClientConfig = {}): KMS {
  return new KMS({ endpoint: url, region, credentials, maxAttempts: 1, ...settings })
}

/** For `sdkClient`: whom to trust, and by which name if not by that of the address. */
export function httpsHandler(ca: string, servername?: string): KMSClientConfig {
  const agent = new Agent({ ca, keepAlive: true, ...(servername !== undefined && { servername }) })
  return { requestHandler: { httpsAgent: agent } }
}

/** What AWS's own clients read; files and services of this machine tell them nothing. */
export const awsEnvironment = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
}
