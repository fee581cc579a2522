/**
 * Aliases: names that a customer gives to keys and may move to other ones.
 *
 * @module
 */
import { alreadyExists, aliasNotFound, invalidAliasName, validation } from '../kms-errors.ts'
import { keyUsageOf } from '../keys/key-specs.ts'
import type { AliasFacts, KeyStore } from '../keys/key-store.ts'
import type { KmsKey } from '../keys/kms-key.ts'
import {
  createAliasRequest,
  deleteAliasRequest,
  listAliasesRequest,
  updateAliasRequest,
} from '../requests/alias-requests.ts'
import type { CallContext } from './call-context.ts'
import { operation, secondsOf, type Operation } from './operation.ts'
import { pageOf } from './page.ts'

export const aliasOperations: readonly Operation[] = [
  operation('CreateAlias', createAliasRequest, (context, { AliasName: name, TargetKeyId: keyId }) => {
    assertIsCustomers(name)
    const { store } = context
    context.authorize(undefined, { resource: store.arnPrefix + name })
    const key = aliasTarget(context, keyId)
    if (store.alias(name) !== undefined)
      throw alreadyExists(`An alias with the name ${store.arnPrefix}${name} already exists`)
    store.setAlias(name, { keyId: key.facts.keyId, createdAt: context.now, updatedAt: context.now })
    return {}
  }),

  operation('UpdateAlias', updateAliasRequest, (context, { AliasName: name, TargetKeyId: keyId }) => {
    assertIsCustomers(name)
    const { store } = context
    context.authorize(undefined, { resource: store.arnPrefix + name })
    const alias = existing(store, name)
    const key = aliasTarget(context, keyId)
    const current = store.tryFind(alias.keyId)
    if (current !== undefined) context.authorize(current)
    if (current !== undefined && keyUsageOf(current.facts.keySpec) !== keyUsageOf(key.facts.keySpec))
      throw validation('The alias and the new target key must be of the same type and usage.')
    store.setAlias(name, { ...alias, keyId: key.facts.keyId, updatedAt: context.now })
    return {}
  }),

  operation('DeleteAlias', deleteAliasRequest, (context, { AliasName: name }) => {
    assertIsCustomers(name)
    const { store } = context
    context.authorize(undefined, { resource: store.arnPrefix + name })
    const key = store.tryFind(existing(store, name).keyId)
    if (key !== undefined) context.authorize(key)
    store.deleteAlias(name)
    return {}
  }),

  operation('ListAliases', listAliasesRequest, (context, request) => {
    const { store } = context
    const { KeyId: keyId } = request
    context.authorize(undefined)
    const wanted = keyId === undefined ? undefined : context.keyFor(keyId).facts.keyId
    const aliases = store.aliases().filter(([, alias]) => wanted === undefined || alias.keyId === wanted)
    const { items, ...page } = pageOf(aliases, request, 50, ([name]) => name)
    const entryOf = ([name, alias]: [string, AliasFacts]) => ({
      AliasName: name,
      AliasArn: store.arnPrefix + name,
      TargetKeyId: alias.keyId,
      CreationDate: secondsOf(alias.createdAt),
      LastUpdatedDate: secondsOf(alias.updatedAt),
    })
    return { Aliases: items.map(entryOf), ...page }
  }),
]

/** A key of the caller's own account: aliases name no others. */
function aliasTarget(context: CallContext, keyId: string): KmsKey {
  return context.store.find(context.changeableKeyFor(keyId).arn)
}

function existing(store: KeyStore, name: string): AliasFacts {
  const alias = store.alias(name)
  if (alias === undefined) throw aliasNotFound(store.arnPrefix + name)
  return alias
}

function assertIsCustomers(name: string): void {
  if (!name.startsWith('alias/'))
    throw validation('Invalid identifier: an alias name must begin with alias/, such as alias/orders.')
  if (name === 'alias/' || name.includes(':'))
    throw invalidAliasName('An alias name may have letters, digits, slashes, underscores and hyphens.')
  // AWS answers so for its own prefix.
  if (name.startsWith('alias/aws/')) throw invalidAliasName('')
}
