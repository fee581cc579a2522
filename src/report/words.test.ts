import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { glossary, percentileTerm } from './notes.ts'
import { piecesOf, wordId } from './words.ts'

describe('piecesOf', () => {
  it('leaves the text as it is, whatever it says', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('noise floor', ' cells', 'p99.9', ' ', 'A/A', 'arm'))
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('')

        const joined = piecesOf(text)
          .map((piece) => piece.text)
          .join('')

        assert.equal(joined, text)
      }),
    )
  })

  it('finds every word of the glossary by its own name, but for one that says much else', () => {
    for (const { term, text } of glossary)
      for (const name of term.split(', ').filter((one) => one !== 'holds'))
        if (term !== percentileTerm)
          assert.deepEqual(piecesOf(name), [{ text: name, id: wordId(term), meaning: text }])
  })

  it('gives each percentile a meaning of its own', () => {
    for (const percent of ['50', '99', '99.99'])
      assert.deepEqual(piecesOf(`p${percent}`), [
        {
          text: `p${percent}`,
          id: 'word-p50-p99-p99-9',
          meaning: `the percentile: ${percent} % of all records took at most so long`,
        },
      ])
  })

  it('finds a word once, in other forms as well, and across texts that share what was seen', () => {
    const seen = new Set<string>()

    const first = piecesOf('two cells, a cell, p50 and p99.9', seen)
    const second = piecesOf('a cell and an arm', seen)

    assert.deepEqual(
      first.flatMap(({ id, text }) => (id === undefined ? [] : [text])),
      ['cells', 'p50'],
    )
    assert.deepEqual(
      second.flatMap(({ id, text }) => (id === undefined ? [] : [text])),
      ['arm'],
    )
  })

  it('leaves longer words and names of metrics alone', () => {
    const text = 'excellent alarms, put.overhead.p50, armed'

    assert.deepEqual(piecesOf(text), [{ text }])
  })
})

describe('wordId', () => {
  it('gives each entry an id of its own that an address may hold', () => {
    const ids = glossary.map(({ term }) => wordId(term))

    assert.equal(new Set(ids).size, ids.length)
    for (const id of ids) assert.match(id, /^word-[a-z0-9-]*[a-z0-9]$/)
  })
})
