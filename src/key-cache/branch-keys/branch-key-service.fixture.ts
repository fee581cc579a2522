/**
 * A branch key service on a virtual clock, with a KMS that counts.
 *
 * @module
 */
import { answered } from '../../clock/answered.fixture.ts'
import { VirtualClock } from '../../clock/virtual-clock.ts'
import { minutes, type Nanoseconds } from '../../units/units.ts'
import { CountingKms, encryptionContext, keyId } from '../counting-kms.fixture.ts'
import { Holdings } from '../holdings.ts'
import { BranchKeyService } from './branch-key-service.ts'

export const ttl = minutes(60)

export const ann = { principal: 'ann', source: 'front-end-0' }
export const usual = { keyId, encryptionContext, caller: ann }

export function setUp(holdings?: Holdings) {
  const clock = new VirtualClock()
  const kms = new CountingKms(clock)
  const service = new BranchKeyService({ keyService: kms, clock, ttl, holdings })
  const generate = (caller = ann) =>
    answered(clock, service.generateDataKey({ keyId, encryptionContext, caller }))
  const generateTogether = (count: number) =>
    answered(clock, Promise.all(Array.from({ length: count }, () => service.generateDataKey(usual))))
  const generateAt = async (time: Nanoseconds) => {
    await clock.waitUntil(time)
    return generate()
  }
  const decrypt = (ciphertextBlob: Buffer) => answered(clock, service.decrypt({ ...usual, ciphertextBlob }))
  return { clock, kms, service, generate, generateTogether, generateAt, decrypt }
}
