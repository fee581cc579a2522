/**
 * A KMS service with principals of two accounts, and for each of them the
 * client of the AWS SDK as an application has it: only the network is missing.
 *
 * @module
 */
import { KMS, type CreateKeyRequest, type KeyMetadata } from '@aws-sdk/client-kms'

import { answered } from '../clock/answered.fixture.ts'
import type { DrivenClock } from '../clock/clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { randomStream } from '../random.ts'
import { nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import { directoryOf, readPrincipals } from './access/principals.ts'
import { verifySignatures } from './access/signature.ts'
import type { CloudTrailEvent } from './audit-trail.ts'
import { InProcessTransport } from './in-process-transport.ts'
import { KeyStores } from './keys/key-stores.ts'
import { KmsService, type KmsServiceOptions } from './kms-service.ts'
import { FailurePlan } from './planned-failures.ts'

export const region = 'eu-west-1'
export const account = '123456789012'
export const otherAccount = '210987654321'
/** Time of day at 0 of a virtual clock. */
export const epochMs = Date.UTC(2026, 10, 23, 12)

export const arnOf = (user: string): string => `arn:aws:iam::${account}:user/${user}`
export const rootArn = `arn:aws:iam::${account}:root`
export const strangerArn = `arn:aws:iam::${otherAccount}:user/stranger`
export const days = (count: number): Nanoseconds => seconds(count * 86_400)

/** What the identity policy of `reader` allows. */
const readerPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'], Resource: '*' }],
}

const principalNames = ['root', 'ann', 'bob', 'reader', 'stranger'] as const
type PrincipalName = (typeof principalNames)[number]

/** Root, ann and stranger are administrators; bob may do nothing but what a key lets him. */
export const principals = readPrincipals(
  {
    principals: [
      { arn: rootArn, ...credentialsOf('root') },
      { arn: arnOf('ann'), ...credentialsOf('ann') },
      { arn: arnOf('bob'), ...credentialsOf('bob'), policies: [] },
      { arn: arnOf('reader'), ...credentialsOf('reader'), policies: [readerPolicy] },
      { arn: strangerArn, ...credentialsOf('stranger') },
    ],
  },
  'principals.json',
)

export function credentialsOf(name: PrincipalName) {
  return { accessKeyId: `AKIA.${name}`, secretAccessKey: `the secret of ${name}` }
}

export interface ServiceSettings extends Partial<Omit<KmsServiceOptions, 'clock' | 'stores'>> {
  readonly clock?: DrivenClock
  /** How long a client waits for an answer. */
  readonly requestTimeout?: Nanoseconds
}

/** The clock moves while a client waits for an answer, and in `pass`. */
export function setUpService({
  clock = new VirtualClock(),
  requestTimeout,
  ...options
}: ServiceSettings = {}) {
  const start = clock.kind === 'real' ? Date.now() : epochMs
  const nowMs = () => start + clock.now() / 1e6
  const stores = new KeyStores({ now: nowMs, newKeyId: seededUuids() })
  const events: CloudTrailEvent[] = []
  let requests = 0
  const service = new KmsService({
    clock,
    timeOfDay: nowMs,
    authenticate: verifySignatures(directoryOf(principals)),
    stores,
    failures: new FailurePlan([], 1),
    newRequestId: () => `00000000-0000-4000-8000-${String((requests += 1)).padStart(12, '0')}`,
    audit: (event) => events.push(event),
    ...options,
  })
  const transport = new DrivenTransport({ handle: service.handle, clock, requestTimeout })
  const clientOf = (name: PrincipalName) =>
    new KMS({
      region,
      credentials: credentialsOf(name),
      requestHandler: transport,
      // Whoever retries waits in real time.
      maxAttempts: 1,
      systemClockOffset: nowMs() - Date.now(),
    })
  const clients = {
    root: clientOf('root'),
    ann: clientOf('ann'),
    bob: clientOf('bob'),
    reader: clientOf('reader'),
    stranger: clientOf('stranger'),
  }
  /** Lets `duration` pass, for the clients too. */
  const pass = async (duration: Nanoseconds): Promise<void> => {
    await clock.waitUntil(nanoseconds(clock.now() + duration))
    for (const { config } of Object.values(clients)) config.systemClockOffset = nowMs() - Date.now()
  }
  /** A key of root's. */
  const createKey = async (request: CreateKeyRequest = {}) =>
    (await clients.root.createKey(request)).KeyMetadata as KeyMetadata & {
      readonly KeyId: string
      readonly Arn: string
    }
  return { clock, nowMs, stores, service, events, pass, createKey, ...clients }
}

/** Moves the clock to whoever sleeps next, until the service has answered. */
export class DrivenTransport extends InProcessTransport {
  readonly #clock: DrivenClock

  constructor(
    options: ConstructorParameters<typeof InProcessTransport>[0] & { readonly clock: DrivenClock },
  ) {
    super(options)
    this.#clock = options.clock
  }

  override handle(request: Parameters<InProcessTransport['handle']>[0]) {
    this.#clock.hold()
    const answer = super.handle(request)
    const release = (): void => this.#clock.release()
    void answered(this.#clock, answer.then(release, release))
    return answer
  }
}

function seededUuids(): () => string {
  const random = randomStream(1, 'service.fixture/key-ids')
  const digits = (count: number) =>
    Array.from({ length: count }, () => random.below(16).toString(16)).join('')
  return () => `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`
}

/** All items of a list, however many pages it takes. */
export async function wholeList<Page extends { readonly NextMarker?: string | undefined }, Item>(
  ask: (marker: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = []
  let marker: string | undefined
  do {
    const page = await ask(marker)
    items.push(...(itemsOf(page) ?? []))
    marker = page.NextMarker
  } while (marker !== undefined)
  return items
}

/** A policy that allows each of `statements` everything on the key, unless it says otherwise. */
export function policyOf(...statements: readonly object[]): string {
  const Statement = statements.map((statement) => ({
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: '*',
    ...statement,
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement })
}
