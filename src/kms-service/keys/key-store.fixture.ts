/**
 * A key store on a virtual clock, with ids that count.
 *
 * @module
 */
import { VirtualClock } from '../../clock/virtual-clock.ts'
import { callOf, keyAdministratorOf } from '../administrator.fixture.ts'
import { newKey } from '../operations/keys.ts'
import { KeyStore } from './key-store.ts'

export const account = '123456789012'
export const arnPrefix = `arn:aws:kms:eu-west-1:${account}:`

export function setUp() {
  const clock = new VirtualClock()
  let created = 0
  let changed = 0
  const store = new KeyStore({
    region: 'eu-west-1',
    account,
    now: () => clock.now() / 1e6,
    newKeyId: () => uuidNumber((created += 1)),
    onChange: () => (changed += 1),
  })
  const { arn, facts } = newKey(store, 'alias/orders')
  return {
    store,
    clock,
    arn,
    keyId: facts.keyId,
    administrator: keyAdministratorOf(store, clock),
    /** The key, for `principal` to decrypt with. */
    use: (principal: string) =>
      callOf(store, clock, 'Decrypt', principal).usableKeyFor(arn, 'ENCRYPT_DECRYPT'),
    changes: () => changed,
  }
}

export function uuidNumber(number: number): string {
  return `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`
}
