import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  ftruncateSync,
  mkdtempDisposableSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import { assertReadable, inputBytesMax } from './read-input.ts'
import { visitRows } from './visit-rows.ts'

const folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
after(() => folder.remove())

describe('visitRows', () => {
  it('tells where each row stands', () => {
    assert.deepEqual(placesIn('a.ndjson', '{}\n\n{}'), ['row 1 (line 1)', 'row 2 (line 3)'])
    assert.deepEqual(placesIn('a.csv', 'x,y\n1,2\n\n3,4\n'), ['row 1 (line 2)', 'row 2 (line 4)'])
    assert.deepEqual(placesIn('a.json', '[{},\n{}]'), ['row 1', 'row 2'])
  })

  const faulty: Readonly<Record<string, readonly [string, string | Buffer, RegExp]>> = {
    'NDJSON that is cut off': [
      'b.ndjson',
      '{"a":1}\n{"a":',
      /b\.ndjson, row 2 \(line 2\): this is not JSON, .*line\.$/,
    ],
    'NDJSON with a row that is no object': [
      'b.ndjson',
      '{"a":1}\n[1]',
      /row 2 \(line 2\): this is an array where/,
    ],
    'NDJSON with a row that is null': ['b.ndjson', 'null', /row 1 \(line 1\): this is null where/],
    'JSON that is cut off': ['b.json', '[{"a":1},', /b\.json: this is not JSON, .*Correct it\.$/],
    'NDJSON that is called JSON': ['b.json', '{"a":1}\n{"a":2}', /name the file \.ndjson/],
    'one JSON object': ['b.json', '{"a":1}', /neither an array nor a GeoJSON FeatureCollection/],
    'an array of numbers': [
      'b.json',
      '[{}, 2]',
      /b\.json, row 2: this is a number where an object is needed/,
    ],
    'CSV with a row too short': ['b.csv', 'a,b\n1,2\n3\n', /b\.csv, row 2: this is not CSV, .*on line 3/],
    'CSV with an open quote': ['b.csv', 'a,b\n1,2\n3,"4\n', /row 2: this is not CSV, Quote Not Closed/],
    'CSV of a header alone': ['b.csv', 'a,b\n', /no rows/],
    'blank lines alone': ['b.ndjson', '\n \n\t\r\n', /no rows/],
    'an empty array': ['b.json', '[]', /no rows/],
    'an empty file': ['b.csv', '', /the file is empty/],
    'a byte order mark alone': ['b.csv', '\u{FEFF}', /no rows/],
    'bytes that are not UTF-8': [
      'b.csv',
      Buffer.from('a,b\n1,2\n3,\xff\n', 'latin1'),
      /line 3 is not valid UTF-8/,
    ],
    'not UTF-8 on the last line': [
      'b.ndjson',
      Buffer.from('{}\n{"a":"\xe9"}', 'latin1'),
      /line 2 is not valid/,
    ],
    'another format': ['b.parquet', 'PAR1', /"\.parquet" is not one of \.ndjson, /],
    'no format': ['toString', 'x', /"" is not one of/],
  }
  for (const [name, [file, content, message]] of Object.entries(faulty)) {
    it(`refuses ${name}`, () => {
      const full = write(file, content)

      assert.throws(() => visitRows(full, () => undefined), isUnreadable(full, message))
    })
  }

  it('passes on what the visitor throws', () => {
    const own = new Error('own')
    for (const [name, content] of [
      ['c.csv', 'a\n1'],
      ['c.json', '[{}]'],
      ['c.ndjson', '{}'],
    ] as const) {
      const file = write(name, content)
      const visit = () => {
        throw own
      }

      assert.throws(() => visitRows(file, visit), own)
    }
  })
})

describe('assertReadable', () => {
  it('accepts a file, also by a link', () => {
    const file = write('d.csv', 'a\n1')
    const link = path.join(folder.path, 'link.csv')
    symlinkSync(file, link)

    assertReadable(file)
    assertReadable(link)
  })

  it('accepts 256 MiB and not a byte more', () => {
    assertReadable(sparse(inputBytesMax))
    const tooLarge = sparse(inputBytesMax + 1)

    assert.throws(() => assertReadable(tooLarge), isUnreadable(tooLarge, /256\.0 MiB, more than the 256 MiB/))
  })

  it('refuses what is not there, a folder, a pipe, a path through a file and an endless link', () => {
    const pipe = path.join(folder.path, 'pipe.csv')
    execFileSync('mkfifo', [pipe])
    const loop = path.join(folder.path, 'loop.csv')
    symlinkSync(loop, loop)
    const cases: readonly (readonly [string, RegExp])[] = [
      [path.join(folder.path, 'none.csv'), /there is no such file\. Check the path/],
      [folder.path, /this is a folder\. Name a file inside it/],
      [pipe, /not a regular file/],
      [path.join(write('e.csv', 'a'), 'f.csv'), /a part of the path is not a folder/],
      [loop, /cannot be read \(ELOOP\)/],
      [path.join(folder.path, 'nul\0.csv'), /cannot be read \(ERR_INVALID_ARG_VALUE\)/],
      [path.join(folder.path, 'x'.repeat(300)), /cannot be read \(ENAMETOOLONG\)/],
    ]
    for (const [file, message] of cases)
      assert.throws(() => assertReadable(file), isUnreadable(file, message))
  })
})

function isUnreadable(file: string, message: RegExp) {
  return (error: Error & { readonly code?: string }) => {
    assert.equal(error.code, 'ERR_INPUT_UNREADABLE')
    assert.match(error.message, message)
    assert.ok(error.message.startsWith(file), error.message)
    assert.ok(!error.message.includes('\n'), 'one line')
    return true
  }
}

function placesIn(name: string, content: string): string[] {
  const places: string[] = []
  visitRows(write(name, content), ({ place }) => places.push(place))
  return places
}

function write(name: string, content: string | Buffer): string {
  const file = path.join(folder.path, name)
  writeFileSync(file, content)
  return file
}

function sparse(size: number): string {
  const file = path.join(folder.path, `sparse-${size}.csv`)
  const descriptor = openSync(file, 'w')
  ftruncateSync(descriptor, size)
  closeSync(descriptor)
  return file
}
