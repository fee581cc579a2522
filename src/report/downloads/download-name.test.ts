import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { firstView } from '../data/view.ts'
import { downloadName, viewWords } from './download-name.ts'

describe('downloadName', () => {
  it('joins its parts, without what a system may not take', () => {
    assert.equal(
      downloadName(['kinesis défaults', 'c05', 'put.sealed'], 'csv'),
      'kinesis-de-faults-c05-put.sealed.csv',
    )
    assert.equal(downloadName(['../..', '<script>', '.hidden-'], 'svg'), 'script-hidden.svg')
  })

  it('has a name where nothing is left of the parts', () => {
    assert.equal(downloadName(['', '…', '//'], 'json'), 'sealbench.json')
    assert.equal(downloadName([], 'png'), 'sealbench.png')
  })

  it('keeps 120 characters and cuts what goes beyond, but not the extension', () => {
    assert.equal(downloadName(['x'.repeat(116)], 'csv'), `${'x'.repeat(116)}.csv`)
    assert.equal(downloadName(['x'.repeat(117)], 'csv'), `${'x'.repeat(116)}.csv`)
  })

  it('cuts the name of the scenario before that of the picture, so that names on one page differ', () => {
    const scenario = 'x'.repeat(200)

    assert.equal(
      downloadName([scenario, 'c01', 'sweep', 'linear'], 'svg'),
      `${'x'.repeat(99)}-c01-sweep-linear.svg`,
    )
    assert.equal(downloadName([scenario, 'y'.repeat(95)], 'csv'), `${'x'.repeat(20)}-${'y'.repeat(95)}.csv`)
    assert.equal(downloadName([scenario, 'y'.repeat(96)], 'csv'), `${'x'.repeat(20)}-${'y'.repeat(95)}.csv`)
  })

  it('is a safe name of at most 120 characters, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (parts) => {
        const name = downloadName(parts, 'hgrm')
        assert.match(name, /^[A-Za-z0-9_][\w.-]*\.hgrm$/)
        assert.ok(name.length <= 120)
      }),
    )
  })
})

describe('viewWords', () => {
  it('says nothing of what is shown first', () => {
    assert.deepEqual(viewWords(firstView), [])
  })

  it('names three cells, and counts more', () => {
    assert.deepEqual(viewWords({ ...firstView, cells: ['c01', 'c02', 'c03'] }), ['c01', 'c02', 'c03'])
    assert.deepEqual(viewWords({ ...firstView, cells: ['c01', 'c02', 'c03', 'c04'] }), ['4 cells'])
  })

  it('says each choice that differs', () => {
    const view = {
      ...firstView,
      operations: ['get'],
      arms: ['sealed'],
      time: 'responseTime',
      unit: 'call',
      scale: 'linear',
      percentiles: [90, 99.9],
    } as const
    assert.deepEqual(viewWords(view), ['get', 'sealed', 'responseTime', 'per call', 'linear', 'p90', 'p99.9'])
  })
})
