import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'

import type { Plan } from '../../planner/plan-document.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planCsv } from './plan-csv.ts'
import { cellOf, planOf } from './plan.fixture.ts'
import { hostilePlan } from './plans.fixture.ts'

type Row = Readonly<Record<string, string>>

describe('planCsv', () => {
  it('has each figure of a cell with its method, value, interval and unit', () => {
    const rows = rowsOf(planOf())

    assert.deepEqual(named(rows, 'calls', 'theory'), [
      {
        part: 'cell',
        of: 'c01',
        settings: '',
        figure: 'calls',
        method: 'theory',
        value: String(12 / 300),
        low95: '',
        high95: '',
        unit: 'calls/s',
      },
    ])
    assert.partialDeepStrictEqual(named(rows, 'Decrypt', 'simulated')[0], {
      value: '96.3',
      low95: String(0.98 * 96.3),
      high95: String(1.02 * 96.3),
    })
    assert.partialDeepStrictEqual(named(rows, 'stream', 'modelled')[0], { value: '47.09', unit: 'USD/30 d' })
  })

  it('has every number of every cell, curve, choice and check, unrounded', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        const values = new Set(rowsOf(plan).flatMap(({ value, low95, high95 }) => [value, low95, high95]))

        assert.deepEqual(
          shownNumbers(plan).filter((number) => !values.has(String(number))),
          [],
        )
      }),
      { numRuns: 20 },
    )
  })

  it('has no simulated figure where nothing was simulated', () => {
    const rows = rowsOf(planOf({ cells: [cellOf({ simulation: null })] }))

    assert.equal(rows.filter(({ method }) => method === 'simulated').length, 0)
  })

  it('gives each row of a sweep its settings', () => {
    const of = rowsOf(wholePlan()).filter(({ part }) => part === 'cell')

    assert.equal(new Set(of.map(({ settings }) => settings)).size, 8)
    assert.equal(of[0]!['settings'], 'keyCache.jitter 0, keyCache.refreshAhead 0 s, kms.retries standard')
  })

  it('lets no text of a plan be more than one field of one line', () => {
    assert.equal(rowsOf(hostilePlan()).length, rowsOf({ ...hostilePlan(), name: 'harmless' }).length)
    assert.ok(rowsOf(hostilePlan()).every((row) => Object.keys(row).length === 9))
  })
})

function shownNumbers({ cells, curves, choices, verification }: Plan): number[] {
  return [
    ...cells.flatMap(({ analysis, simulation, bill }) => [
      ...analysis.rates.map(({ perSecond }) => perSecond),
      analysis.callsPer30Days,
      ...Object.values(analysis.waits),
      ...Object.values(analysis.exposure),
      analysis.quota.headroom,
      ...(simulation === null
        ? []
        : [simulation.attempts, simulation.lost, simulation.refusedShare, simulation.recoveryS!]
      ).flatMap(({ mean, ci95 }) => [mean, ...ci95]),
      ...bill.lines.map(({ usd }) => usd),
      bill.totalUsd,
    ]),
    ...curves.flatMap(({ points }) =>
      points.flatMap(({ callsPerSecond, waitP99S }) => [callsPerSecond, waitP99S]),
    ),
    ...choices!.options.flatMap(({ encryptionUsd, exposureS }) => [encryptionUsd, exposureS]),
    ...verification!.checks.map(({ sigmas }) => sigmas),
  ]
}

/** Refuses rows that are shorter or longer than the heading. */
function rowsOf(plan: Plan): Row[] {
  return parse(planCsv(plan), { columns: true, relax_column_count: false, record_delimiter: '\r\n' })
}

function named(rows: readonly Row[], figure: string, method: string): Row[] {
  return rows.filter((row) => row['figure'] === figure && row['method'] === method)
}
