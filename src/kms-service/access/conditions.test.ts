import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as check, constantFrom, property, record } from 'fast-check'

import { allHold, parseConditions } from './conditions.ts'

const userArn = 'arn:aws:iam::111122223333:user/alice'

/** Operator, values of the policy, what holds, what does not, and whether an absent key does. */
const single = [
  ['StringEquals', 'a', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', 'c', false],
  ['StringEquals', 'a*', 'a*', 'ab', false],
  ['StringNotEquals', 'a', 'A', 'a', true],
  ['StringNotEquals', ['a', 'b'], 'c', 'b', true],
  ['StringEqualsIgnoreCase', 'aB', 'Ab', 'a', false],
  ['StringNotEqualsIgnoreCase', 'aB', 'a', 'Ab', true],
  ['StringLike', 'a?c*', 'abcd', 'acd', false],
  ['StringLike', 'a*', 'ab', 'Ab', false],
  ['StringNotLike', 'a*', 'b', 'ab', true],
  ['ArnEquals', 'arn:aws:iam::111122223333:user/*', userArn, userArn.replace('user', 'role'), false],
  ['ArnLike', 'arn:aws:iam::*:user/al?ce', userArn, userArn.replace('alice', 'alce'), false],
  ['ArnLike', 'arn:*:*:*:*:*', userArn, 'arn:aws:iam', false],
  ['ArnNotEquals', userArn, `${userArn}s`, userArn, true],
  ['ArnNotLike', 'arn:aws:iam::*:user/*', userArn.replace('user', 'role'), userArn, true],
  ['Bool', 'true', 'TRUE', 'false', false],
  ['Bool', false, 'false', 'true', false],
  ['NumericEquals', 5, '5.0', '6', false],
  ['NumericNotEquals', '5', '6', '5.0', true],
  ['NumericLessThan', '5', '4.9', '5', false],
  ['NumericLessThanEquals', '5', '5', '5.1', false],
  ['NumericGreaterThan', '5', '5.1', '5', false],
  ['NumericGreaterThanEquals', '-5', '-5', '-5.1', false],
] as const

describe('parseConditions', () => {
  for (const [operator, values, holding, failing, whenAbsent] of single)
    describe(`${operator} ${JSON.stringify(values)}`, () => {
      it(`holds for ${holding} and not for ${failing}`, () => {
        assert.equal(holds(operator, values, [holding]), true)
        assert.equal(holds(operator, values, [failing]), false)
      })

      it(`${whenAbsent ? 'holds' : 'does not hold'} where the key is absent`, () => {
        assert.equal(holds(operator, values, undefined), whenAbsent)
        assert.equal(holds(operator, values, []), whenAbsent)
      })

      it('with IfExists holds where the key is absent and is the same where it is not', () => {
        assert.equal(holds(`${operator}IfExists`, values, undefined), true)
        assert.equal(holds(`${operator}IfExists`, values, [holding]), true)
        assert.equal(holds(`${operator}IfExists`, values, [failing]), false)
      })

      it('with ForAllValues asks it of every value and holds where there is none', () => {
        assert.equal(holds(`ForAllValues:${operator}`, values, [holding, holding]), true)
        assert.equal(holds(`ForAllValues:${operator}`, values, [holding, failing]), false)
        assert.equal(holds(`ForAllValues:${operator}`, values, undefined), true)
        assert.equal(holds(`ForAllValues:${operator}`, values, []), true)
      })

      it('with ForAnyValue asks it of one value and does not hold where there is none', () => {
        assert.equal(holds(`ForAnyValue:${operator}`, values, [failing, holding]), true)
        assert.equal(holds(`ForAnyValue:${operator}`, values, [failing, failing]), false)
        assert.equal(holds(`ForAnyValue:${operator}`, values, undefined), false)
        assert.equal(holds(`ForAnyValue:${operator}`, values, []), false)
        assert.equal(holds(`ForAnyValue:${operator}IfExists`, values, undefined), true)
      })
    })

  it('knows by Null whether a key is there', () => {
    assert.equal(holds('Null', 'true', undefined), true)
    assert.equal(holds('Null', 'true', []), true)
    assert.equal(holds('Null', 'true', ['']), false)
    assert.equal(holds('Null', false, undefined), false)
    assert.equal(holds('Null', false, ['a']), true)
  })

  it('of several values without a qualifier asks for one, or negated for none', () => {
    assert.equal(holds('StringEquals', 'a', ['a', 'b']), true)
    assert.equal(holds('StringNotEquals', 'a', ['a', 'b']), false)
    assert.equal(holds('StringNotEquals', 'a', ['b', 'c']), true)
  })

  it('does not let a wildcard of an ARN reach across colons, except in its last part', () => {
    const resource = 'arn:aws:logs:eu-west-1:111122223333:log-group:x:*'

    assert.equal(holds('ArnLike', 'arn:aws:logs:*:x:*', [resource]), false)
    assert.equal(holds('StringLike', 'arn:aws:logs:*:x:*', [resource]), true)
    assert.equal(holds('ArnLike', 'arn:aws:logs:*:*:log-group*', [resource]), true)
  })

  it('takes every ARN and everything else for *', () => {
    assert.equal(holds('ArnLike', '*', [userArn]), true)
    assert.equal(holds('ArnLike', '*', ['kinesis.amazonaws.com']), true)
  })

  it('never compares a number with what is none', () => {
    assert.equal(holds('NumericLessThan', '5', ['']), false)
    assert.equal(holds('NumericGreaterThanEquals', '0', ['0x1']), false)
    assert.equal(holds('NumericNotEquals', '0', ['']), true)
  })

  it('matches nothing with an empty list, so ForAllValues holds for no value only', () => {
    assert.equal(holds('ForAllValues:StringEquals', [], undefined), true)
    assert.equal(holds('ForAllValues:StringEquals', [], ['a']), false)
  })

  it('takes the name of a condition key in any case', () => {
    const conditions = parseConditions(
      { StringEquals: { 'KMS:encryptioncontext:StreamName': 'a' } },
      true,
      'Here',
    )

    assert.equal(
      allHold(conditions, (key) => (key === 'kms:encryptioncontext:streamname' ? ['a'] : undefined)),
      true,
    )
  })

  it('keeps what was written as lists', () => {
    const [condition] = parseConditions({ 'ForAnyValue:NumericEqualsIfExists': { 'a:B': 5 } }, true, 'Here')

    assert.deepEqual(
      { ...condition, holds: undefined },
      { operator: 'ForAnyValue:NumericEqualsIfExists', key: 'a:b', values: ['5'], holds: undefined },
    )
  })

  for (const [value, fault] of [
    [{ StringEqual: { k: 'a' } }, "Here has the unknown condition operator 'StringEqual'."],
    [{ stringEquals: { k: 'a' } }, "Here has the unknown condition operator 'stringEquals'."],
    [{ NullIfExists: { k: 'true' } }, "Here has the unknown condition operator 'NullIfExists'."],
    [{ 'ForSome:Bool': { k: 'true' } }, "Here has the unknown condition operator 'ForSome:Bool'."],
    [
      { NotIpAddressIfExists: { k: '10.0.0.0/8' } },
      "Here has the condition operator 'NotIpAddressIfExists', which this service does not evaluate.",
    ],
    [{ Bool: { k: 'yes' } }, "Here.Bool.k has a value that Bool cannot compare: 'yes'."],
    [{ Null: { k: 'a' } }, "Here.Null.k has a value that Null cannot compare: 'a'."],
    [
      { NumericEquals: { k: '1e3' } },
      "Here.NumericEquals.k has a value that NumericEquals cannot compare: '1e3'.",
    ],
    [{ ArnLike: { k: 'alice' } }, "Here.ArnLike.k has a value that ArnLike cannot compare: 'alice'."],
    [
      { StringEquals: { k: [null] } },
      'Here.StringEquals.k must be a string, a number, a boolean or a list of these, not null.',
    ],
    [{ StringEquals: 'a' }, 'Here.StringEquals must be an object, not a string.'],
    [[], 'Here must be an object, not a list.'],
    [
      { StringEquals: { k: 'x-${aws:username}' } },
      "Here.StringEquals.k has a policy variable in 'x-${aws:username}', which this service does not fill in.",
    ],
  ] as const)
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.throws(() => parseConditions(value, true, 'Here'), {
        errorName: 'MalformedPolicyDocumentException',
        message: fault,
      })
    })

  it('takes what looks like a variable as it is where the policy cannot have any', () => {
    const conditions = parseConditions({ StringEquals: { k: '${a}' } }, false, 'Here')

    assert.equal(
      allHold(conditions, () => ['${a}']),
      true,
    )
  })
})

