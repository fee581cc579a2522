import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parse } from 'csv-parse/sync'
import { array, assert as assertLaw, property, string } from 'fast-check'

import { printable } from '../text.ts'
import { csvText } from './csv-text.ts'

describe('csvText', () => {
  it('ends every row in CR LF and quotes only what must be', () => {
    assert.equal(csvText([['a b', 'x,y', 'say "so"', 1.5, null]]), 'a b,"x,y","say ""so""",1.5,\r\n')
  })

  for (const text of ['=cmd()', '+1', '-1', '@sum', ' =1', '\t=1', '＝1', '＋1', '－1', '＠1'])
    it(`makes ${JSON.stringify(text)} no formula`, () => {
      const [[field]] = parse(csvText([[text]])) as [[string]]

      assert.equal(field, `'${printable(text)}`)
    })

  it('leaves numbers as they are, negative ones too', () => {
    assert.equal(csvText([[-1, 1e-7, 0]]), '-1,1e-7,0\r\n')
  })

  it('is read back by a parser of CSV as it was', () => {
    const rows = array(array(string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), { minLength: 1 })
    assertLaw(
      property(rows, (written) => {
        const read = parse(csvText(written))

        assert.deepEqual(
          read.map((row) => row.map((field) => field.replace(/^'/, ''))),
          written.map((row) => row.map((field) => printable(field).replace(/^'/, ''))),
        )
      }),
      { seed: 1 },
    )
  })
})
