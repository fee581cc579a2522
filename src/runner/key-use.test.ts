import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { KeyUse } from './key-use.ts'

describe('KeyUse', () => {
  it('tells the most that any key sealed, as counting all keys apart does', () => {
    const record = fc.record({ key: fc.nat(5), bytes: fc.nat(100), gap: fc.nat(10) })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 200 }), (records) => {
        const use = new KeyUse()
        const byKey = new Map<number, { bytes: number; at: number }[]>()
        let at = 0

        for (const { key, bytes, gap } of records) {
          at += gap
          use.see(Buffer.of(key, 0), bytes, at)
          byKey.set(key, [...(byKey.get(key) ?? []), { bytes, at }])
        }

        const uses = [...byKey.values()]
        const most = (of: (each: { bytes: number; at: number }[]) => number) => Math.max(0, ...uses.map(of))
        assert.deepEqual(use.snapshot(), {
          keys: uses.length,
          recordsMax: most(({ length }) => length),
          bytesMax: most((each) => each.reduce((sum, { bytes }) => sum + bytes, 0)),
          spanNsMax: most((each) => each.at(-1)!.at - each[0]!.at),
        })
      }),
    )
  })

  it('tells keys apart that are shown in the same memory', () => {
    const use = new KeyUse()
    const shown = Buffer.alloc(2)

    for (let key = 0; key < 5; key += 1) {
      shown.writeUInt16BE(key)
      use.see(shown, 1, key)
    }

    assert.deepEqual(use.snapshot(), { keys: 5, recordsMax: 1, bytesMax: 1, spanNsMax: 0 })
  })

  it('keeps its maxima while it forgets keys that were used long ago', () => {
    const use = new KeyUse()
    for (let count = 0; count < 3; count += 1) use.see(Buffer.from('first'), 10, count)
    for (let key = 0; key < 30_000; key += 1) use.see(Buffer.from(`key ${key}`), 1, 3)

    assert.deepEqual(use.snapshot(), { keys: 30_001, recordsMax: 3, bytesMax: 30, spanNsMax: 2 })
  })
})
