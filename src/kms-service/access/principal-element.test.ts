import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parsePrincipal, roleArnOf, type Caller } from './principal-element.ts'

const account = '111122223333'
const other = '444455556666'
const rootArn = `arn:aws:iam::${account}:root`
const userArn = `arn:aws:iam::${account}:user/alice`
const roleArn = `arn:aws:iam::${account}:role/reader`
const sessionArn = `arn:aws:sts::${account}:assumed-role/reader/one`

const root = callerOf(rootArn)
const user = callerOf(userArn)
const role = callerOf(roleArn)
const session = callerOf(sessionArn)

describe('parsePrincipal', () => {
  for (const [title, value, expected] of [
    ['everyone', '*', { root: 'named', user: 'named', role: 'named', session: 'named' }],
    ['everyone as AWS', { AWS: '*' }, { root: 'named', user: 'named', role: 'named', session: 'named' }],
    [
      'the account',
      { AWS: rootArn },
      { root: 'account', user: 'account', role: 'account', session: 'account' },
    ],
    ['its id', { AWS: account }, { root: 'account', user: 'account', role: 'account', session: 'account' }],
    ['another account', { AWS: other }, { root: 'none', user: 'none', role: 'none', session: 'none' }],
    ['a user', { AWS: userArn }, { root: 'none', user: 'named', role: 'none', session: 'none' }],
    ['a role', { AWS: roleArn }, { root: 'none', user: 'none', role: 'named', session: 'named' }],
    ['a session', { AWS: sessionArn }, { root: 'none', user: 'none', role: 'none', session: 'named' }],
    [
      'a user and the account',
      { AWS: [account, userArn] },
      { root: 'account', user: 'named', role: 'account', session: 'account' },
    ],
    [
      'a service',
      { Service: 'kinesis.amazonaws.com' },
      { root: 'none', user: 'none', role: 'none', session: 'none' },
    ],
  ] as const)
    it(`matches ${title}`, () => {
      const principal = parsePrincipal(value, false, 'Here')

      assert.deepEqual(matchesOf(principal.match), expected)
    })

  it('matches a service by its name', () => {
    const { match } = parsePrincipal(
      { Service: ['s3.amazonaws.com', 'kinesis.amazonaws.com'] },
      false,
      'Here',
    )

    assert.equal(match(callerOf('kinesis.amazonaws.com')), 'named')
    assert.equal(match(callerOf('ec2.amazonaws.com')), 'none')
  })

  for (const [title, value, excepted] of [
    ['everyone', '*', ['root', 'user', 'role', 'session']],
    ['an account alone, but for its root', { AWS: account }, ['root']],
    ['a user without the account', { AWS: userArn }, []],
    ['a user and the account', { AWS: [userArn, rootArn] }, ['root', 'user']],
    ['a session without its role', { AWS: [sessionArn, rootArn] }, ['root']],
    ['a role and the account', { AWS: [roleArn, rootArn] }, ['root', 'role', 'session']],
  ] as const)
    it(`matches all but whom NotPrincipal lists: ${title}`, () => {
      const { match, isNegated } = parsePrincipal(value, true, 'Here')

      const unmatched = Object.entries(matchesOf(match)).flatMap(([who, found]) =>
        found === 'none' ? [who] : [],
      )

      assert.equal(isNegated, true)
      assert.deepEqual(unmatched, excepted)
    })

  it('keeps the names as they are written', () => {
    const { names } = parsePrincipal({ AWS: [account, userArn], Service: 's3.amazonaws.com' }, false, 'Here')

    assert.deepEqual(names, [account, userArn, 's3.amazonaws.com'])
  })

  for (const name of [
    `arn:aws:iam::${account}:user/*`,
    `arn:aws:iam::${account}:user/al?ce`,
    `arn:aws:iam::${account}:user/`,
    `arn:aws:iam::${account}:group/readers`,
    `arn:aws:sts::${account}:role/reader`,
    '11112222333',
    '1111222233334',
    'alice',
  ])
    it(`refuses ${name}`, () => {
      assert.throws(() => parsePrincipal({ AWS: ['*', name] }, false, 'Statement[3].Principal'), {
        errorName: 'MalformedPolicyDocumentException',
        message: new RegExp(`^Statement\\[3\\]\\.Principal\\.AWS has the invalid principal '`),
      })
    })

  for (const [value, fault] of [
    [userArn, /must be "\*", \{"AWS": …\}/],
    [{}, /names no principal/],
    [{ AWS: [] }, /must not be an empty list/],
    [{ Federated: 'x' }, /has the type 'Federated'/],
    [[userArn], /must be an object, not a list/],
    [undefined, /must be an object, not undefined/],
  ] as const)
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.throws(() => parsePrincipal(value, false, 'Here'), {
        errorName: 'MalformedPolicyDocumentException',
        message: fault,
      })
    })

  it('takes principals of other partitions', () => {
    const china = `arn:aws-cn:iam::${account}:root`

    assert.equal(parsePrincipal({ AWS: china }, false, 'Here').match(user), 'account')
  })
})

describe('roleArnOf', () => {
  it('gives the role of a session, in the same partition', () => {
    assert.equal(roleArnOf(sessionArn), roleArn)
    assert.equal(
      roleArnOf(`arn:aws-cn:sts::${account}:assumed-role/reader/one`),
      `arn:aws-cn:iam::${account}:role/reader`,
    )
  })

  it('gives nothing for who runs under no role', () => {
    assert.equal(roleArnOf(userArn), undefined)
    assert.equal(roleArnOf(roleArn), undefined)
    assert.equal(roleArnOf(`arn:aws:sts::${account}:federated-user/alice`), undefined)
  })
})

function callerOf(arn: string): Caller {
  return { arn, accountId: account, isRoot: arn.endsWith(':root'), roleArn: roleArnOf(arn) }
}

function matchesOf(match: (caller: Caller) => string): Record<string, string> {
  return { root: match(root), user: match(user), role: match(role), session: match(session) }
}
