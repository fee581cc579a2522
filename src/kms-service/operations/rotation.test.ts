import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { days, epochMs, setUpService, wholeList } from '../service.fixture.ts'

const dayMs = 86_400_000

describe('EnableKeyRotation', () => {
  for (const [given, period] of [
    [undefined, 365],
    [90, 90],
    [2560, 2560],
  ] as const)
    it(`rotates every ${period} days where ${given ?? 'no period'} is given, and not a moment before`, async () => {
      const { root, KeyId, Arn, pass, rotations } = await setUp()

      await root.enableKeyRotation({ KeyId, RotationPeriodInDays: given })
      const { $metadata: _, ...status } = await root.getKeyRotationStatus({ KeyId })
      await pass(days(period - 1 / 86_400))
      const before = await rotations()
      await pass(days(1 / 86_400))
      const after = await rotations()
      await pass(days(2 * period))

      assert.deepEqual(status, {
        KeyId: Arn,
        KeyRotationEnabled: true,
        RotationPeriodInDays: period,
        NextRotationDate: new Date(epochMs + period * dayMs),
      })
      assert.deepEqual(before, [])
      assert.deepEqual(after, [['AUTOMATIC', period]])
      assert.deepEqual(await rotations(), [
        ['AUTOMATIC', period],
        ['AUTOMATIC', 2 * period],
        ['AUTOMATIC', 3 * period],
      ])
    })

  for (const wrong of [0, 89, 2561])
    it(`refuses a period of ${wrong} days`, async () => {
      const { root, KeyId } = await setUp()

      await assert.rejects(root.enableKeyRotation({ KeyId, RotationPeriodInDays: wrong }), {
        name: 'ValidationException',
      })
      assert.equal((await root.getKeyRotationStatus({ KeyId })).KeyRotationEnabled, false)
    })

  it('counts a new period from when it was given', async () => {
    const { root, KeyId, pass, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    await pass(days(60))

    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 100 })
    await pass(days(100))

    assert.deepEqual(await rotations(), [['AUTOMATIC', 160]])
  })

  it('keeps every ciphertext readable over virtual years', async () => {
    const { root, KeyId, pass, seal } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })

    const sealed = []
    for (let count = 0; count < 20; count += 1) {
      sealed.push(await seal(`record ${count}`))
      await pass(days(90))
    }

    const materials = new Set<string>()
    for (const [count, { CiphertextBlob }] of sealed.entries()) {
      const opened = await root.decrypt({ CiphertextBlob })
      assert.equal(Buffer.from(opened.Plaintext!).toString(), `record ${count}`)
      materials.add(opened.KeyMaterialId!)
    }
    assert.equal(materials.size, 20)
  })
})

describe('DisableKeyRotation', () => {
  it('ends rotation, and keeps the key material that there is', async () => {
    const { root, KeyId, Arn, pass, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    await pass(days(90))

    await root.disableKeyRotation({ KeyId })
    await pass(days(900))
    const { $metadata: _, ...status } = await root.getKeyRotationStatus({ KeyId })

    assert.deepEqual(status, { KeyId: Arn, KeyRotationEnabled: false })
    assert.deepEqual(await rotations(), [['AUTOMATIC', 90]])
  })

  it('does not mind where there is none', async () => {
    const { root, KeyId } = await setUp()

    await root.disableKeyRotation({ KeyId })
  })
})

describe('rotation of a key that is disabled', () => {
  it('is made once when the key is enabled again, and goes on from there', async () => {
    const { root, KeyId, pass, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 100 })
    await root.disableKey({ KeyId })

    await pass(days(1050))
    const { KeyRotationEnabled: isEnabled } = await root.getKeyRotationStatus({ KeyId })
    const meanwhile = await rotations()
    await root.enableKey({ KeyId })
    await pass(days(100))

    assert.equal(isEnabled, true)
    assert.deepEqual(meanwhile, [])
    assert.deepEqual(await rotations(), [
      ['AUTOMATIC', 1050],
      ['AUTOMATIC', 1150],
    ])
  })

  it('keeps its time where the key is enabled before that', async () => {
    const { root, KeyId, pass, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 100 })
    await root.disableKey({ KeyId })

    await pass(days(50))
    await root.enableKey({ KeyId })
    await pass(days(50))

    assert.deepEqual(await rotations(), [['AUTOMATIC', 100]])
  })

  it('is off while deletion is pending, and as before when that is cancelled', async () => {
    const { root, KeyId, pass, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    await pass(days(80))
    await root.scheduleKeyDeletion({ KeyId })
    await pass(days(20))

    const whilePending = await root.getKeyRotationStatus({ KeyId })
    await root.cancelKeyDeletion({ KeyId })
    const afterwards = await root.getKeyRotationStatus({ KeyId })

    assert.equal(whilePending.KeyRotationEnabled, false)
    assert.equal(afterwards.KeyRotationEnabled, true)
    assert.deepEqual(await rotations(), [])
  })
})

