import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { setUpService, wholeList } from '../service.fixture.ts'

describe('TagResource', () => {
  it('adds tags, and replaces the values of those that there are', async () => {
    const { tag, list } = await setUp()

    await tag(['a', '1'], ['b', ''])
    await tag(['b', '2'], ['A', '3'])

    assert.deepEqual(await list(), [
      ['A', '3'],
      ['a', '1'],
      ['b', '2'],
    ])
  })

  it('takes any name, also one that JavaScript knows', async () => {
    const { tag, list } = await setUp()

    await tag(['__proto__', '1'], ['constructor', '2'])

    assert.deepEqual(await list(), [
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })

  it('takes 50 tags, new values for them, and not one more', async () => {
    const { tag, list } = await setUp()

    await tag(...numbered(0, 50))
    await tag(...numbered(0, 50, 'new'))
    await assert.rejects(tag(['one more', '']), { name: 'LimitExceededException' })
    await assert.rejects(tag(['tag 00', 'newer'], ['one more', '']), { name: 'LimitExceededException' })

    assert.deepEqual(await list(), numbered(0, 50, 'new'))
  })

  for (const [title, tags, name] of [
    [
      'two values for one name',
      [
        ['a', '1'],
        ['a', '2'],
      ],
      'TagException',
    ],
    ['names of AWS', [['aws:a', '']], 'TagException'],
    ['a name of no characters', [['', '']], 'ValidationException'],
    ['a name of 129', [['x'.repeat(129), '']], 'ValidationException'],
    ['a value of 257', [['a', 'x'.repeat(257)]], 'ValidationException'],
  ] as const)
    it(`refuses ${title}, and adds none`, async () => {
      const { tag, list } = await setUp()

      await assert.rejects(tag(['first', ''], ...(tags as readonly (readonly [string, string])[])), { name })
      assert.deepEqual(await list(), [])
    })

  it('takes a name of 128 characters, a value of 256, and names that only begin like those of AWS', async () => {
    const { tag, list } = await setUp()

    await tag(['x'.repeat(128), 'y'.repeat(256)], ['aws', ''])

    assert.equal((await list()).length, 2)
  })

  it('leaves keys that AWS manages alone', async () => {
    const { root } = await setUp()
    const { KeyMetadata: managed } = await root.describeKey({ KeyId: 'alias/aws/kinesis' })

    const call = root.tagResource({ KeyId: managed!.KeyId, Tags: [{ TagKey: 'a', TagValue: '' }] })

    await assert.rejects(call, { name: 'AccessDeniedException' })
  })
})

describe('UntagResource', () => {
  it('takes tags away, and does not mind those that there are not', async () => {
    const { root, KeyId, tag, list } = await setUp()
    await tag(['a', '1'], ['b', '2'])

    await root.untagResource({ KeyId, TagKeys: ['a', 'none'] })

    assert.deepEqual(await list(), [['b', '2']])
  })
})

describe('ListResourceTags', () => {
  it('gives pages to the end, though tags come and go in between', async () => {
    const { root, KeyId, tag } = await setUp()
    await tag(...numbered(0, 7))

    let pages = 0
    const listed = await wholeList(
      async (Marker) => {
        const page = await root.listResourceTags({ KeyId, Limit: 3, Marker })
        pages += 1
        if (pages === 1) {
          await tag(['tag 00a', ''], ['tag 07', 'value'])
          await root.untagResource({ KeyId, TagKeys: ['tag 02', 'tag 04'] })
        }
        return page
      },
      ({ Tags }) => Tags,
    )

    assert.deepEqual(
      listed.map(({ TagKey }) => TagKey),
      ['00', '01', '02', '03', '05', '06', '07'].map((number) => `tag ${number}`),
    )
    assert.equal(pages, 3)
  })

  it('gives 50 tags where no limit is given', async () => {
    const { root, KeyId, tag } = await setUp()
    await tag(...numbered(0, 50))

    const page = await root.listResourceTags({ KeyId })

    assert.deepEqual([page.Tags!.length, page.Truncated], [50, false])
  })

  it('is allowed by an identity policy', async () => {
    const { reader, bob, KeyId } = await setUp()

    assert.deepEqual((await reader.listResourceTags({ KeyId })).Tags, [])
    await assert.rejects(bob.listResourceTags({ KeyId }), { name: 'AccessDeniedException' })
  })
})

async function setUp() {
  const parts = setUpService()
  const { KeyId } = await parts.createKey()
  const tag = (...tags: readonly (readonly [string, string])[]) =>
    parts.root.tagResource({ KeyId, Tags: tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue })) })
  const list = async () => {
    const { Tags } = await parts.root.listResourceTags({ KeyId })
    return Tags!.map(({ TagKey, TagValue }) => [TagKey, TagValue])
  }
  return { ...parts, KeyId, tag, list }
}

function numbered(from: number, to: number, value = 'value') {
  return Array.from({ length: to - from }, (_, index): [string, string] => [
    `tag ${String(from + index).padStart(2, '0')}`,
    value,
  ])
}
