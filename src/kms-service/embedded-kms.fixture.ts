/**
 * An embedded KMS on a virtual clock, with a key to ask it for.
 *
 * @module
 */
import { answered } from '../clock/answered.fixture.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { milliseconds, perSecond, seconds } from '../units/units.ts'
import { keyAdministratorOf } from './administrator.fixture.ts'
import type { CloudTrailEvent } from './audit-trail.ts'
import { EmbeddedKms, type EmbeddedKmsOptions } from './embedded-kms.ts'

export const encryptionContext = { 'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' }
export const caller = { principal: 'producer', source: 'front-end-0' }

export const always = { from: seconds(0), share: 1, operations: ['GenerateDataKey', 'Decrypt'] } as const

interface Changes {
  readonly keyId?: string
  readonly encryptionContext?: Readonly<Record<string, string>>
  readonly caller?: { readonly principal: string; readonly source: string }
}

export function setUp(options: Partial<EmbeddedKmsOptions> = {}) {
  const clock = new VirtualClock()
  const events: CloudTrailEvent[] = []
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: milliseconds(10) },
    quotaPerSecond: perSecond(10_000),
    failures: [],
    seed: 20170701,
    audit: (event) => events.push(event),
    ...options,
  })
  const arn = kms.createKey('alias/orders')
  const usual = { keyId: arn, encryptionContext, caller }
  const generate = (changes: Changes = {}) => answered(clock, kms.generateDataKey({ ...usual, ...changes }))
  const decrypt = (ciphertextBlob: Uint8Array, changes: Changes = {}) =>
    answered(clock, kms.decrypt({ ...usual, ciphertextBlob, ...changes }))
  return { kms, clock, arn, events, administrator: keyAdministratorOf(kms.keys, clock), generate, decrypt }
}
