import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Exposure } from '../run-store/exposure-format.ts'
import { exposureTable } from './exposure.ts'
import { storedRun } from './run.fixture.ts'

const held = { mean: 3.98, max: 4, taken: 48, longestNs: 300e9 }
const exposure = {
  recordKey: { recordsMax: 1, bytesMax: 1100 },
  keyMaterial: { keys: 48, recordsMax: 30_000, bytesMax: 3 * 2 ** 20, spanNsMax: 300e9 },
  branchKey: null,
  revocationDelayNs: { put: 300e9, get: 600e9 },
  held: { sealing: held, reading: { ...held, mean: 0, max: 0, taken: 0, longestNs: 0 }, branchKeys: null },
  timeline: { sliceNs: 60e9, sealing: [4], reading: [0], branchKeys: [] },
} satisfies Exposure

describe('exposureTable', () => {
  const { run } = storedRun({ recordsPerCell: 100 })
  const cell = { ...run.cells[0]!, params: { 'keyCache.ttl': '5 min' } }

  it('tells what each cell gives away, in units that people read', () => {
    const table = exposureTable({ ...run, cells: [{ ...cell, exposure }] })

    assert.deepEqual(table!.rows, [
      [cell.id, '5 min', '30,000', '3 MiB', '5 min', '1', '–', '5 min', '10 min', '3.98, 4, 5 min', '–', '–'],
    ])
    assert.equal(table!.columns.length, table!.rows[0]!.length)
  })

  it('says of contestants what they do not tell, and what no KMS key ends', () => {
    const contestant: Exposure = {
      ...exposure,
      keyMaterial: null,
      revocationDelayNs: { put: null, get: null },
      held: null,
      timeline: null,
    }

    assert.deepEqual(
      exposureTable({ ...run, cells: [{ ...cell, exposure: contestant }] })!.rows[0]!.slice(2),
      ['untold', 'untold', 'untold', '1', '–', 'for good', 'for good', '–', '–', '–'],
    )
  })

  it('is left out where no cell tells', () => {
    const { exposure: _exposure, ...untold } = cell
    assert.equal(exposureTable({ ...run, cells: [untold] }), undefined)
  })
})
