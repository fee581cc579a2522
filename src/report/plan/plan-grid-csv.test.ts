import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'

import type { GridPoint } from '../../planner/outlook-document.ts'
import type { Plan } from '../../planner/plan-document.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planGridCsv } from './plan-grid-csv.ts'
import { planOf } from './plan.fixture.ts'
import { hostilePlan } from './plans.fixture.ts'
import { timeGridOf } from './time-grid.fixture.ts'

type Row = Readonly<Record<string, string>>

describe('planGridCsv', () => {
  it('has each square of each cell, with every figure of plan.json as it is there', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        const stored = JSON.parse(JSON.stringify(plan)) as Plan
        const grids = [{ cell: stored.cells[0]!.id, timeGrid: stored.timeGrid }, ...stored.otherOutlooks]

        assert.deepEqual(
          rowsOf(plan).map(({ settings, ...row }) => (settings === undefined ? {} : row)),
          grids.flatMap(({ cell, timeGrid }) => timeGrid.map((point) => ({ cell, ...flat(point) }))),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('says the settings of a cell of a sweep', () => {
    const plan = wholePlan()
    const [first, second] = plan.cells
    const otherOutlooks = [{ cell: second!.id, curves: [], timeGrid: timeGridOf() }]

    const rows = rowsOf({ ...plan, timeGrid: timeGridOf(), otherOutlooks })

    assert.equal(rows.length, 2 * timeGridOf().length)
    assert.deepEqual([rows[0]!['cell'], rows.at(-1)!['cell']], [first!.id, second!.id])
    assert.equal(rows[0]!['settings'], 'keyCache.jitter 0, keyCache.refreshAhead 0 s, kms.retries standard')
    assert.notEqual(rows.at(-1)!['settings'], rows[0]!['settings'])
  })

  it('is its heading alone where nothing was looked around', () => {
    assert.match(planGridCsv(planOf({ timeGrid: [] })), /^cell,settings,ttlS,rotationS,.*,recordsPerKey\r\n$/)
  })

  it('lets no text of a plan be more than one field of one line', () => {
    const rows = rowsOf({ ...hostilePlan(), timeGrid: timeGridOf() })

    assert.ok(rows.length >= timeGridOf().length)
    assert.ok(rows.every((row) => Object.keys(row).length === 19))
  })
})

/** Under the names of its columns, as text. */
function flat({ waits, exposure, ...point }: GridPoint): Row {
  const { share, meanS, p50S, p99S, p999S } = waits
  const waited = { waitShare: share, waitMeanS: meanS, waitP50S: p50S, waitP99S: p99S, waitP999S: p999S }
  return Object.fromEntries(
    Object.entries({ ...point, ...waited, ...exposure }).map(([name, value]) => [name, String(value)]),
  )
}

/** Refuses rows that are shorter or longer than the heading. */
function rowsOf(plan: Plan): Row[] {
  return parse(planGridCsv(plan), { columns: true, relax_column_count: false, record_delimiter: '\r\n' })
}
