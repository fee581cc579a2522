/**
 * Keys of another account: which operations reach them, and what they need.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { arnOf, otherAccount, region, rootArn, strangerArn } from '../service.fixture.ts'
import { plaintext, policyFor, setUp, takingAliases, takingKeysAlone } from './call-context.fixture.ts'

/** What AWS allows on a key of another account, of the operations above and beyond. */
const acrossAccounts: ReadonlySet<string> = new Set([
  ...takingAliases.map(([operation]) => operation),
  'CreateGrant',
  'ListGrants',
  'GetKeyRotationStatus',
])

describe('keys of another account', () => {
  for (const [operation, ask] of [...takingAliases, ...takingKeysAlone]) {
    const isAllowed = acrossAccounts.has(operation)
    it(`${isAllowed ? 'can' : 'cannot'} be used by ${operation} where the key policy allows it`, async () => {
      const { root, stranger, names } = await setUp()
      await root.putKeyPolicy({ KeyId: names.id, Policy: policyFor(strangerArn, rootArn) })

      const call = ask(stranger, names.arn)

      if (isAllowed) await call
      else await assert.rejects(call, { name: /^(AccessDenied|NotFound)Exception$/ })
    })

    it(`cannot be used by ${operation} where it does not`, async () => {
      const { stranger, names } = await setUp()

      await assert.rejects(ask(stranger, names.arn), { name: /^(AccessDenied|NotFound)Exception$/ })
    })
  }

  it('need an identity policy as well', async () => {
    const { stores, bob, names } = await setUp()
    const foreign = stores.of(otherAccount, region).create({
      manager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      description: '',
      policy: policyFor(arnOf('bob')),
      tags: {},
    })

    await assert.rejects(bob.describeKey({ KeyId: foreign.arn }), { name: 'AccessDeniedException' })
    await assert.rejects(bob.describeKey({ KeyId: names.arn }), { name: 'AccessDeniedException' })
  })

  it('are not told apart from keys that do not exist', async () => {
    const { stranger, names } = await setUp()
    const none = names.arn.replace(names.id, '12345678-1234-4234-8234-123456789012')
    const messageOf = async (KeyId: string) =>
      stranger.describeKey({ KeyId }).then(
        () => assert.fail('allowed'),
        (error: Error) => error.message.replace(KeyId, 'KEY'),
      )

    assert.equal(await messageOf(none), await messageOf(names.arn))
  })

  it('are used under their own ARN', async () => {
    const { root, stranger, names } = await setUp()
    await root.putKeyPolicy({ KeyId: names.id, Policy: policyFor(strangerArn, rootArn) })

    const { CiphertextBlob, KeyId: usedId } = await stranger.encrypt({
      KeyId: names.aliasArn,
      Plaintext: plaintext,
    })
    const opened = await stranger.decrypt({ CiphertextBlob })

    assert.equal(usedId, names.arn)
    assert.equal(opened.KeyId, names.arn)
  })
})
