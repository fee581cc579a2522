import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parse } from 'csv-parse/sync'

import type { Run } from '../../run-store/run-format.ts'
import { z } from '../../schema.ts'
import { everyRun, hostileRun, validRun } from './exported.fixture.ts'
import { otava, otavaConfig } from './otava.ts'

/** What Otava's reader of its configuration takes for a test of the type csv. */
const configSchema = z.strictObject({
  tests: z.record(
    z.string(),
    z.strictObject({
      type: z.literal('csv'),
      file: z.string(),
      time_column: z.string(),
      attributes: z.array(z.string()),
      metrics: z.record(
        z.string(),
        z.strictObject({
          column: z.string(),
          direction: z.union([z.literal(1), z.literal(-1)]),
          scale: z.number(),
        }),
      ),
    }),
  ),
})

/** Reads the CSV by the configuration as Otava's importer does: every value is a number, no column is missing. */
function imported(runs: readonly [Run, ...Run[]]): {
  times: number[]
  attributes: string[][]
  rows: number[][]
} {
  const [test] = Object.values(configSchema.parse(JSON.parse(otavaConfig.ofRuns!(runs))).tests)
  const [headers, ...rows] = parse(otava.ofRuns!(runs)) as [string[], ...string[][]]
  const at = (column: string): number => {
    assert(headers.includes(column), `column ${column} is not found`)
    return headers.indexOf(column)
  }
  const columns = Object.values(test!.metrics).map(({ column }) => at(column))
  return {
    times: rows.map((row) => Date.parse(row[at(test!.time_column)]!)),
    attributes: rows.map((row) => test!.attributes.map((name) => row[at(name)]!)),
    rows: rows.map((row) => columns.map((index) => numberIn(row[index]!))),
  }
}

function numberIn(text: string): number {
  assert.match(text, /^-?\d/)
  return Number(text)
}

describe('otava and otavaConfig', () => {
  const older = validRun({ id: 'older', startedAt: '2026-11-20T00:00:00.000Z' })
  const newer = validRun({ id: 'newer', startedAt: '2026-11-21T00:00:00.000Z' })

  it('have a row for each run, by time', () => {
    const { times, attributes, rows } = imported([newer, older])

    assert.deepEqual(times, [Date.parse('2026-11-20'), Date.parse('2026-11-21')])
    assert.deepEqual(attributes[0], ['older', '28bb52f0c0ffee', '0.1.0'])
    assert.equal(rows[0]![0], older.cells[0]!.put.overhead.p50.estimateNs)
  })

  it('have the columns that all runs have', () => {
    const fewer = { ...newer, cells: newer.cells.slice(0, 1) }

    const { rows } = imported([older, fewer])

    assert.equal(rows[0]!.length, rows[1]!.length)
    assert.equal(rows[0]!.length, imported([fewer]).rows[0]!.length)
  })

  it('leave out a run that is not to be trusted, and refuse where no other is there', () => {
    assert.equal(imported([older, everyRun()]).rows.length, 1)
    assert.throws(() => otava.ofRuns!([everyRun()]), /None of the runs is valid/)
  })

  it('refuse runs of several scenarios', () => {
    const other = { ...newer, scenario: { ...newer.scenario, name: 'another' } }

    assert.throws(
      () => otava.ofRuns!([older, other]),
      /of one scenario, and these are of kinesis-defaults, another/,
    )
  })

  it('agree on the columns, whatever a scenario is called', () => {
    const run = hostileRun()
    const valid = { ...run, cells: run.cells.filter(({ validity }) => validity.verdict === 'valid') }

    assert.equal(imported([valid]).rows.length, 1)
  })
})