describe('RotateKeyOnDemand', () => {
  it('encrypts with new key material at once; what there was still opens', async () => {
    const { root, KeyId, Arn, seal, rotations } = await setUp()
    const before = await seal('before')

    const { $metadata: _, ...answer } = await root.rotateKeyOnDemand({ KeyId })
    const after = await seal('after')

    const materialOf = async ({ CiphertextBlob }: typeof before) =>
      (await root.decrypt({ CiphertextBlob })).KeyMaterialId
    const current = (await root.describeKey({ KeyId })).KeyMetadata!.CurrentKeyMaterialId
    assert.deepEqual(answer, { KeyId: Arn })
    assert.equal(await materialOf(after), current)
    assert.notEqual(await materialOf(before), current)
    assert.deepEqual(await rotations(), [['ON_DEMAND', 0]])
  })

  it('is possible 25 times, however often the key rotates by itself', async () => {
    const { root, KeyId, pass, seal, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    const { CiphertextBlob } = await seal('first')
    await pass(days(90))

    for (let count = 0; count < 25; count += 1) await root.rotateKeyOnDemand({ KeyId })
    await assert.rejects(root.rotateKeyOnDemand({ KeyId }), { name: 'LimitExceededException' })
    await pass(days(90))

    assert.equal((await rotations()).length, 27)
    await root.decrypt({ CiphertextBlob })
  })

  it('does not shift automatic rotation', async () => {
    const { root, KeyId, pass, rotations } = await setUp()
    await root.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    await pass(days(60))

    await root.rotateKeyOnDemand({ KeyId })
    await pass(days(30))

    assert.deepEqual(await rotations(), [
      ['ON_DEMAND', 60],
      ['AUTOMATIC', 90],
    ])
  })
})

describe('ListKeyRotations', () => {
  it('tells of each rotation when and how, and of all key material where that is asked for', async () => {
    const { root, KeyId, Arn, pass, CurrentKeyMaterialId: first } = await setUp()
    await pass(days(1))
    await root.rotateKeyOnDemand({ KeyId })
    const second = (await root.describeKey({ KeyId })).KeyMetadata!.CurrentKeyMaterialId

    const { Rotations: rotations, Truncated: isTruncated } = await root.listKeyRotations({ KeyId })
    const { Rotations: all } = await root.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })

    const rotation = {
      KeyId: Arn,
      RotationDate: new Date(epochMs + dayMs),
      RotationType: 'ON_DEMAND',
      KeyMaterialId: second,
    }
    assert.deepEqual(rotations, [rotation])
    assert.equal(isTruncated, false)
    assert.deepEqual(all, [
      { KeyId: Arn, KeyMaterialId: first, KeyMaterialState: 'NON_CURRENT' },
      { ...rotation, KeyMaterialState: 'CURRENT' },
    ])
  })

  it('gives pages to the end, though the key rotates in between', async () => {
    const { root, KeyId } = await setUp()
    for (let count = 0; count < 12; count += 1) await root.rotateKeyOnDemand({ KeyId })

    let pages = 0
    const listed = await wholeList(
      async (Marker) => {
        const page = await root.listKeyRotations({ KeyId, Limit: 5, Marker })
        pages += 1
        if (pages === 1) await root.rotateKeyOnDemand({ KeyId })
        return page
      },
      ({ Rotations }) => Rotations,
    )

    assert.equal(listed.length, 13)
    assert.equal(new Set(listed.map(({ KeyMaterialId }) => KeyMaterialId)).size, 13)
    assert.equal(pages, 3)
  })
})

describe('the key of Kinesis', () => {
  it('rotates once a year', async () => {
    const { root, pass } = await setUp()
    const KeyId = (await root.describeKey({ KeyId: 'alias/aws/kinesis' })).KeyMetadata!.Arn!

    const { RotationPeriodInDays: period, KeyRotationEnabled: isEnabled } = await root.getKeyRotationStatus({
      KeyId,
    })
    await pass(days(730))

    assert.deepEqual([isEnabled, period], [true, 365])
    assert.equal((await root.listKeyRotations({ KeyId })).Rotations!.length, 2)
  })
})

async function setUp() {
  const parts = setUpService()
  const { root } = parts
  const { KeyId, Arn, CurrentKeyMaterialId } = await parts.createKey()
  const seal = (text: string) => root.encrypt({ KeyId, Plaintext: Buffer.from(text) })
  /** Of each the type, and on which day of the test it was. */
  const rotations = async () =>
    (await root.listKeyRotations({ KeyId })).Rotations!.map(({ RotationType, RotationDate }) => [
      RotationType,
      (RotationDate!.getTime() - epochMs) / dayMs,
    ])
  return { ...parts, KeyId, Arn, CurrentKeyMaterialId, seal, rotations }
}
