/**
 * The administrator of an embedded KMS: the service's own operations on its
 * keys, done at once and without a call, so that they take no time and count
 * nowhere.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import { seconds, type Nanoseconds } from '../units/units.ts'
import { openDirectory } from './access/principals.ts'
import type { KeyStore } from './keys/key-store.ts'
import { CallContext } from './operations/call-context.ts'
import type { Answer } from './operations/operation.ts'
import { operations } from './operations/registry.ts'

/** A call of `operation` by `principal`, an access key of the embedded KMS, at this moment. */
export function callOf(keys: KeyStore, clock: Clock, operation: string, principal: string): CallContext {
  return new CallContext({
    operation,
    principal: openDirectory(keys.account).find(principal)!,
    region: keys.region,
    viaService: undefined,
    now: clock.now() / 1e6,
    stores: {
      of: () => keys,
      known: () => keys,
      inRegion: () => [keys],
      findById: (idBytes) => keys.findById(idBytes),
    },
  })
}

export type KeyAdministrator = ReturnType<typeof keyAdministratorOf>

export function keyAdministratorOf(keys: KeyStore, clock: Clock) {
  const perform = (name: string, request: object): Answer => {
    const operation = operations.get(name)!
    return operation.perform(callOf(keys, clock, name, 'administrator'), request)
  }
  const putStatements = (keyId: string, change: (statements: readonly Statement[]) => Statement[]): void => {
    const { arn, facts } = keys.find(keyId)
    const policy = JSON.parse(facts.policy) as { readonly Statement: readonly Statement[] }
    const Policy = JSON.stringify({ ...policy, Statement: change(policy.Statement) })
    perform('PutKeyPolicy', { KeyId: arn, Policy })
  }
  return {
    enableKey: (keyId: string): void => void perform('EnableKey', { KeyId: keyId }),
    disableKey: (keyId: string): void => void perform('DisableKey', { KeyId: keyId }),
    /** AWS waits for 7 days at least; tests may have it shorter. */
    scheduleKeyDeletion: (keyId: string, pendingWindow: Nanoseconds = seconds(30 * 86_400)): void => {
      perform('ScheduleKeyDeletion', { KeyId: keyId })
      keys.find(keyId).facts.deletesAt = (clock.now() + pendingWindow) / 1e6
    },
    /** Leaves the key disabled, as AWS does. */
    cancelKeyDeletion: (keyId: string): void => void perform('CancelKeyDeletion', { KeyId: keyId }),
    /** A new backing key encrypts from now on; older ones still decrypt. */
    rotateKey: (keyId: string): void => void perform('RotateKeyOnDemand', { KeyId: keyId }),
    createAlias: (alias: string, keyId: string): void =>
      void perform('CreateAlias', { AliasName: alias, TargetKeyId: keyId }),
    updateAlias: (alias: string, keyId: string): void =>
      void perform('UpdateAlias', { AliasName: alias, TargetKeyId: keyId }),
    /** By a statement in the policy of the key. */
    denyPrincipal: (keyId: string, principal: string): void =>
      putStatements(keyId, (statements) => [...statements, denialOf(keys, principal)]),
    /** Takes the denials of `principal` back. */
    allowPrincipal: (keyId: string, principal: string): void => {
      const { Sid: denial } = denialOf(keys, principal)
      putStatements(keyId, (statements) => statements.filter(({ Sid }) => Sid !== denial))
    },
  }
}

interface Statement {
  readonly Sid?: string
  readonly [member: string]: unknown
}

function denialOf({ account }: KeyStore, principal: string): Statement {
  return {
    Sid: `Deny ${principal}`,
    Effect: 'Deny',
    Principal: { AWS: `arn:aws:iam::${account}:user/${principal}` },
    Action: 'kms:*',
    Resource: '*',
  }
}
