import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { firstView } from '../report/data/view.ts'
import { storedRun } from '../report/run.fixture.ts'
import { cellsText, changeText, stateText } from './view-text.ts'

const { run } = storedRun({ recordsPerCell: 50 })

describe('cellsText', () => {
  it('says how many cells are shown, and which one single-cell pictures show', () => {
    assert.equal(cellsText(run, firstView), 'all 10 cells; pictures of one cell show c05 (5 min · 5 min)')
    assert.equal(
      cellsText(run, { ...firstView, cells: ['c02', 'c07'] }),
      '2 of 10 cells; pictures of one cell show c02 (0 s · 1 h)',
    )
  })

  it('says less where there is one cell or none', () => {
    assert.equal(cellsText({ ...run, cells: run.cells.slice(0, 1) }, firstView), 'the one cell')
    assert.equal(cellsText({ ...run, cells: [] }, firstView), 'no cell')
  })
})

describe('stateText', () => {
  it('names cells and time, what is not as at first, and nothing that has no control', () => {
    const applies = new Set(['cells', 'time', 'percentiles', 'scale'] as const)

    assert.equal(
      stateText(run, firstView, applies),
      'all 10 cells; pictures of one cell show c05 (5 min · 5 min) · service time',
    )
    assert.equal(
      stateText(run, { ...firstView, cells: ['c01'], scale: 'linear', arms: ['plain'] }, applies),
      '1 of 10 cells; pictures of one cell show c01 (0 s · 5 min) · service time · linear',
    )
  })
})

describe('changeText', () => {
  it('says what differs and nothing else', () => {
    const text = changeText(run, firstView, { ...firstView, time: 'responseTime', percentiles: [50, 99.99] })

    assert.equal(text, 'Now shown: response time; p50, p99.99.')
    assert.equal(changeText(run, firstView, { ...firstView }), undefined)
  })
})
