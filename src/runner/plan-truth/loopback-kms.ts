/**
 * A KMS endpoint of our own on loopback, for a run that goes through sockets:
 * the server of `sealbench kms serve`, ended with the run.
 *
 * @module
 */
import { RealClock } from '../../clock/real-clock.ts'
import { findOrCreateKey } from '../../kms/key-administration.ts'
import { SdkClients, type SdkCredentials } from '../../kms/sdk-clients.ts'
import { namedPrincipal } from '../../kms-service/access/principals.ts'
import { startKmsServer } from '../../kms-service/kms-server.ts'
import { program } from '../../program.ts'
import { randomStream } from '../../random.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { samplerOf } from '../../statistics/distributions.ts'
import { remoteOf } from '../cell-kms.ts'
import { kmsLatencyOf } from '../kms-latency.ts'

export interface LoopbackKms extends AsyncDisposable {
  /** `scenario` on the real clock, which asks there. */
  readonly scenario: Scenario
  readonly keyArn: string
  readonly credentials: SdkCredentials
}

const builtIn = { accessKeyId: 'test', secretAccessKey: 'test' }

/** As slow as `scenario` says, without a quota and without failures. */
export async function startLoopbackKms(scenario: Scenario): Promise<LoopbackKms> {
  const { kms, seed } = scenario
  await using stack = new AsyncDisposableStack()
  const server = stack.use(
    await startKmsServer({
      host: '127.0.0.1',
      port: 0,
      region: kms.region,
      principals: [{ ...namedPrincipal('arn:aws:iam::000000000000:root'), ...builtIn }],
      verifiesSignatures: false,
      timeOfDay: Date.now,
      latency: samplerOf(kmsLatencyOf(kms.latency), randomStream(seed, 'plan-truth/loopback')),
      failures: [],
      seed,
    }),
  )
  const credentials: SdkCredentials = { credentials: builtIn }
  const asking: Scenario = {
    ...scenario,
    clock: 'real',
    kms: { ...kms, backend: 'endpoint', endpoint: server.url, quota: undefined },
  }
  const { maxAttempts, retryMode } = kms.client
  using clients = new SdkClients({
    ...remoteOf(asking.kms),
    credentialsOf: () => credentials,
    clock: new RealClock(),
    maxAttempts,
    retryMode,
    seed,
  })
  const keyArn = await findOrCreateKey(clients.of('principal-0'), undefined, `${program} plan --verify`)
  const running = stack.move()
  return {
    scenario: asking,
    keyArn,
    credentials,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
