/**
 * Key stores of two accounts on a virtual clock.
 *
 * @module
 */
import { defaultKeyPolicy } from '../access/default-policies.ts'
import type { KeySpec } from './key-specs.ts'
import { KeyStores } from './key-stores.ts'
import type { KmsKey } from './kms-key.ts'

export const account = '123456789012'
export const region = 'eu-west-1'
export const dayMs = 86_400_000
export const startMs = Date.UTC(2026, 10, 23)

export function secretsOf(key: KmsKey): Uint8Array[] {
  return key.backingKeys.map((_, index) => key.backingKey(index + 1)!)
}

export function setUp() {
  let nowMs = startMs
  let made = 0
  const now = () => nowMs
  const newKeyId = () => {
    made += 1
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`
  }
  const stores = new KeyStores({ now, newKeyId })
  const keys: KmsKey[] = []
  const create = (keySpec: KeySpec = 'SYMMETRIC_DEFAULT', owner = account): KmsKey => {
    const policy = defaultKeyPolicy(owner)
    const tags = Object.create(null) as Record<string, string>
    const key = stores
      .of(owner, region)
      .create({ manager: 'CUSTOMER', keySpec, description: '', policy, tags })
    keys.push(key)
    return key
  }
  const pass = (days: number): void => void (nowMs += days * dayMs)
  /** Keys that are still there. */
  const alive = () => keys.filter(({ idBytes }) => stores.findById(idBytes, region) !== undefined)
  const any = (number: number, act: (key: KmsKey) => void): void => {
    const there = alive()
    const key = there[number % there.length]
    if (key !== undefined) act(key)
  }
  const symmetric = (number: number): KmsKey | undefined => {
    const there = alive().filter(({ facts: { keySpec } }) => keySpec === 'SYMMETRIC_DEFAULT')
    return there[number % there.length]
  }
  return { stores, now, create, pass, any, symmetric }
}
