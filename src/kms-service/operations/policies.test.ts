import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { defaultKeyPolicy } from '../access/default-policies.ts'
import { account, arnOf, otherAccount, policyOf, setUpService } from '../service.fixture.ts'

describe('GetKeyPolicy', () => {
  it('gives the default policy of a key that was made without one', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    const { $metadata: _, ...answer } = await root.getKeyPolicy({ KeyId, PolicyName: 'default' })

    assert.deepEqual(answer, { Policy: defaultKeyPolicy(account), PolicyName: 'default' })
  })

  it('gives the policy as it was put, to the letter', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    const Policy = ` ${policyOf({ Principal: { AWS: account } })}\n`

    await root.putKeyPolicy({ KeyId, Policy })

    assert.equal((await root.getKeyPolicy({ KeyId })).Policy, Policy)
  })

  it('knows no policy of another name', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    const Policy = policyOf({ Principal: '*' })

    for (const call of [
      root.getKeyPolicy({ KeyId, PolicyName: 'other' }),
      root.putKeyPolicy({ KeyId, PolicyName: 'other', Policy }),
    ])
      await assert.rejects(call, { name: 'NotFoundException', message: 'No such policy exists' })
  })

  it('is allowed by an identity policy where the key policy names the account', async () => {
    const { root, reader, bob, createKey } = setUpService()
    const { KeyId } = await createKey()

    await reader.getKeyPolicy({ KeyId })
    await assert.rejects(bob.getKeyPolicy({ KeyId }), { name: 'AccessDeniedException' })
    await root.putKeyPolicy({ KeyId, Policy: policyOf({ Principal: { AWS: arnOf('ann') } }), ...bypass })

    await assert.rejects(reader.getKeyPolicy({ KeyId }), { name: 'AccessDeniedException' })
    await assert.rejects(root.getKeyPolicy({ KeyId }), { name: 'AccessDeniedException' })
  })
})

describe('ListKeyPolicies', () => {
  it('lists the one that there is', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    const { $metadata: _, ...answer } = await root.listKeyPolicies({ KeyId })

    assert.deepEqual(answer, { PolicyNames: ['default'], Truncated: false })
  })
})

describe('PutKeyPolicy', () => {
  it('takes force at once', async () => {
    const { root, bob, createKey } = setUpService()
    const { KeyId } = await createKey()
    await assert.rejects(bob.describeKey({ KeyId }), { name: 'AccessDeniedException' })

    await root.putKeyPolicy({
      KeyId,
      Policy: policyOf({ Principal: { AWS: account } }, { Principal: { AWS: arnOf('bob') } }),
    })

    await bob.describeKey({ KeyId })
  })

  for (const [title, policy] of [
    ['names the account', policyOf({ Principal: { AWS: account } })],
    ['names ann', policyOf({ Principal: { AWS: arnOf('ann') } })],
    ['names everyone', policyOf({ Principal: '*' })],
    ['allows PutKeyPolicy alone', policyOf({ Principal: { AWS: arnOf('ann') }, Action: 'kms:PutKeyPolicy' })],
  ] as const)
    it(`lets ann put a policy that ${title}`, async () => {
      const { ann, createKey } = setUpService()
      const { KeyId } = await createKey()

      await ann.putKeyPolicy({ KeyId, Policy: policy })
      await ann.putKeyPolicy({ KeyId, Policy: policy })
    })

  for (const [title, policy] of [
    ['names another', policyOf({ Principal: { AWS: arnOf('bob') } })],
    ['names another account', policyOf({ Principal: { AWS: otherAccount } })],
    ['allows everything else', policyOf({ Principal: { AWS: arnOf('ann') }, Action: 'kms:Get*' })],
    [
      'denies it to ann',
      policyOf(
        { Principal: '*' },
        { Effect: 'Deny', Principal: { AWS: arnOf('ann') }, Action: 'kms:PutKeyPolicy' },
      ),
    ],
  ] as const) {
    it(`does not let ann lock herself out with a policy that ${title}`, async () => {
      const { ann, createKey } = setUpService()
      const { KeyId } = await createKey()

      await assert.rejects(ann.putKeyPolicy({ KeyId, Policy: policy }), {
        name: 'MalformedPolicyDocumentException',
        message: 'The new key policy will not allow you to update the key policy in the future.',
      })
      assert.equal((await ann.getKeyPolicy({ KeyId })).Policy, defaultKeyPolicy(account))
    })

    it(`lets her where she waives the check, with a policy that ${title}`, async () => {
      const { ann, createKey } = setUpService()
      const { KeyId } = await createKey()

      await ann.putKeyPolicy({ KeyId, Policy: policy, ...bypass })

      await assert.rejects(ann.putKeyPolicy({ KeyId, Policy: defaultKeyPolicy(account) }), {
        name: 'AccessDeniedException',
      })
    })
  }

  for (const [title, policy] of [
    ['no JSON', '{'],
    ['no policy', '[]'],
    ['no statement', JSON.stringify({ Version: '2012-10-17', Statement: [] })],
    ['no principal', policyOf({})],
    ['an unknown element', policyOf({ Principal: '*', Conditions: {} })],
    ['another version', JSON.stringify({ Version: '2020-01-01', Statement: [] })],
    ['an effect that is none', policyOf({ Principal: '*', Effect: 'Maybe' })],
    ['32769 characters', policyOf({ Principal: '*' }).padEnd(32_769)],
  ] as const)
    it(`refuses ${title}, also where the check is waived`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()

      for (const extra of [{}, bypass])
        await assert.rejects(root.putKeyPolicy({ KeyId, Policy: policy, ...extra }), {
          name: 'MalformedPolicyDocumentException',
        })
      assert.equal((await root.getKeyPolicy({ KeyId })).Policy, defaultKeyPolicy(account))
    })

  it('takes 32768 characters', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    await root.putKeyPolicy({ KeyId, Policy: policyOf({ Principal: '*' }).padEnd(32_768) })
  })

  it('leaves keys that AWS manages alone', async () => {
    const { root } = setUpService()
    const { KeyMetadata: managed } = await root.describeKey({ KeyId: 'alias/aws/kinesis' })

    const call = root.putKeyPolicy({ KeyId: managed!.KeyId, Policy: policyOf({ Principal: '*' }) })

    await assert.rejects(call, { name: 'AccessDeniedException' })
  })
})

const bypass = { BypassPolicyLockoutSafetyCheck: true }
