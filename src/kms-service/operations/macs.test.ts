import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'

import { account, arnOf, setUpService } from '../service.fixture.ts'

const sizes = [224, 256, 384, 512] as const
type Size = (typeof sizes)[number]
const message = Buffer.from('what do ya want for nothing?')

for (const size of sizes) {
  describe(`GenerateMac of ${size} bits`, () => {
    it('gives a MAC as long as the hash, the same each time', async () => {
      const { root, macKey } = setUp()
      const { key, request } = await macKey(size)

      const { $metadata: _, Mac, ...rest } = await root.generateMac({ ...request, Message: message })
      const again = await root.generateMac({ ...request, Message: message })

      assert.equal(Mac!.length, size / 8)
      assert.deepEqual(again.Mac, Mac)
      assert.deepEqual(rest, { KeyId: key.Arn, MacAlgorithm: `HMAC_SHA_${size}` })
    })

    it('is HMAC (RFC 2104) with the key that the service keeps', async () => {
      const { root, macKey, stores } = setUp()
      const { key, request } = await macKey(size)
      const secret = stores.of(account, 'eu-west-1').find(key.Arn).backingKey(1)!

      const { Mac } = await root.generateMac({ ...request, Message: message })

      assert.equal(secret.length, size / 8)
      assert.deepEqual(Buffer.from(Mac!), createHmac(`sha${size}`, secret).update(message).digest())
    })

    it('refuses the algorithms of other lengths', async () => {
      const { root, macKey } = setUp()
      const { request } = await macKey(size)

      for (const other of sizes)
        if (other !== size)
          await assert.rejects(
            root.generateMac({ ...request, Message: message, MacAlgorithm: `HMAC_SHA_${other}` }),
            { name: 'InvalidKeyUsageException' },
          )
    })
  })

  describe(`VerifyMac of ${size} bits`, () => {
    it('says that a MAC is valid', async () => {
      const { root, macKey } = setUp()
      const { key, request } = await macKey(size)
      const { Mac } = await root.generateMac({ ...request, Message: message })

      const { $metadata: _, ...answer } = await root.verifyMac({ ...request, Message: message, Mac })

      assert.deepEqual(answer, { KeyId: key.Arn, MacValid: true, MacAlgorithm: `HMAC_SHA_${size}` })
    })

    it('refuses another message, another key, and a MAC that is changed, cut or lengthened', async () => {
      const { root, macKey } = setUp()
      const { request } = await macKey(size)
      const other = await macKey(size)
      const { Mac } = await root.generateMac({ ...request, Message: message })
      const mac = Buffer.from(Mac!)
      const changed = Buffer.from(mac)
      changed[0]! ^= 1

      for (const wrong of [
        { ...request, Message: Buffer.concat([message, Buffer.alloc(1)]), Mac },
        { ...other.request, Message: message, Mac },
        { ...request, Message: message, Mac: changed },
        { ...request, Message: message, Mac: mac.subarray(0, -1) },
        { ...request, Message: message, Mac: Buffer.concat([mac, Buffer.alloc(1)]) },
      ])
        await assert.rejects(root.verifyMac(wrong), { name: 'KMSInvalidMacException' })
    })
  })
}

describe('GenerateMac', () => {
  for (const length of [1, 4096])
    it(`takes a message of ${length} bytes`, async () => {
      const { root, macKey } = setUp()
      const { request } = await macKey(256)

      await root.generateMac({ ...request, Message: Buffer.alloc(length) })
    })

  for (const length of [0, 4097])
    it(`refuses a message of ${length} bytes`, async () => {
      const { root, macKey } = setUp()
      const { request } = await macKey(256)

      await assert.rejects(root.generateMac({ ...request, Message: Buffer.alloc(length) }), {
        name: 'ValidationException',
      })
    })

  it('refuses keys for encryption', async () => {
    const { root, createKey } = setUp()
    const { KeyId } = await createKey()

    await assert.rejects(root.generateMac({ KeyId, Message: message, MacAlgorithm: 'HMAC_SHA_256' }), {
      name: 'InvalidKeyUsageException',
    })
  })

  it('is allowed by itself, and for one algorithm where the policy says so', async () => {
    const { root, bob, macKey } = setUp()
    const { request } = await macKey(256)
    const bobMay = {
      Effect: 'Allow',
      Principal: { AWS: arnOf('bob') },
      Action: 'kms:GenerateMac',
      Resource: '*',
    }
    const put = (algorithm: string) =>
      root.putKeyPolicy({
        KeyId: request.KeyId,
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' },
            { ...bobMay, Condition: { StringEquals: { 'kms:MacAlgorithm': algorithm } } },
          ],
        }),
      })

    await put('HMAC_SHA_256')
    const { Mac } = await bob.generateMac({ ...request, Message: message })
    await put('HMAC_SHA_512')

    await assert.rejects(bob.verifyMac({ ...request, Message: message, Mac }), {
      name: 'AccessDeniedException',
    })
    await assert.rejects(bob.generateMac({ ...request, Message: message }), { name: 'AccessDeniedException' })
  })

  it('has keys that do not rotate', async () => {
    const { root, macKey } = setUp()
    const { KeyId } = (await macKey(256)).request

    for (const call of [
      root.enableKeyRotation({ KeyId }),
      root.disableKeyRotation({ KeyId }),
      root.getKeyRotationStatus({ KeyId }),
      root.listKeyRotations({ KeyId }),
      root.rotateKeyOnDemand({ KeyId }),
    ])
      await assert.rejects(call, { name: 'UnsupportedOperationException' })
  })
})

function setUp() {
  const parts = setUpService()
  const macKey = async (size: Size) => {
    const key = await parts.createKey({ KeySpec: `HMAC_${size}`, KeyUsage: 'GENERATE_VERIFY_MAC' })
    return { key, request: { KeyId: key.KeyId, MacAlgorithm: `HMAC_SHA_${size}` } as const }
  }
  return { ...parts, macKey }
}
