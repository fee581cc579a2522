/**
 * Records how long a KMS takes to answer, call by call, so that a scenario can
 * replay it.
 *
 * @module
 */
import { RealClock } from '../clock/real-clock.ts'
import { KmsAccount } from '../kms/call-log.ts'
import { findOrCreateKey } from '../kms/key-administration.ts'
import { KmsError } from '../kms/key-service.ts'
import { SdkClients } from '../kms/sdk-clients.ts'
import { SdkKeyService } from '../kms/sdk-key-service.ts'
import type { Scenario } from '../scenario/schema.ts'
import { seconds } from '../units/units.ts'
import { remoteOf } from './cell-kms.ts'
import { recordingFormat } from './kms-latency.ts'

export interface ProbeRequest {
  /** The KMS, as a scenario names it. */
  readonly kms: Scenario['kms']
  /** Calls to make, one after another, after one that opens the connection. */
  readonly calls: number
  /** Ends it early. */
  readonly signal: AbortSignal
  readonly onCall: (done: number) => void
}

/** What is written to a file, and read back as a `recorded` latency. */
export interface Recording {
  readonly format: typeof recordingFormat
  readonly endpoint: string
  readonly region: string
  readonly keyArn: string
  readonly operation: 'GenerateDataKey'
  /** Of single attempts, in the order in which they were made. */
  readonly latenciesNs: readonly number[]
}

/** An attempt that takes longer ends the probe. */
const patience = seconds(30)

export interface Probed {
  readonly recording: Recording
  /** What ended it before all calls were made. */
  readonly failure: KmsError | undefined
}

/** Makes one call more than asked, and the one that finds the key. @throws {KmsError} where nothing was recorded. */
export async function probeKms({ kms, calls, signal, onCall }: ProbeRequest): Promise<Probed> {
  const clock = new RealClock()
  const account = new KmsAccount({ horizon: seconds(3600), slices: 1 })
  using clients = new SdkClients({
    ...remoteOf({ ...kms, client: { ...kms.client, requestTimeout: patience } }),
    clock,
    account,
    seed: 0,
    retryMode: 'standard',
    // A retried call would be recorded as one slow one.
    maxAttempts: 1,
  })
  const client = clients.of('principal-0')
  const keyArn = await findOrCreateKey(client, kms.keyId, 'sealbench probe')
  const latenciesNs: number[] = []
  const keyService = new SdkKeyService({
    clock,
    account,
    clientOf: () => client,
  })
  const caller = { principal: 'principal-0', source: 'probe' }
  const encryptionContext = { 'sealbench:probe': 'latency' }
  let failure: KmsError | undefined
  for (let call = 0; call <= calls && !signal.aborted; call += 1) {
    const askedAt = clock.now()
    try {
      const { plaintext } = await keyService.generateDataKey({ keyId: keyArn, encryptionContext, caller })
      plaintext.fill(0)
    } catch (error) {
      if (latenciesNs.length === 0 || !(error instanceof KmsError)) throw error
      // What was paid for is kept.
      failure = error
      break
    }
    // The first one opens the connection, which callers in their stride do not.
    if (call > 0) latenciesNs.push(clock.now() - askedAt)
    onCall(call)
  }
  const { backend, endpoint = backend, region } = kms
  const recording = {
    format: recordingFormat,
    endpoint,
    region,
    keyArn,
    operation: 'GenerateDataKey',
    latenciesNs,
  } as const
  return { recording, failure }
}
