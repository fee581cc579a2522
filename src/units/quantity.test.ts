import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeBytes, describeDuration, parseQuantity, type Dimension } from './quantity.ts'

describe('parseQuantity', () => {
  it('lists the units that a bare number may have been meant in, and guesses none', () => {
    assert.equal(
      reasonOf('duration', 300),
      'a duration needs its unit: write "300 ms", "300 s" or "300 min" rather than 300',
    )
    assert.match(reasonOf('size', 4), /write "4 B", "4 KiB" or "4 MiB" rather than 4$/)
    assert.match(reasonOf('rate', 20), /write "20 \/s", "20 \/min" or "20 \/h" rather than 20$/)
    assert.match(reasonOf('money', 3), /write "3 USD" rather than 3$/)
    assert.equal(reasonOf('size', '4'), '"4" has no unit: write "4 B", "4 KiB" or "4 MiB"')
  })

  const nearMisses: [Dimension, string, string][] = [
    ['size', '4 KB', '"4 kB" or "4 KiB"'],
    ['size', '4 kb', '"4 kB" or "4 KiB"'],
    ['size', '4 mib', '"4 MiB"'],
    ['size', '4 TB', '"4 TiB"'],
    ['duration', '5 m', '"5 min"'],
    ['duration', '5 mins', '"5 min"'],
    ['duration', '5 minutes', '"5 min"'],
    ['duration', '5 MIN', '"5 min"'],
    ['duration', '5 sec', '"5 s"'],
    ['duration', '5.5 Seconds', '"5.5 s"'],
    ['duration', '5 hours', '"5 h"'],
    ['duration', '5 µs', '"5 us"'],
    ['rate', '20 rps', '"20 /s"'],
    ['money', '3 usd', '"3 USD"'],
  ]
  for (const [dimension, text, meant] of nearMisses)
    it(`knows what ${text} was meant to be`, () => {
      const unit = JSON.stringify(text.split(' ')[1])

      assert.equal(reasonOf(dimension, text), `"${text}" has the unknown unit ${unit}: write ${meant}`)
    })

  it('lists all units where none was nearly met', () => {
    for (const unit of ['parsec', 'constructor', 'KiB'])
      assert.match(
        reasonOf('duration', `5 ${unit}`),
        /: a duration is a number and one of ns, us, ms, s, min, h, d$/,
      )
  })
})

function reasonOf(dimension: Dimension, value: unknown): string {
  const parsed = parseQuantity(dimension, value)
  assert.ok(!parsed.ok)
  return parsed.reason
}

describe('describeDuration', () => {
  it('rounds a half up, and tells what rounds to one of a unit in that unit', () => {
    assert.equal(describeDuration(11_450), '11.5 us')
    assert.equal(describeDuration(999_500), '1 ms')
    assert.equal(describeDuration(999_499), '999 us')
    assert.equal(describeDuration(-999_600), '-1 ms')
    assert.equal(describeDuration(0), '0 ns')
  })
})

describe('describeBytes', () => {
  it('tells what rounds to one of a unit in that unit', () => {
    assert.equal(describeBytes(2 ** 20 - 1), '1 MiB')
  })
})
