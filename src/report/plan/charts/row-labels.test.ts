import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf } from '../plan.fixture.ts'
import { distinctLabels, rowLabels } from './row-labels.ts'

describe('rowLabels', () => {
  it('gives each cell its id and what is swept in it', () => {
    const cells = [
      cellOf(),
      cellOf({ id: 'c02', params: { 'keyCache.ttl': '5 min', 'keyCache.jitter': 0.2 } }),
    ]

    assert.deepEqual(
      [...rowLabels(cells, { width: 300, lines: 1 }).of],
      [
        ['c01', 'c01'],
        ['c02', 'c02 · 5 min · 0.2'],
      ],
    )
  })

  it('takes no more room than the widest label needs', () => {
    const { width } = rowLabels([cellOf()], { width: 300, lines: 1 })

    assert.ok(width > 10 && width < 30, String(width))
  })
})

describe('distinctLabels', () => {
  it('keeps apart what would be cut to the same', () => {
    const names = ['records that waited in the north', 'records that waited in the south']
    const labels = [...distinctLabels(names, { width: 100, lines: 1 }).of.values()]

    assert.equal(new Set(labels).size, 2)
    assert.match(labels[1]!, /^2: records/)
  })
})
