import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { setUpService } from '../service.fixture.ts'
import { directoryOf, namedPrincipal, openDirectory, readPrincipals, type Principal } from './principals.ts'
import { verifySignatures } from './signature.ts'

const ann = {
  arn: 'arn:aws:iam::123456789012:user/ann',
  accessKeyId: 'AKIA.ann',
  secretAccessKey: 'the secret of ann',
}

describe('readPrincipals', () => {
  it('reads who there is, and takes those without policies for administrators', () => {
    const [principal] = read(ann)

    assert.deepEqual(
      { ...principal, policies: principal!.policies.length },
      {
        ...ann,
        accountId: '123456789012',
        isRoot: false,
        sessionToken: undefined,
        expiresAt: undefined,
        policies: 1,
      },
    )
    assert.deepEqual(principal!.policies, namedPrincipal(ann.arn).policies)
  })

  for (const [arn, accountId, isRoot] of [
    ['arn:aws:iam::123456789012:root', '123456789012', true],
    ['arn:aws:iam::123456789012:user/path/to/ann', '123456789012', false],
    ['arn:aws:iam::123456789012:role/producer', '123456789012', false],
    ['arn:aws-cn:iam::210987654321:user/ann', '210987654321', false],
    ['arn:aws:sts::210987654321:assumed-role/producer/session', '210987654321', false],
  ] as const)
    it(`takes ${arn}`, () => {
      const [principal] = read({ ...ann, arn })

      assert.deepEqual([principal!.accountId, principal!.isRoot], [accountId, isRoot])
    })

  it('reads when temporary credentials expire', () => {
    const [principal] = read({ ...ann, sessionToken: 'token', expiresAt: '2026-12-01T00:00:00Z' })

    assert.equal(principal!.sessionToken, 'token')
    assert.equal(principal!.expiresAt, Date.UTC(2026, 11, 1))
  })

  for (const [title, given, where] of [
    ['no list', undefined, /principals\.json names no principals that can be used: principals: /],
    ['an empty list', [], /principals: /],
    ['an ARN that is none', [{ ...ann, arn: 'ann' }], /principals\.0\.arn: must be the ARN/],
    ['an ARN of a group', [{ ...ann, arn: 'arn:aws:iam::123456789012:group/a' }], /principals\.0\.arn/],
    ['an account of 11 digits', [{ ...ann, arn: 'arn:aws:iam::12345678901:root' }], /principals\.0\.arn/],
    ['an access key with a slash', [{ ...ann, accessKeyId: 'a/b' }], /principals\.0\.accessKeyId/],
    ['an access key of 129', [{ ...ann, accessKeyId: 'a'.repeat(129) }], /principals\.0\.accessKeyId/],
    ['an empty secret', [{ ...ann, secretAccessKey: '' }], /principals\.0\.secretAccessKey/],
    ['a secret of 257', [{ ...ann, secretAccessKey: 'hush'.repeat(65) }], /principals\.0\.secretAccessKey/],
    ['a secret that is a number', [{ ...ann, secretAccessKey: 5 }], /principals\.0\.secretAccessKey/],
    [
      'a time in another form',
      [{ ...ann, expiresAt: 'tomorrow' }],
      /principals\.0\.expiresAt: must be a time/,
    ],
    ['a member that it does not know', [{ ...ann, name: 'ann' }], /principals\.0: /],
    [
      '21 policies',
      [{ ...ann, policies: Array.from({ length: 21 }, () => ({})) }],
      /principals\.0\.policies/,
    ],
    [
      'one access key for two',
      [ann, { ...ann, arn: `${ann.arn}2` }],
      /two principals the access key AKIA\.ann/,
    ],
  ] as const)
    it(`refuses ${title}, says where, and tells no secret`, () => {
      const content = given === undefined ? {} : { principals: given }

      assert.throws(
        () => readPrincipals(content, 'principals.json'),
        ({ code, message }: Error & { code: string }) => {
          assert.equal(code, 'ERR_INPUT_UNREADABLE')
          assert.match(message, where)
          assert.doesNotMatch(message, /the secret|hush/)
          return true
        },
      )
    })

  it('refuses an identity policy that means nothing', () => {
    assert.throws(() => read({ ...ann, policies: [{ Statement: [{ Effect: 'Allow' }] }] }))
  })

  it('lets an empty list of policies allow nothing by itself', async () => {
    const [principal] = read({ ...ann, policies: [] })

    await assert.rejects(listKeysAs(principal!), { name: 'AccessDeniedException' })
  })

  it('lets a policy allow what it says', async () => {
    const allow = { Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*' }
    const [principal] = read({ ...ann, policies: [{ Version: '2012-10-17', Statement: [allow] }] })

    assert.deepEqual((await listKeysAs(principal!)).Keys, [])
  })
})

describe('directoryOf', () => {
  it('finds each by its access key, to the letter', () => {
    const [principal] = read(ann)
    const directory = directoryOf([principal!])

    assert.equal(directory.find('AKIA.ann'), principal)
    for (const other of ['akia.ann', 'AKIA.ann ', '', 'constructor'])
      assert.equal(directory.find(other), undefined)
  })
})

describe('openDirectory', () => {
  it('knows everyone, and everyone as the same each time', () => {
    const directory = openDirectory('123456789012')

    const producer = directory.find('producer')!

    assert.equal(producer.arn, 'arn:aws:iam::123456789012:user/producer')
    assert.equal(producer.accountId, '123456789012')
    assert.equal(directory.find('producer'), producer)
    assert.notEqual(directory.find('consumer'), producer)
  })
})

function read(...principals: readonly object[]): Principal[] {
  return readPrincipals({ principals }, 'principals.json')
}

/** With the client of ann, whose credentials `principal` has. */
async function listKeysAs(principal: Principal) {
  return setUpService({ authenticate: verifySignatures(directoryOf([principal])) }).ann.listKeys({})
}
