/**
 * One authenticated call on its way through an operation: who asks, in which
 * account and region, and the way from a key's name to a key that this caller
 * may use for this.
 *
 * @module
 */
import type { ConditionLookup } from '../access/conditions.ts'
import { accessDenied, authorize } from '../access/evaluate.ts'
import type { Principal } from '../access/principals.ts'
import type { EncryptionContext } from '../../kms/key-service.ts'
import { assertIsUsable, type KeyStore } from '../keys/key-store.ts'
import { keyUsageOf, type KeyUsage } from '../keys/key-specs.ts'
import type { KmsKey } from '../keys/kms-key.ts'
import { dryRun, invalidArn, invalidKeyId, invalidKeyUsage, pendingDeletion } from '../kms-errors.ts'
import { KmsException } from '../kms-exception.ts'

/** The keys of all accounts and regions, as far as calls look for them. */
export interface KeyDirectory {
  /** The keys of an account in a region; made where there were none. */
  readonly of: (account: string, region: string) => KeyStore
  /** The same, where there are any. */
  readonly known: (account: string, region: string) => KeyStore | undefined
  /** Of every account. */
  readonly inRegion: (region: string) => readonly KeyStore[]
  /** The key of any account in `region` with these 16 bytes as its id. */
  readonly findById: (idBytes: Uint8Array, region: string) => KmsKey | undefined
}

export interface CallContextOptions {
  readonly operation: string
  readonly principal: Principal
  readonly region: string
  readonly viaService: string | undefined
  /** ms since 1970. */
  readonly now: number
  readonly stores: KeyDirectory
}

/** What a call brings for the decision whether it may use a key. */
export interface Use {
  /** The permission, where its name is not that of the operation: `ReEncryptFrom`. */
  readonly action?: string
  readonly encryptionContext?: EncryptionContext | undefined
  readonly grantTokens?: readonly string[] | undefined
  /** Further condition keys, such as `kms:granteeprincipal`. */
  readonly conditions?: ConditionLookup
  readonly takesAlias?: boolean
  /** What is asked for, where it is no key: the ARN of an alias. */
  readonly resource?: string
}

/** What AWS allows on keys of other accounts; permission for anything else has no effect. */
const acrossAccounts: ReadonlySet<string> = new Set([
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GetKeyRotationStatus',
  'ListGrants',
  'ReEncrypt',
  'RetireGrant',
  'RevokeGrant',
  'VerifyMac',
])

const keyArnPattern = /^arn:[\w-]+:kms:([\w-]+):(\d{12}):(?:key|alias)\/.+$/

export class CallContext {
  readonly operation: string
  readonly principal: Principal
  readonly region: string
  readonly now: number
  /** ARNs of the keys that were found, for the audit. */
  readonly keyArns = new Set<string>()
  readonly #options: CallContextOptions

  constructor(options: CallContextOptions) {
    this.#options = options
    this.operation = options.operation
    this.principal = options.principal
    this.region = options.region
    this.now = options.now
  }

  /** The caller's own account in this region. */
  get store(): KeyStore {
    return this.#options.stores.of(this.principal.accountId, this.region)
  }

  /** Every key of this region, whoever's it is. */
  keysEverywhere(): KmsKey[] {
    return this.#options.stores.inRegion(this.region).flatMap((store) => store.keys())
  }

  /**
   * The key that `keyId` names, in whatever state, if the caller may do this to it.
   *
   * @throws {KmsException} AccessDeniedException, InvalidArnException, NotFoundException
   */
  keyFor(keyId: string, use: Use = {}): KmsKey {
    const key = this.#find(keyId, use.takesAlias ?? false)
    this.authorize(key, use)
    return key
  }

  /** As `keyFor`, where the key must be enabled and meant for `usage`. */
  usableKeyFor(keyId: string, usage: KeyUsage, use: Use = {}): KmsKey {
    const key = this.keyFor(keyId, { takesAlias: true, ...use })
    assertIsUsable(key)
    const actual = keyUsageOf(key.facts.keySpec)
    if (actual !== usage) throw invalidKeyUsage(key.arn, actual, this.operation)
    return key
  }

  /** As `keyFor`, where a key that AWS manages is out of the question. */
  customerKeyFor(keyId: string, use: Use = {}): KmsKey {
    const key = this.keyFor(keyId, use)
    if (key.facts.manager === 'CUSTOMER') return key
    const action = `kms:${this.operation}`
    throw accessDenied(this.principal.arn, action, key.arn, `because AWS manages this key`)
  }

  /** As `customerKeyFor`, where the key must not be on its way out. @throws {KmsException} KMSInvalidStateException */
  changeableKeyFor(keyId: string): KmsKey {
    const key = this.customerKeyFor(keyId)
    if (key.facts.state === 'PendingDeletion') throw pendingDeletion(key.arn)
    return key
  }

  /** The key with this id in the caller's account, and whoever else's key it knows by its ciphertext. */
  findById(idBytes: Uint8Array): KmsKey | undefined {
    return this.#options.stores.findById(idBytes, this.region)
  }

  /** What happened to `key` is to be kept. */
  touch(key: KmsKey): void {
    this.#options.stores.of(key.accountId, this.region).touch()
  }

  /**
   * What allows it; `key` is undefined where the operation is on no key.
   *
   * @throws {KmsException} AccessDeniedException
   */
  authorize(key: KmsKey | undefined, use: Use = {}): 'key-policy' | 'identity-policy' | 'grant' {
    const { principal, viaService } = this.#options
    const action = `kms:${use.action ?? this.operation}`
    if (key !== undefined) this.keyArns.add(key.arn)
    const decision = authorize({
      action,
      principal,
      key: key && {
        arn: key.arn,
        accountId: key.accountId,
        policy: key.policy,
        grants: key.facts.grants,
      },
      resource: use.resource,
      encryptionContext: use.encryptionContext,
      viaService,
      grantTokens: use.grantTokens ?? [],
      conditions: use.conditions,
    })
    if (decision.allowed) return decision.by
    throw accessDenied(principal.arn, action, key?.arn ?? use.resource ?? '*', decision.reason)
  }

  /** @throws {KmsException} DryRunOperationException, where everything else would have succeeded. */
  endDryRun(isDryRun: boolean | undefined): void {
    if (isDryRun === true) throw dryRun()
  }

  #find(keyId: string, takesAlias: boolean): KmsKey {
    if (!takesAlias && /(^|:)alias\//.test(keyId)) throw invalidKeyId(keyId)
    const [, region, account] = keyId.startsWith('arn:') ? this.#readArn(keyId) : []
    if (region !== undefined && region !== this.region)
      throw new KmsException('NotFoundException', `Invalid arn ${region}`)
    if (account === undefined || account === this.principal.accountId) return this.store.find(keyId)
    if (!acrossAccounts.has(this.operation)) throw this.#unknownAbroad(keyId)
    // Who has no business in an account is not told which keys it has, and makes none there.
    const key = this.#options.stores.known(account, this.region)?.tryFind(keyId, false)
    if (key === undefined) throw this.#unknownAbroad(keyId)
    return key
  }

  #unknownAbroad(keyId: string): KmsException {
    const action = `kms:${this.operation}`
    const reason = `because no resource-based policy allows the ${action} action`
    return accessDenied(this.principal.arn, action, keyId, reason)
  }

  #readArn(keyId: string): readonly string[] {
    const parts = keyArnPattern.exec(keyId)
    if (parts === null) throw invalidArn(`Invalid arn ${keyId.slice(0, 200)}`)
    return parts
  }
}
