/**
 * How keys are disabled, enabled, deleted and described anew, and that those of AWS are not.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { days, epochMs, setUpService } from '../service.fixture.ts'

describe('EnableKey and DisableKey', () => {
  it('change the state, and change nothing where it is so already', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    const state = async () => (await root.describeKey({ KeyId })).KeyMetadata!.KeyState

    await root.disableKey({ KeyId })
    await root.disableKey({ KeyId })
    const disabled = await state()
    await root.enableKey({ KeyId })
    await root.enableKey({ KeyId })

    assert.equal(disabled, 'Disabled')
    assert.equal(await state(), 'Enabled')
  })
})

describe('ScheduleKeyDeletion', () => {
  for (const [given, waited] of [
    [undefined, 30],
    [7, 7],
    [30, 30],
  ] as const)
    it(`deletes a key ${waited} days later where ${given ?? 'no time'} is given, and not a moment before`, async () => {
      const { root, createKey, pass } = setUpService()
      const { KeyId, Arn } = await createKey()
      await root.createAlias({ AliasName: 'alias/gone', TargetKeyId: KeyId })
      const { CiphertextBlob: blob } = await root.encrypt({ KeyId, Plaintext: Buffer.from('x') })

      const { $metadata: _, ...answer } = await root.scheduleKeyDeletion({
        KeyId,
        PendingWindowInDays: given,
      })
      await pass(days(waited - 1 / 86_400))
      const { KeyMetadata: before } = await root.describeKey({ KeyId })
      await pass(days(1 / 86_400))

      assert.deepEqual(answer, {
        KeyId: Arn,
        DeletionDate: new Date(epochMs + waited * 86_400_000),
        KeyState: 'PendingDeletion',
        PendingWindowInDays: waited,
      })
      assert.equal(before!.KeyState, 'PendingDeletion')
      await assert.rejects(root.describeKey({ KeyId }), { name: 'NotFoundException' })
      await assert.rejects(root.describeKey({ KeyId: 'alias/gone' }), { name: 'NotFoundException' })
      await assert.rejects(root.decrypt({ CiphertextBlob: blob }), { name: 'AccessDeniedException' })
      assert.deepEqual((await root.listKeys({})).Keys, [])
      assert.deepEqual((await root.listAliases({})).Aliases, [])
    })

  for (const wrong of [0, 6, 31, 366])
    it(`refuses a waiting time of ${wrong} days`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()

      const call = root.scheduleKeyDeletion({ KeyId, PendingWindowInDays: wrong })

      await assert.rejects(call, { name: 'ValidationException' })
      assert.equal((await root.describeKey({ KeyId })).KeyMetadata!.KeyState, 'Enabled')
    })
})

describe('CancelKeyDeletion', () => {
  it('leaves the key disabled, which opens its ciphertexts once it is enabled', async () => {
    const { root, createKey, pass } = setUpService()
    const { KeyId, Arn } = await createKey()
    const { CiphertextBlob } = await root.encrypt({ KeyId, Plaintext: Buffer.from('x') })
    await root.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    await pass(days(6))

    const cancelled = await root.cancelKeyDeletion({ KeyId })
    const { KeyMetadata: described } = await root.describeKey({ KeyId })
    await pass(days(30))
    await root.enableKey({ KeyId })

    assert.equal(cancelled.KeyId, Arn)
    assert.equal(described!.KeyState, 'Disabled')
    assert.equal(described!.DeletionDate, undefined)
    assert.deepEqual(Buffer.from((await root.decrypt({ CiphertextBlob })).Plaintext!), Buffer.from('x'))
  })
})

describe('UpdateKeyDescription', () => {
  it('replaces the description, also by an empty one', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey({ Description: 'old' })
    const description = async () => (await root.describeKey({ KeyId })).KeyMetadata!.Description

    await root.updateKeyDescription({ KeyId, Description: 'ñew' })
    const first = await description()
    await root.updateKeyDescription({ KeyId, Description: '' })

    assert.equal(first, 'ñew')
    assert.equal(await description(), '')
  })
})

describe('keys that AWS manages', () => {
  for (const [title, ask] of [
    ['DisableKey', 'disableKey'],
    ['EnableKey', 'enableKey'],
    ['ScheduleKeyDeletion', 'scheduleKeyDeletion'],
    ['CancelKeyDeletion', 'cancelKeyDeletion'],
    ['RotateKeyOnDemand', 'rotateKeyOnDemand'],
    ['DisableKeyRotation', 'disableKeyRotation'],
  ] as const)
    it(`are out of the reach of ${title}`, async () => {
      const { root } = setUpService()
      const { KeyMetadata: managed } = await root.describeKey({ KeyId: 'alias/aws/kinesis' })

      await assert.rejects(root[ask]({ KeyId: managed!.KeyId! }), { name: 'AccessDeniedException' })
    })
})
