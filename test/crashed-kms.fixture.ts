/**
 * Clients of a KMS that is killed at any moment: what they were told for certain, and whether it
 * still holds afterwards.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { KMS, KMSServiceException, LimitExceededException } from '@aws-sdk/client-kms'

import type { Random } from '../src/random.ts'
import { sdkClient, type ServedKms } from './kms-server.fixture.ts'

const principal = 'arn:aws:iam::123456789012:user/crash'

/** What clients know for certain, since they were told. */
export class Told {
  /** On-demand rotations, by key id. */
  readonly keys = new Map<string, number>()
  /** Id of its key; undefined where the alias is deleted. */
  readonly aliases = new Map<string, string | undefined>()
  /** Whether it still stands, by grant id. */
  readonly grants = new Map<string, boolean>()
  readonly edks: { readonly blob: Uint8Array; readonly plaintext: Uint8Array }[] = []
  rotations = 0
  /** Calls that were never answered, so that what they ask for may be or not be. */
  readonly unanswered: Unanswered[] = []
  #checkedEdks = 0

  /** Asserts that everything is there, and takes what the unanswered calls have done as known. */
  async check(server: ServedKms, when: string): Promise<void> {
    const client = sdkClient(server)
    const [keys, aliases, grants] = await Promise.all([
      keysOf(client),
      aliasesOf(client),
      grantsOf(client),
      this.#checkEdks(client, this.#checkedEdks, when),
    ])
    this.#checkKeys(keys, when)
    this.#checkAliases(aliases, when)
    this.#checkGrants(grants, when)
    await this.#settleRotations(client, when)
    this.unanswered.length = 0
    client.destroy()
  }

  /** Asserts what takes too long for every round: each EDK and each rotation. */
  async checkWhole(server: ServedKms): Promise<void> {
    const client = sdkClient(server)
    await this.#checkEdks(client, 0, 'at the end')
    for (const [id, rotations] of this.keys)
      assert.equal(await rotationsOf(client, id), rotations, `rotations of ${id}`)
    client.destroy()
  }

  async #checkEdks(client: KMS, from: number, when: string): Promise<void> {
    for (const { blob, plaintext } of this.edks.slice(from)) {
      const opened = await client.decrypt({ CiphertextBlob: blob })
      assert.deepEqual(opened.Plaintext, plaintext, `an EDK opens to what it was, ${when}`)
    }
    this.#checkedEdks = this.edks.length
  }

  #checkKeys(actual: ReadonlySet<string>, when: string): void {
    for (const id of this.keys.keys()) assert.ok(actual.has(id), `key ${id} is there, ${when}`)
    const more = [...actual].filter((id) => !this.keys.has(id))
    assert.ok(more.length <= this.#unansweredOf('createKey').length, `no key comes from nowhere, ${when}`)
    for (const id of more) this.keys.set(id, 0)
  }

  #checkAliases(actual: ReadonlyMap<string, string>, when: string): void {
    for (const name of new Set([...this.aliases.keys(), ...actual.keys()])) {
      const asked = this.#unansweredOf('alias').filter((call) => call.name === name)
      const possible = [this.aliases.get(name), ...asked.map(({ target }) => target)]
      assert.ok(possible.includes(actual.get(name)), `${name} is what it was made, ${when}`)
      this.aliases.set(name, actual.get(name))
    }
  }

  #checkGrants(actual: ReadonlySet<string>, when: string): void {
    const revoking = new Set(this.#unansweredOf('revokeGrant').map(({ name }) => name))
    for (const [id, stands] of this.grants) {
      if (!revoking.has(id)) assert.equal(actual.has(id), stands, `grant ${id} is there or gone, ${when}`)
      this.grants.set(id, actual.has(id))
    }
    const more = [...actual].filter((id) => !this.grants.has(id))
    assert.ok(more.length <= this.#unansweredOf('createGrant').length, `no grant comes from nowhere, ${when}`)
    for (const id of more) this.grants.set(id, true)
  }

  async #settleRotations(client: KMS, when: string): Promise<void> {
    const asked = this.#unansweredOf('rotate')
    for (const id of new Set(asked.map(({ name }) => name))) {
      const [least, actual] = [this.keys.get(id)!, await rotationsOf(client, id)]
      const most = least + asked.filter(({ name }) => name === id).length
      assert.ok(actual >= least && actual <= most, `${actual} rotations of ${id}, ${when}`)
      this.keys.set(id, actual)
    }
  }

  #unansweredOf(kind: Unanswered['kind']): Unanswered[] {
    return this.unanswered.filter((call) => call.kind === kind)
  }
}

interface Unanswered {
  readonly kind: 'createKey' | 'alias' | 'createGrant' | 'revokeGrant' | 'rotate' | 'read'
  readonly name: string
  /** Of an alias. */
  readonly target?: string | undefined
}

/** One connection. Aliases and grants are its own; keys are everybody's. */
export class User {
  readonly #client: KMS
  readonly #told: Told
  readonly #random: Random
  readonly #name: string

  constructor(client: KMS, told: Told, random: Random, name: string) {
    this.#client = client
    this.#told = told
    this.#random = random
    this.#name = name
  }

