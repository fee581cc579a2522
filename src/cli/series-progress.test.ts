import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { SeriesProgress } from './series-progress.ts'

const second = 1e9

function told(runs: number | undefined, maxTime?: number) {
  const texts: string[] = []
  let now = 5 * second
  const add = (text: string) => void texts.push(text)
  const progress = new SeriesProgress({ line: { note: add, again: add }, runs, maxTime, now: () => now })
  return { texts, progress, wait: (seconds: number) => (now += seconds * second) }
}

describe('SeriesProgress', () => {
  it('tells which run it is, its cells, and the end by how far the first is and then by the runs before', () => {
    const { texts, progress, wait } = told(3)

    progress.begin('repetition 1 of 3', 4)
    wait(10)
    progress.further({ share: 0.01, cellsDone: 0 })
    progress.further({ share: 0.25, cellsDone: 1 })
    wait(30)
    progress.begin('repetition 2 of 3', 4)
    wait(15)
    progress.further({ share: 0.3, cellsDone: 1 })
    wait(45)
    progress.further({ share: 0.8, cellsDone: 3 })

    assert.deepEqual(texts, [
      'repetition 1 of 3: 4 cells · 0:00',
      'repetition 1 of 3: 1 %, 0/4 cells · 0:10',
      'repetition 1 of 3: 25 %, 1/4 cells · 0:10 · ETA 1 min 50 s',
      'repetition 2 of 3: 4 cells · 0:40 · ETA 1 min 20 s',
      'repetition 2 of 3: 30 %, 1/4 cells · 0:55 · ETA 1 min 5 s',
      'repetition 2 of 3: 80 %, 3/4 cells · 1:40 · ETA 40 s',
    ])
  })

  it('tells what is left of the budget where nobody knows how many runs there will be', () => {
    const { texts, progress, wait } = told(undefined, 60 * second)

    progress.begin('repetition 1', 1)
    wait(20)
    progress.further({ share: 1, cellsDone: 1 })
    progress.expect(2)

    assert.deepEqual(texts, [
      'repetition 1: 1 cell · 0:00 · at most 1 min more',
      'repetition 1: 100 %, 1/1 cell · 0:20 · at most 40 s more',
    ])
  })

  it('counts runs that come on top', () => {
    const { texts, progress, wait } = told(1)

    progress.begin('round 1', 2)
    wait(10)
    progress.expect(2)
    progress.begin('again', 1)

    assert.equal(texts.at(-1), 'again: 1 cell · 0:10 · ETA 20 s')
  })
})
