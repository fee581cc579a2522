import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { fairnessNotes } from './fairness.ts'
import { storedRun } from './run.fixture.ts'

describe('fairnessNotes', () => {
  const { run } = storedRun({ recordsPerCell: 100 })
  const cells = (['one key', undefined, 'signs', 'one key'] as const).map((fairness, index) => ({
    ...run.cells[0]!,
    id: `c0${index + 1}`,
    params: {},
    ...(fairness && { fairness }),
  }))

  it('says once what is true of several cells', () => {
    assert.deepEqual(fairnessNotes({ ...run, cells }), ['c01, c04: one key', 'c03: signs'])
  })

  it('says nothing where only the envelope sealed', () => {
    assert.deepEqual(fairnessNotes(run), [])
  })
})