  /** Makes a call of some kind. */
  async call(): Promise<void> {
    const key = this.#pick([...this.#told.keys.keys()])
    const kind = this.#random.below(10)
    if (key === undefined || kind === 0) return this.#createKey()
    if (kind === 1) return this.#setAlias(key)
    if (kind === 2) return this.#createGrant(key)
    if (kind === 3) return this.#revokeGrant()
    if (kind <= 5) return this.#rotate(key)
    // Whoever rotates or makes keys does not ask who uses them at the moment.
    return this.#generateDataKey(kind === 6 ? await this.#newest(key) : key)
  }

  async #createKey(): Promise<void> {
    const { KeyMetadata: made } = await this.#try({ kind: 'createKey', name: '' }, () =>
      this.#client.createKey({ Description: `made by ${this.#name}` }),
    )
    if (!this.#told.keys.has(made!.KeyId!)) this.#told.keys.set(made!.KeyId!, 0)
  }

  /** Makes an alias, lets it name another key, or deletes it. */
  async #setAlias(target: string): Promise<void> {
    const name = `alias/${this.#name}-${this.#random.below(20)}`
    const isThere = this.#told.aliases.get(name) !== undefined
    const isDeleted = isThere && this.#random.below(3) === 0
    await this.#try<unknown>({ kind: 'alias', name, target: isDeleted ? undefined : target }, () => {
      if (isDeleted) return this.#client.deleteAlias({ AliasName: name })
      const alias = { AliasName: name, TargetKeyId: target }
      return isThere ? this.#client.updateAlias(alias) : this.#client.createAlias(alias)
    })
    this.#told.aliases.set(name, isDeleted ? undefined : target)
  }

  async #createGrant(key: string): Promise<void> {
    const { GrantId: id } = await this.#try({ kind: 'createGrant', name: '' }, () =>
      this.#client.createGrant({
        KeyId: key,
        GranteePrincipal: principal,
        RetiringPrincipal: principal,
        Operations: ['Decrypt'],
        // Without a name, each is another.
      }),
    )
    this.#told.grants.set(id!, true)
    grantKeys.set(id!, key)
  }

  async #revokeGrant(): Promise<void> {
    const standing = [...this.#told.grants].filter(([id, stands]) => stands && grantKeys.has(id))
    const [id] = this.#pick(standing) ?? []
    if (id === undefined) return
    const key = grantKeys.get(id)!
    // Nobody else may choose it now.
    grantKeys.delete(id)
    await this.#try({ kind: 'revokeGrant', name: id }, () =>
      this.#client.revokeGrant({ KeyId: key, GrantId: id }),
    )
    this.#told.grants.set(id, false)
  }

  async #rotate(key: string): Promise<void> {
    try {
      await this.#try({ kind: 'rotate', name: key }, () => this.#client.rotateKeyOnDemand({ KeyId: key }))
    } catch (error) {
      if (error instanceof LimitExceededException) return
      throw error
    }
    this.#told.keys.set(key, this.#told.keys.get(key)! + 1)
    this.#told.rotations += 1
  }

  async #generateDataKey(key: string): Promise<void> {
    const { CiphertextBlob: blob, Plaintext: plaintext } = await this.#try({ kind: 'read', name: key }, () =>
      this.#client.generateDataKey({ KeyId: key, KeySpec: 'AES_256' }),
    )
    this.#told.edks.push({ blob: blob!, plaintext: plaintext! })
  }

  /** A key that the list shows and nobody has been told of yet, if there is one. */
  async #newest(other: string): Promise<string> {
    const listed = await this.#try({ kind: 'read', name: '' }, () => keysOf(this.#client))
    const found = [...listed].find((id) => !this.#told.keys.has(id))
    // From now on it is known, whatever becomes of the call that made it.
    if (found !== undefined) this.#told.keys.set(found, 0)
    return found ?? other
  }

  /** Remembers a call that is not answered. */
  async #try<Answer>(call: Unanswered, ask: () => Promise<Answer>): Promise<Answer> {
    this.#told.unanswered.push(call)
    const forget = (): unknown => this.#told.unanswered.splice(this.#told.unanswered.indexOf(call), 1)
    try {
      const answer = await ask()
      forget()
      return answer
    } catch (error) {
      if (error instanceof KMSServiceException) forget()
      throw error
    }
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#random.below(items.length)]
  }
}

/** The key of each grant that may be revoked. */
const grantKeys = new Map<string, string>()

async function keysOf(client: KMS): Promise<ReadonlySet<string>> {
  const { Keys: keys, Truncated: isCut } = await client.listKeys({ Limit: 1000 })
  assert.equal(isCut, false)
  return new Set(keys!.map(({ KeyId: id }) => id!))
}

async function aliasesOf(client: KMS): Promise<ReadonlyMap<string, string>> {
  const { Aliases: aliases, Truncated: isCut } = await client.listAliases({ Limit: 100 })
  assert.equal(isCut, false)
  return new Map(aliases!.map(({ AliasName: name, TargetKeyId: target }) => [name!, target!]))
}

async function grantsOf(client: KMS): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  let marker: string | undefined
  do {
    const page = await client.listRetirableGrants({
      RetiringPrincipal: principal,
      Limit: 100,
      ...(marker !== undefined && { Marker: marker }),
    })
    for (const { GrantId: id } of page.Grants!) ids.add(id!)
    marker = page.NextMarker
  } while (marker !== undefined)
  return ids
}

async function rotationsOf(client: KMS, key: string): Promise<number> {
  const { Rotations: rotations } = await client.listKeyRotations({ KeyId: key })
  return rotations!.length
}
