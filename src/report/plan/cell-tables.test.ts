import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { arbitraryPlan } from './arbitrary-plan.fixture.ts'
import {
  billTable,
  fleetTable,
  ratesTable,
  simulationNote,
  simulationTable,
  symbolNotes,
} from './cell-tables.ts'
import { planCharts } from './plan-charts.ts'
import { cellOf, simulationOf } from './plan.fixture.ts'
import { cellsTable } from './plan-tables.ts'

/** What rounding takes: half of the third significant digit, or of a cent. */
const tolerance = 0.006
const cent = 0.006

describe('tables of a plan', () => {
  it('have the numbers of the document, as far as they show digits', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        for (const cell of plan.cells) {
          const { analysis, bill, simulation } = cell
          assertRead(column(ratesTable(cell), 2), [
            ...analysis.rates.map(({ perSecond }) => perSecond),
            analysis.callsPerSecond,
          ])
          assertRead(column(billTable(cell), 4), [
            ...bill.lines.map(({ usd }) => usd),
            bill.encryptionUsd,
            bill.streamUsd,
            bill.totalUsd,
          ])
          const simulated = simulationTable(cell, plan.horizonS)
          assert.equal(simulated === undefined, simulation === null)
          if (simulated !== undefined)
            assertRead(
              column(simulated, 2).slice(0, 3),
              [
                simulation!.calls.GenerateDataKey.mean,
                simulation!.calls.Decrypt.mean,
                simulation!.attempts.mean,
              ],
              ofTallies,
            )
        }
        if (plan.cells.length > 1) assert.equal(cellsTable(plan).rows.length, plan.cells.length)
      }),
      { numRuns: 100 },
    )
  })

  it('have a text for each column in each row', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (plan) => {
        const tables = [
          cellsTable(plan),
          ...plan.cells.flatMap((cell) => [ratesTable(cell), billTable(cell), fleetTable(cell)]),
          ...planCharts(plan).map(({ table }) => table),
        ]
        for (const { columns, rows } of tables)
          for (const row of rows) assert.equal(row.length, columns.length)
      }),
      { numRuns: 20 },
    )
  })
})

describe('symbolNotes', () => {
  it('says what the letters in the formulas mean, and of no others', () => {
    assert.deepEqual(symbolNotes(cellOf()), [
      'In formulas: N sealing caches of all streams; M consumers of a stream; T cache TTL; d mean latency of KMS; lambda calls per second of one cache.',
    ])
  })
})

describe('simulationNote', () => {
  it('says what each replication simulates where that is not all', () => {
    const part = simulationOf({ share: 0.001, simulatedS: 600, stoppedBecause: 'out of time' })

    assert.equal(
      simulationNote(part, 3600),
      "Counts are of 1 h and of the whole fleet. Replications: 20, stopped because time ran out; intervals by Student's t. Each simulates 0.1 % of the caches, and is scaled to all of them. Each simulates 10 min of 1 h; rates are carried on to the rest.",
    )
    assert.doesNotMatch(simulationNote(simulationOf(), 3600), /Each simulates/)
  })
})

describe('fleetTable', () => {
  it('says that credentials never change, or for how long each is good', () => {
    assert.deepEqual([lifetime(null), lifetime(3600)], ['it never changes', '1 h'])
  })
})

function lifetime(credentialLifetimeS: number | null): string {
  const { rows } = fleetTable(cellOf({ fleet: { ...cellOf().fleet, credentialLifetimeS } }))
  return rows.find(([name]) => name!.includes('credential'))![1]!
}

function column({ rows }: { readonly rows: readonly (readonly string[])[] }, index: number): string[] {
  return rows.map((row) => row[index]!)
}

/** Counts are whole, and below 10 have one decimal. */
const ofTallies = (value: number): number =>
  value >= 9.5 ? 0.51 : Math.min(0.051, Math.max(cent, value / 2))

function assertRead(
  texts: readonly string[],
  values: readonly number[],
  least: (value: number) => number = () => cent,
): void {
  assert.equal(texts.length, values.length)
  for (const [index, text] of texts.entries()) {
    const value = values[index]!
    const read = Number(text.replace(/ .*$/, '').replaceAll(',', '').replace('−', '-'))
    assert.ok(
      Math.abs(read - value) <= Math.max(least(value), tolerance * Math.abs(value)),
      `${text} is not ${value}`,
    )
  }
}
