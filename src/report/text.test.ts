import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assert as assertLaw, constantFrom, property, string } from 'fast-check'

import { escapeHtml, escapeMarkdown, printable, relativeHref, shortened } from './text.ts'

describe('shortened', () => {
  it('keeps what is hardly longer, and says of what is how much it leaves out', () => {
    const text = 'x'.repeat(120)

    assert.equal(shortened(text, 100), text)
    assert.equal(shortened(`${text}x`, 100), `${'x'.repeat(100)}… 21 more characters`)
    assert.match(shortened('x'.repeat(10_000), 400), /… 9,600 more characters$/)
  })

  it('halves no character', () => {
    assert.ok(shortened('😀'.repeat(200), 101).isWellFormed())
  })
})

describe('escapeHtml', () => {
  it('leaves nothing that opens a tag, an entity or a quoted attribute', () => {
    assertLaw(
      property(string({ unit: 'binary' }), (text) => {
        const escaped = escapeHtml(text)

        assert.doesNotMatch(escaped, /[<>"']/)
        assert.doesNotMatch(escaped, /&(?!(amp|lt|gt|quot|#39);)/)
      }),
      { seed: 1 },
    )
  })

  it('keeps what people read', () => {
    assert.equal(escapeHtml('p99 < 1 ms & "fast" – ✔'), 'p99 &lt; 1 ms &amp; &quot;fast&quot; – ✔')
  })
})

describe('escapeMarkdown', () => {
  it('keeps a table cell in its cell', () => {
    assert.equal(escapeMarkdown('a|b\nc `d` <e> @f'), String.raw`a\|b c \`d\` &lt;e> &#64;f`)
  })

  it('begins no heading, list or rule', () => {
    assert.equal(escapeMarkdown('# one'), String.raw`\# one`)
    assert.equal(escapeMarkdown('- one'), String.raw`\- one`)
    assert.equal(escapeMarkdown('12. one'), String.raw`12\. one`)
    assert.equal(escapeMarkdown('12.'), String.raw`12\.`)
    assert.equal(escapeMarkdown('> one'), String.raw`\> one`)
    assert.equal(escapeMarkdown('48 + 96 (95 %)'), '48 + 96 (95 %)')
  })

  it('leaves figures and comparisons as people write them', () => {
    for (const text of ['0.19 ms', '<= 0.2 ms', 'a < 5', 'a <5 & b > 3 -> c', '-120 ns'])
      assert.equal(escapeMarkdown(text), text)
  })

  it('leaves nothing that opens a tag, a comment or an entity', () => {
    const alphabet = Array.from('<>&!/?-#;=1ax ')
    assertLaw(
      property(string({ unit: constantFrom(...alphabet) }), (text) => {
        const escaped = escapeMarkdown(text)

        assert.doesNotMatch(escaped, /<[a-z/!?]/i)
        assert.doesNotMatch(escaped, /&(?!amp;|lt;)(?:[a-z]|#)/i)
      }),
      { seed: 1 },
    )
  })

  it('never ends in an open escape', () => {
    assert.equal(escapeMarkdown('end\\'), String.raw`end\\`)
  })
})

describe('printable', () => {
  it('drops what would steer a terminal or break XML', () => {
    assert.equal(printable('a\u001b[31mb\u0000c\u202ed\ud800e'), 'a [31mb c d\ufffde')
  })
})

describe('relativeHref', () => {
  it('accepts a path below the folder of the report', () => {
    assert.equal(relativeHref('histograms/c 01".hlog'), 'histograms/c%2001%22.hlog')
  })

  it('refuses paths that lead elsewhere, and disarms schemes', () => {
    for (const path of ['../../etc/passwd', '/etc/passwd', 'a//b', 'a\\b', './a', ''])
      assert.equal(relativeHref(path), undefined)
    assert.equal(relativeHref('javascript:alert(1)'), 'javascript%3Aalert(1)')
  })
})
