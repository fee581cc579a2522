import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import * as fc from 'fast-check'

import { readRecords } from './read-records.ts'

const folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
after(() => folder.remove())

describe('readRecords', () => {
  const ndjson = '{"id":"a","n":1}\n\n{"id": "b", "n": {"m": "ü"}}\r\n{"id":3,"n":true}'

  it('reads NDJSON, whole lines as they stand', () => {
    const { partitionKeys, payloads } = read('x.ndjson', ndjson, 'id', 'whole-line')

    assert.deepEqual(partitionKeys, ['a', 'b', '3'])
    assert.deepEqual(payloads.map(String), [
      '{"id":"a","n":1}',
      '{"id": "b", "n": {"m": "ü"}}',
      '{"id":3,"n":true}',
    ])
  })

  it('takes the payload from a field: text as it is, the rest as JSON', () => {
    assert.deepEqual(read('x.jsonl', ndjson, 'id', 'n').payloads.map(String), ['1', '{"m":"ü"}', 'true'])
  })

  it('reads CSV with quotes, line ends within fields and a byte order mark', () => {
    const csv = '\u{FEFF}id,text\r\n1,"a, ""b"""\r\n\r\n2,"two\nlines"\r\n'

    const lines = read('x.csv', csv, 'id', 'whole-line')
    const fields = read('x.csv', csv, 'id', 'text')

    assert.deepEqual(lines.partitionKeys, ['1', '2'])
    assert.deepEqual(lines.payloads.map(String), ['1,"a, ""b"""', '2,"two\nlines"'])
    assert.deepEqual(fields.payloads.map(String), ['a, "b"', 'two\nlines'])
  })

  it('reads TSV', () => {
    assert.deepEqual(read('x.TSV', 'id\ttext\na,b\tc', 'id', 'text').partitionKeys, ['a,b'])
  })

  it('reads a JSON array, rows as compact JSON', () => {
    const { partitionKeys, payloads } = read(
      'x.json',
      '[{"id": "a",\n "n": 1}, {"id": "b"}]',
      'id',
      'whole-line',
    )

    assert.deepEqual(partitionKeys, ['a', 'b'])
    assert.deepEqual(payloads.map(String), ['{"id":"a","n":1}', '{"id":"b"}'])
  })

  it('reads the features of GeoJSON by their properties and id', () => {
    const features = [
      { type: 'Feature', id: 'one', properties: { place: 'here' }, geometry: null },
      { type: 'Feature', id: 'two', properties: { place: 'there', id: 'own' }, geometry: null },
    ]
    const text = JSON.stringify({ type: 'FeatureCollection', features })

    assert.deepEqual(read('x.geojson', text, 'id', 'place').partitionKeys, ['one', 'own'])
    assert.deepEqual(read('x.json', text, 'place', 'id').payloads.map(String), ['one', 'own'])
    assert.equal(String(read('x.json', text, 'id', 'whole-line').payloads[0]), JSON.stringify(features[0]))
  })

  it('follows dots into nested fields unless a field has that very name', () => {
    const { partitionKeys } = read('x.ndjson', '{"a":{"b":"in"}}\n{"a.b":"out","a":{"b":"in"}}', 'a.b', 'a')

    assert.deepEqual(partitionKeys, ['in', 'out'])
  })

  it('gives the digest of each payload and their mean size', () => {
    const { digests, meanPayloadBytes } = read('x.ndjson', '{"k":"a","p":"xyz"}\n{"k":"b","p":"x"}', 'k', 'p')

    assert.deepEqual(digests[0], createHash('sha256').update('xyz').digest())
    assert.equal(meanPayloadBytes, 2)
  })

  it('reads a file once while it is unchanged and again when it has changed', () => {
    const file = write('x.ndjson', '{"k":"a"}')
    const source = { file, partitionKey: 'k', payload: 'whole-line' }
    const first = readRecords(source)

    assert.equal(readRecords({ ...source }), first)

    write('x.ndjson', '{"k":"ab"}')
    assert.deepEqual(readRecords(source).partitionKeys, ['ab'])
  })

  it('gives back whatever objects were written as NDJSON or as an array', () => {
    const rows = fc.array(
      fc.record({ key: fc.string({ minLength: 1, maxLength: 20 }), text: fc.string({ unit: 'grapheme' }) }),
      { minLength: 1 },
    )
    const property = fc.property(rows, (objects) => {
      const lines = read('p.ndjson', objects.map((row) => JSON.stringify(row)).join('\n'), 'key', 'text')
      const array = read('p.json', JSON.stringify(objects, null, 2), 'key', 'text')

      for (const { partitionKeys, payloads } of [lines, array]) {
        assert.deepEqual(
          partitionKeys,
          objects.map((row) => row.key),
        )
        assert.deepEqual(
          payloads.map(String),
          objects.map((row) => row.text),
        )
      }
    })
    fc.assert(property, { seed: 20170701, numRuns: 50 })
  })

  describe('partition keys', () => {
    it('may have 1 to 256 characters, whatever their bytes', () => {
      for (const key of ['a', 'ü'.repeat(256), '😀'.repeat(128)])
        assert.deepEqual(read('k.ndjson', JSON.stringify({ k: key }), 'k', 'k').partitionKeys, [key])
    })

    const bad: Readonly<Record<string, readonly [unknown, RegExp]>> = {
      'have no character': ['', /row 2 \(line 2\).*is empty/],
      'have 257 characters': ['a'.repeat(257), /257 characters; at most 256/],
      'have 258 code units': ['😀'.repeat(129), /258 characters/],
      'hold half a surrogate pair': ['a\u{d800}', /not valid Unicode/],
      'are an object': [{ m: 1 }, /not a single value\. Name a field inside it, such as k\.m/],
      'are null': [null, /field "k" is null/],
      'are missing': [undefined, /no field "k"\. .* this one has: p/],
    }
    for (const [name, [key, message]] of Object.entries(bad)) {
      it(`must not ${name}`, () => {
        const text = `{"k":"good","p":1}\n${JSON.stringify({ k: key, p: 1 })}`

        assertUnreadable(() => read('k.ndjson', text, 'k', 'p'), message)
      })
    }

    it('do not come from inherited properties', () => {
      assertUnreadable(() => read('k.ndjson', '{"p":1}', 'constructor', 'p'), /no field "constructor"/)
      assertUnreadable(() => read('k.ndjson', '{"p":{}}', 'p.__proto__', 'p'), /no field "p.__proto__"/)
    })
  })

  describe('payloads', () => {
    it('may have 10 MiB and not a byte more', () => {
      const limit = 10 * 2 ** 20

      assert.equal(read('p.ndjson', rowOf(limit), 'k', 'p').payloads[0]!.length, limit)
      assertUnreadable(() => read('p.ndjson', rowOf(limit + 1), 'k', 'p'), /10485761 bytes; at most 10485760/)
    })

    it('may be empty text', () => {
      assert.equal(read('p.csv', 'k,p\na,', 'k', 'p').payloads[0]!.length, 0)
    })

    it('must be there, and be valid Unicode', () => {
      assertUnreadable(() => read('p.ndjson', '{"k":"a"}', 'k', 'p'), /no field "p"/)
      assertUnreadable(() => read('p.ndjson', '{"k":"a","p":"\\udc00"}', 'k', 'p'), /not valid Unicode/)
    })
  })
})

function write(name: string, content: string): string {
  const file = path.join(folder.path, name)
  writeFileSync(file, content)
  return file
}

/** Each read has a file of its own, so that none is answered from the one before. */
let files = 0

function read(name: string, content: string, partitionKey: string, payload: string) {
  files += 1
  return readRecords({ file: write(`${files}-${name}`, content), partitionKey, payload })
}

function rowOf(payloadCharacters: number): string {
  return JSON.stringify({ k: 'a', p: 'x'.repeat(payloadCharacters) })
}

function assertUnreadable(action: () => unknown, message: RegExp): void {
  assert.throws(action, { code: 'ERR_INPUT_UNREADABLE', message })
}
