/**
 * The KMS of one cell, chosen here and nowhere else: embedded in this process,
 * at an endpoint, or AWS. All are asked through the same client.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

import type { DrivenClock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { InputUnreadableError } from '../errors.ts'
import { KmsAccount, type KmsAccountSnapshot } from '../kms/call-log.ts'
import { findOrCreateKey } from '../kms/key-administration.ts'
import type { Caller, KeyService } from '../kms/key-service.ts'
import { SdkClients, type SdkCredentials } from '../kms/sdk-clients.ts'
import { SdkKeyService, type KmsCommands } from '../kms/sdk-key-service.ts'
import { SpendCap, type SharedSpend } from '../kms/spend-cap.ts'
import { NodeTransport } from '../kms/node-transport.ts'
import type { CloudTrailEvent } from '../kms-service/audit-trail.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import type { Scenario } from '../scenario/schema.ts'
import { seconds, type Nanoseconds } from '../units/units.ts'
import { clearFaults, planFaults } from './control-client.ts'
import { kmsLatencyOf } from './kms-latency.ts'
import { KmsLatencies } from './kms-latencies.ts'

export interface CellKms extends Disposable {
  readonly keyService: KeyService
  /** The same KMS as libraries ask it, for work that holds the clock. */
  readonly commandsOf: (caller: Caller) => KmsCommands
  /** ARN of the KMS key of the sealed stream. */
  readonly keyArn: string
  readonly latencies: KmsLatencies
  snapshot(): KmsAccountSnapshot
  /** To be called once the scenario's time has begun. */
  begin(): Promise<void>
  /** To be called when its load has ended, whatever came of it. */
  end(): Promise<void>
}

export interface CellKmsOptions {
  /** What `prepareKms` gave. */
  readonly keyArn: string | undefined
  /** Length of the timeline of calls. */
  readonly horizon: Nanoseconds
  readonly spend?: SharedSpend | undefined
  /** Called when a call would have passed the cap. */
  readonly onSpent: () => void
  /** Told of each call that the embedded KMS answers. */
  readonly audit?: ((event: CloudTrailEvent) => void) | undefined
  /** Of every principal, at a KMS of our own; else profiles and the SDK's default chain. */
  readonly credentials?: SdkCredentials | undefined
}

/** Before a run begins, nobody wants to wait longer for one answer. */
const patience = seconds(30)
/** Points of the chart of KMS calls over time. */
const timelineSlices = 120

/**
 * Finds, or makes, the KMS key of `scenario`, which takes real time at an
 * endpoint; undefined where the embedded KMS makes its own.
 *
 * @throws {KmsError} where KMS cannot be used at all.
 */
export async function prepareKms(scenario: Scenario, spend?: SharedSpend): Promise<string | undefined> {
  const { kms } = scenario
  if (kms.backend === 'simulated') return undefined
  const { maxAttempts, retryMode, requestTimeout = patience } = kms.client
  using clients = new SdkClients({
    ...remoteOf({ ...kms, client: { ...kms.client, requestTimeout } }),
    clock: new RealClock(),
    maxAttempts,
    retryMode,
    seed: scenario.seed,
    spendCap: spend && new SpendCap(spend, ignore),
  })
  // Awaited here: the client ends with this function.
  return await findOrCreateKey(clients.of('principal-0'), kms.keyId, `sealbench, scenario ${scenario.name}`)
}

export function createCellKms(scenario: Scenario, clock: DrivenClock, options: CellKmsOptions): CellKms {
  return scenario.kms.backend === 'simulated'
    ? embedded(scenario, clock, options)
    : remote(scenario, clock, options)
}

function embedded(scenario: Scenario, clock: DrivenClock, { horizon, audit }: CellKmsOptions): CellKms {
  const { kms: service, seed } = scenario
  const latencies = new KmsLatencies()
  const kms = new EmbeddedKms({
    clock,
    region: service.region,
    latency: kmsLatencyOf(scenario.kms.latency),
    quotaPerSecond: service.quota,
    failures: service.failures,
    epochMs: epochOf(clock),
    seed,
    timeline: { horizon, slices: timelineSlices },
    client: service.client,
    observer: latencies,
    audit,
  })
  return {
    keyService: kms,
    commandsOf: (caller) => kms.commandsOf(caller),
    keyArn: kms.createKey('alias/sealbench'),
    latencies,
    snapshot: () => kms.snapshot(),
    begin: async () => undefined,
    end: async () => undefined,
    [Symbol.dispose]: () => {
      kms[Symbol.dispose]()
      latencies.destroy()
    },
  }
}

function remote(
  scenario: Scenario,
  clock: DrivenClock,
  { keyArn, horizon, spend, onSpent, credentials }: CellKmsOptions,
): CellKms {
  assert(keyArn !== undefined, 'the key of a remote KMS is found before its cells are run')
  const { kms, seed } = scenario
  const account = new KmsAccount({ horizon, slices: timelineSlices })
  const latencies = new KmsLatencies()
  const { maxAttempts, retryMode } = kms.client
  const clients = new SdkClients({
    ...remoteOf(kms),
    ...(credentials !== undefined && { credentialsOf: () => credentials }),
    clock,
    maxAttempts,
    retryMode,
    seed,
    account,
    observer: latencies,
    spendCap: spend && new SpendCap(spend, onSpent),
  })
  const clientOf = (principal: string) => clients.of(principal)
  const keyService = new SdkKeyService({ clock, account, observer: latencies, clientOf })
  return {
    keyService,
    commandsOf: (caller) => keyService.commandsOf(caller),
    keyArn,
    latencies,
    snapshot: () => account.snapshot(),
    begin: () => planFaults(kms, seed),
    end: () => clearFaults(kms),
    [Symbol.dispose]: () => {
      clients[Symbol.dispose]()
      latencies.destroy()
    },
  }
}

/** Time of day at 0 of `clock`, in ms since 1970; on the virtual clock that is 1970 itself, in every run alike. */
export function epochOf(clock: DrivenClock): number {
  return clock.kind === 'real' ? Date.now() - clock.now() / 1e6 : 0
}

/** How a KMS elsewhere is reached, and with whose credentials. */
export function remoteOf(kms: Scenario['kms']) {
  const { backend, endpoint, region } = kms
  return {
    region,
    endpoint,
    isAws: backend === 'aws',
    requestHandler: transportOf(kms),
    credentialsOf: (principal: string) => credentialsOf(principal, kms),
    // AWS has its own way to say this, and would not believe us.
    viaService: backend === 'endpoint' ? `kinesis.${region}.amazonaws.com` : undefined,
  }
}

function transportOf({ ca, client }: Scenario['kms']) {
  const sockets = { keepAlive: true, maxSockets: client.connections }
  return new NodeTransport({
    requestTimeout: client.requestTimeout,
    httpAgent: new HttpAgent(sockets),
    httpsAgent: new HttpsAgent({ ...sockets, ...(ca !== undefined && { ca: readCa(ca) }) }),
  })
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputUnreadableError(
      `The CA ${file} cannot be read (${code}). Name the PEM file that holds it.`,
      {
        cause,
      },
    )
  }
}

function credentialsOf(principal: string, { profiles }: Scenario['kms']): SdkCredentials {
  if (profiles === undefined) return {}
  const index = Number(/\d+$/.exec(principal)?.[0] ?? 0)
  return { profile: profiles[index % profiles.length]! }
}

function ignore(): void {}
