/**
 * Key rotation: automatic, on demand, and what there was of it.
 *
 * @module
 */
import { assertIsUsable } from '../keys/key-store.ts'
import type { BackingKeyFacts, KmsKey } from '../keys/kms-key.ts'
import { limitExceeded, unsupported } from '../kms-errors.ts'
import {
  disableKeyRotationRequest,
  enableKeyRotationRequest,
  getKeyRotationStatusRequest,
  listKeyRotationsRequest,
  rotateKeyOnDemandRequest,
} from '../requests/rotation-requests.ts'
import type { CallContext } from './call-context.ts'
import { operation, secondsOf, type Operation } from './operation.ts'
import { pageOf } from './page.ts'

const usualPeriodDays = 365
/** AWS's limit for one key. */
const onDemandMax = 25

export const rotationOperations: readonly Operation[] = [
  operation('EnableKeyRotation', enableKeyRotationRequest, (context, request) => {
    const key = rotatingKey(context, request.KeyId)
    assertIsUsable(key)
    const period = request.RotationPeriodInDays ?? key.facts.rotation?.periodDays ?? usualPeriodDays
    key.enableRotation(period, context.now)
    context.touch(key)
    return {}
  }),

  operation('DisableKeyRotation', disableKeyRotationRequest, (context, request) => {
    const key = rotatingKey(context, request.KeyId)
    assertIsUsable(key)
    key.facts.rotation = undefined
    context.touch(key)
    return {}
  }),

  operation('GetKeyRotationStatus', getKeyRotationStatusRequest, (context, request) => {
    const key = context.keyFor(request.KeyId)
    assertRotates(key)
    const { rotation, arn, state } = key.facts
    return {
      KeyId: arn,
      KeyRotationEnabled: rotation !== undefined && state !== 'PendingDeletion',
      ...(rotation !== undefined && {
        RotationPeriodInDays: rotation.periodDays,
        NextRotationDate: secondsOf(rotation.nextAt),
      }),
    }
  }),

  operation('RotateKeyOnDemand', rotateKeyOnDemandRequest, (context, request) => {
    const key = rotatingKey(context, request.KeyId)
    assertIsUsable(key)
    if (key.facts.onDemandRotations >= onDemandMax)
      throw limitExceeded(`${key.arn} has had ${onDemandMax} on-demand rotations, the most of one key.`)
    key.rotate(context.now, 'ON_DEMAND')
    context.touch(key)
    return { KeyId: key.arn }
  }),

  operation('ListKeyRotations', listKeyRotationsRequest, (context, request) => {
    const key = context.keyFor(request.KeyId)
    assertRotates(key)
    const isWhole = request.IncludeKeyMaterial === 'ALL_KEY_MATERIAL'
    const versions = key.backingKeys
      .map((facts, index) => ({ facts, version: index + 1 }))
      .filter(({ facts }) => isWhole || facts.rotation !== undefined)
    const { items, ...page } = pageOf(versions, request, 100, ({ version }) =>
      String(version).padStart(8, '0'),
    )
    return { Rotations: items.map(({ facts, version }) => entryOf(key, facts, version, isWhole)), ...page }
  }),
]

function entryOf(key: KmsKey, { createdAt, rotation }: BackingKeyFacts, version: number, isWhole: boolean) {
  return {
    KeyId: key.arn,
    ...(rotation !== undefined && { RotationDate: secondsOf(createdAt), RotationType: rotation }),
    KeyMaterialId: key.materialIdOf(version),
    ...(isWhole && { KeyMaterialState: version === key.version ? 'CURRENT' : 'NON_CURRENT' }),
  }
}

function rotatingKey(context: CallContext, keyId: string): KmsKey {
  const key = context.customerKeyFor(keyId)
  assertRotates(key)
  return key
}

/** HMAC keys do not rotate. */
function assertRotates(key: KmsKey): void {
  if (key.facts.keySpec !== 'SYMMETRIC_DEFAULT') throw unsupported()
}