describe('allHold', () => {
  it('asks for every operator and for every key of it', () => {
    const conditions = parseConditions(
      { StringEquals: { a: '1', b: '2' }, StringLike: { c: '3*' } },
      true,
      'Here',
    )

    assert.equal(allHold(conditions, lookupOf({ a: ['1'], b: ['2'], c: ['34'] })), true)
    assert.equal(allHold(conditions, lookupOf({ a: ['1'], b: ['x'], c: ['34'] })), false)
    assert.equal(allHold(conditions, lookupOf({ a: ['1'], b: ['2'], c: ['4'] })), false)
  })

  it('holds without conditions', () => {
    assert.equal(allHold([], lookupOf({})), true)
  })

  it('gives a negated operator without a qualifier as the opposite of the other', () => {
    const anyLetters = array(constantFrom('a', 'b', 'c'), { maxLength: 3 })
    check(
      property(record({ values: anyLetters, given: anyLetters }), ({ values, given }) => {
        assert.equal(holds('StringNotEquals', values, given), !holds('StringEquals', values, given))
        assert.equal(holds('StringNotLike', values, given), !holds('StringLike', values, given))
      }),
      { seed: 20170701 },
    )
  })

  it('gives ForAnyValue as the opposite of ForAllValues of the negated operator', () => {
    const anyLetters = array(constantFrom('a', 'b', 'c'), { maxLength: 3 })
    check(
      property(record({ values: anyLetters, given: anyLetters }), ({ values, given }) => {
        const any = holds('ForAnyValue:StringEquals', values, given)
        const allNot = holds('ForAllValues:StringNotEquals', values, given)

        assert.equal(any, !allNot)
      }),
      { seed: 20170701 },
    )
  })
})

function holds(operator: string, values: unknown, given: readonly string[] | undefined): boolean {
  const conditions = parseConditions({ [operator]: { k: values } }, true, 'Here')
  return allHold(conditions, (key) => (key === 'k' ? given : undefined))
}

function lookupOf(context: Record<string, readonly string[]>) {
  return (key: string) => context[key]
}
