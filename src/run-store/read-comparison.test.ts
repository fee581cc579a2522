import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { RunUnreadableError } from '../errors.ts'
import { comparisonSchema } from './comparison-format.ts'
import { comparisonFileName, findComparison } from './read-comparison.ts'

const empty = comparisonSchema.parse({
  comparisonVersion: 1,
  scenario: 'tiny',
  base: { name: 'main', runs: [] },
  candidate: { name: 'this', runs: [] },
  design: 'independent',
  tolerance: 0.05,
  rerunCells: [],
  changes: [],
  shifts: [],
  warnings: [],
  verdict: 'inconclusive',
  reasons: [],
  exitCode: 0,
})

function stored(content: string): { file: string; folder: string; [Symbol.dispose]: () => void } {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  const file = path.join(folder.path, comparisonFileName)
  writeFileSync(file, content)
  return { file, folder: folder.path, [Symbol.dispose]: () => folder.remove() }
}

describe('findComparison', () => {
  it('reads a comparison from its file or its folder', () => {
    using place = stored(JSON.stringify(empty))

    assert.deepEqual(findComparison(place.file), empty)
    assert.deepEqual(findComparison(place.folder), empty)
  })

  for (const [what, content] of [
    ['no object', 'null'],
    ['a run', '{ "schemaVersion": 1 }'],
  ] as const)
    it(`finds none in what is ${what}, nor where nothing is`, () => {
      using place = stored(content)

      assert.equal(findComparison(place.file), undefined)
      assert.equal(findComparison(`${place.file}.none`), undefined)
    })

  for (const q of [0, 1])
    it(`refuses a shift at quantile ${q}, which has no place on an axis of odds`, () => {
      const point = { q, baseNs: 1, candidateNs: 1, change: 0, ci95: [0, 0] }
      const shifts = [{ cellId: 'c01', operation: 'put', points: [point] }]
      using place = stored(JSON.stringify({ ...empty, shifts }))

      assert.throws(() => findComparison(place.file), RunUnreadableError)
    })

  it('leaves it to a run to say what is wrong with it', () => {
    using place = stored('')
    const file = path.join(place.folder, 'run.json')
    writeFileSync(file, '{')

    assert.equal(findComparison(file), undefined)
  })

  for (const whole of [0, 1, 100])
    it(`refuses one of which ${whole} bytes are left`, () => {
      using place = stored(JSON.stringify(empty).slice(0, whole))

      for (const named of [place.file, place.folder])
        assert.throws(
          () => findComparison(named),
          (error) => error instanceof RunUnreadableError && /cut off\. Compare/.test(error.message),
        )
    })

  for (const [what, content, message] of [
    ['damaged', { comparisonVersion: 1 }, /is not a comparison: scenario: /],
    [
      'of another version',
      { ...empty, comparisonVersion: 2 },
      /has comparison version 2; .* reads version 1/,
    ],
  ] as const)
    it(`refuses one that is ${what}`, () => {
      using place = stored(JSON.stringify(content))

      assert.throws(
        () => findComparison(place.file),
        (error) => error instanceof RunUnreadableError && message.test(error.message),
      )
    })
})
