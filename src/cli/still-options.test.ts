import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { UsageError } from '../errors.ts'
import { stillOptions, type StillsGiven } from './still-options.ts'

const none: StillsGiven = { svg: false, png: false, theme: undefined, width: undefined, charts: undefined }

describe('stillOptions', () => {
  it('asks for no pictures where neither form is given', () => {
    assert.equal(stillOptions(none), undefined)
  })

  it('asks for light pictures of the usual width, all of them, where nothing else is said', () => {
    assert.deepEqual(stillOptions({ ...none, png: true }), { formats: ['png'], theme: 'light', width: 920 })
  })

  it('takes both forms, a theme, a width within its limits, and names', () => {
    const given = { ...none, svg: true, png: true, theme: 'dark', charts: 'claims, sweep' } as const

    for (const width of [280, 2560])
      assert.deepEqual(stillOptions({ ...given, width: String(width) }), {
        formats: ['svg', 'png'],
        theme: 'dark',
        width,
        ids: ['claims', 'sweep'],
      })
  })

  for (const [given, message] of [
    [{ width: '900' }, /^--width is for pictures alone\. Add --svg, --png or both\.$/],
    [{ theme: 'dark' }, /^--theme is for pictures alone/],
    [{ charts: 'claims' }, /^--charts is for pictures alone/],
    [{ png: true, width: '279' }, /^--width takes whole pixels from 280 to 2560, and not 279\.$/],
    [{ png: true, width: '2561' }, /and not 2561\.$/],
    [{ png: true, width: '1e3' }, /and not 1e3\.$/],
    [{ png: true, width: '' }, /and not \.$/],
    [{ svg: true, charts: 'claims,,sweep' }, /^--charts takes names of pictures/],
    [{ svg: true, charts: '' }, /^--charts takes names of pictures/],
  ] as const)
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(
        () => stillOptions({ ...none, ...given }),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      )
    })
})
