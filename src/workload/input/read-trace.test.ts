import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import * as fc from 'fast-check'

import { readTrace } from './read-trace.ts'

const folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
after(() => folder.remove())

describe('readTrace', () => {
  it('counts from the earliest row, sorted, and drops none', () => {
    assert.deepEqual(read([5, 3, 4.5, 3]), [0, 0, 1.5e9, 2e9])
  })

  it('takes numbers as seconds, and all as milliseconds once one is 1e11 or more', () => {
    assert.deepEqual(read([99_999_999_998, 99_999_999_999]), [0, 1e9])
    assert.deepEqual(read([99_999_999_999, 100_000_000_000]), [0, 1e6])
    assert.deepEqual(read([1_517_966_773_840, 1_517_966_773_841.5]), [0, 1.5e6])
    assert.deepEqual(read([-1, 0.25]), [0, 1.25e9])
  })

  it('takes numbers written as text', () => {
    assert.deepEqual(read(['1e3', ' 1000.000001 ', '+1001']), [0, 1000, 1e9])
  })

  it('takes ISO 8601 to the ns', () => {
    assert.deepEqual(
      read(['2017-07-01T12:00:00.000000001Z', '2017-07-01T12:00:00.123456789Z']),
      [0, 123_456_788],
    )
    assert.deepEqual(read(['2017-07-01T12:00:00,5Z', '2017-07-01T12:00:01Z']), [0, 0.5e9])
  })

  it('takes times without a zone as UTC and zones as they are', () => {
    const oneMoment = [
      '2017-07-01T12:00:00Z',
      '2017-07-01T12:00:00',
      '2017-07-01 12:00',
      '2017/07/01 12:00',
      '2017-07-01T14:00:00+02:00',
      '2017-07-01T07:30-0430',
    ]
    assert.deepEqual(read(oneMoment), [0, 0, 0, 0, 0, 0])
    assert.deepEqual(read(['2017-07-01', '2017-07-01T00:00:01Z']), [0, 1e9])
  })

  it('knows leap years', () => {
    assert.deepEqual(read(['2016-02-28', '2016-02-29', '2016-03-01']), [0, 86_400e9, 2 * 86_400e9])
  })

  it('is exact for any seconds and ns since any epoch', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 10e9 }), { minLength: 1 })
    const epochs = fc.integer({ min: -1e9, max: 4e9 })
    const property = fc.property(epochs, gaps, (epoch, rowGaps) => {
      let time = 0
      const times = [0, ...rowGaps.map((gap) => (time += gap))]
      const texts = times.map((ns) => {
        const second = new Date((epoch + Math.floor(ns / 1e9)) * 1000).toISOString().slice(0, 19)
        return `${second}.${String(ns % 1e9).padStart(9, '0')}Z`
      })

      assert.deepEqual(read(texts), times)
    })
    fc.assert(property, { seed: 20170701, numRuns: 40 })
  })

  const faulty: Readonly<Record<string, unknown>> = {
    'a day that does not exist': '2017-02-29',
    'a month that does not exist': '2017-13-01',
    'an hour that does not exist': '2017-07-01T25:00:00Z',
    'a 24:00 with minutes': '2017-07-01T24:30:00Z',
    text: 'yesterday',
    'empty text': '',
    'a date in another order': '01.07.2017',
    true: true,
    'an object': {},
  }
  for (const [name, time] of Object.entries(faulty)) {
    it(`refuses ${name} and names the row`, () => {
      assert.throws(() => read(['2017-07-01', time]), {
        code: 'ERR_INPUT_UNREADABLE',
        message: /row 2 \(line 2\): field "at" is .*, which is not a time\. Write 2017-07-01T12/,
      })
    })
  }

  it('refuses a number too large, a missing field and a mixture of dates and numbers', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{"at":1e400}', /row 1 .* not a time/],
      ['{"at":1}\n{"on":2}', /row 2 .* no field "at"\. .* this one has: on/],
      ['{"at":1}\n{"at":"2017-07-01"}', /row 2 .* a number in some rows and a date in others/],
      ['{"at":null}', /row 1 .* field "at" is null/],
    ]
    for (const [text, message] of cases)
      assert.throws(() => readTrace(write(text), 'at'), { code: 'ERR_INPUT_UNREADABLE', message })
  })
})

function read(times: readonly unknown[]): number[] {
  return [...readTrace(write(times.map((at) => JSON.stringify({ at })).join('\n')), 'at')]
}

function write(content: string): string {
  const file = path.join(folder.path, 'trace.ndjson')
  writeFileSync(file, content)
  return file
}
