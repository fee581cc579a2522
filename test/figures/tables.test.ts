/**
 * What holds pages to their figures can itself fail: it sees every text that
 * is changed, and every kind of stored figure that is 2 % off.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { reportDataOf } from '../../src/report/data/report-data.ts'
import { firstView } from '../../src/report/data/view.ts'
import type { Run } from '../../src/run-store/run-format.ts'
import { focusOf } from './cells.fixture.ts'
import { firstScreenTexts } from './first-screen.fixture.ts'
import { runTables } from './pictures.fixture.ts'
import { tellingRun } from './run.fixture.ts'
import { differencesOf, figuresIn, type PageTable } from './tables.fixture.ts'

const stored = tellingRun({ sweep: { 'keyCache.ttl': ['1 min', '5 min'] }, recordsPerCell: 1000 })
const { detailOf } = reportDataOf(stored.run, stored.logOf)
/** The cell of claims and of pictures of a single cell. */
const focus = stored.run.cells.indexOf(focusOf(stored.run))
const tables = tablesOf(stored.run)

describe('differencesOf', () => {
  it('sees each figure that is another, at its place', () => {
    let seen = 0
    for (const [at, table] of tables.entries())
      for (const [row, texts] of table.rows.entries())
        for (const [column, text] of texts.entries()) {
          if (!/\d/.test(text)) continue
          const other = text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))
          const rows = table.rows.with(row, texts.with(column, other))

          const found = differencesOf([{ ...table, rows }], [table])

          assert.deepEqual(found, [
            `${table.id}, row ${row + 1}, ${table.headings[column]}: ${other} is not ${text}`,
          ])
          assert.equal(differencesOf(tables.with(at, { ...table, rows }), tables).length, 1)
          seen += 1
        }
    assert.equal(seen, figuresIn(tables))
  })

  it('sees headings, rows and tables that are not known or missing', () => {
    const [table] = tables as [PageTable]
    const { id, headings, rows } = table

    assert.match(
      differencesOf([{ ...table, headings: [...headings, 'new'] }], [table])[0]!,
      /has the headings/,
    )
    assert.match(differencesOf([{ ...table, rows: rows.slice(1) }], [table])[0]!, /has \d+ rows/)
    assert.deepEqual(differencesOf([table, { ...table, id: 'new' }], [table]), ['new: is not known'])
    assert.deepEqual(differencesOf([], [table]), [`${id}: is missing`])
  })
})

describe('the figures that a page is held to', () => {
  for (const place of [
    `cells.${focus}.records`,
    `cells.${focus}.storedBytes`,
    `cells.${focus}.put.plain.serviceTime.p50`,
    `cells.${focus}.put.sealed.serviceTime.p999`,
    `cells.${focus}.get.overhead.p90.estimateNs`,
    `cells.${focus}.get.overhead.p90.ci95Ns.1`,
    `cells.${focus}.put.overhead.p50.detectableNs`,
    `cells.${focus}.put.overhead.p50.effectiveSamples`,
    `cells.${focus}.put.noiseFloor.mean.estimateNs`,
    `cells.${focus}.kms.calls.Decrypt`,
    `cells.${focus}.kms.expectedCalls.GenerateDataKey`,
    `cells.${focus}.kms.usdPer30Days`,
    `cells.${focus}.kms.recordsDelayed.get`,
    `cells.${focus}.kms.waitedNs`,
    `cells.${focus}.kms.timeline.sliceNs`,
    `cells.${focus}.kms.timeline.byPrincipal.0.calls.0`,
    `cells.${focus}.exposure.keyMaterial.bytesMax`,
    `cells.${focus}.exposure.revocationDelayNs.get`,
    `cells.${focus}.exposure.held.reading.mean`,
    `cells.${focus}.exposure.timeline.reading.0`,
    `cells.${focus}.segmentEnds.put.0`,
    `cells.${focus}.tail.get.plain.responseTime.bands.0.toNs`,
    `cells.${focus}.tail.put.sealed.serviceTime.bands.0.byCause.preempted.count`,
    `cells.${focus}.tail.put.sealed.responseTime.slowest.0.arrivedAtNs`,
    'claims.0.estimate',
    'claims.0.ci95.0',
    'claims.0.pAdjusted',
    'claims.0.detectable',
    'claims.0.holdsUpToPercentile',
    'thresholds.0.actual',
  ])
    it(`are others where ${place} is 2 % off`, () => {
      assert.notDeepEqual(differencesOf(tablesOf(changed(place)), tables), [])
    })

  for (const place of [
    'seed',
    'exitCode',
    'elapsedNs',
    'calibration.timerNs',
    'noiseFloor.get.p50.estimateNs',
    'environment.memoryBytes',
    'environment.cores',
    'claims.1.estimate',
  ])
    it(`are others on the first screen or in the notes where ${place} is 2 % off`, () => {
      assert.notDeepEqual(firstScreenTexts(changed(place)), firstScreenTexts(stored.run))
    })

  it('are others where one value of a histogram is', () => {
    const log = new Map(stored.logOf(focusOf(stored.run).id))
    const segments = log.get('put.sealed.serviceTime')!
    log.set('put.sealed.serviceTime', [
      { ...segments[0]!, values: segments[0]!.values.map((value) => value * 1.02) },
      ...segments.slice(1),
    ])

    assert.notDeepEqual(
      differencesOf(
        tablesOf(stored.run, () => log),
        tables,
      ),
      [],
    )
  })
})

/** As the first view has them. */
function tablesOf(run: Run, logOf = stored.logOf): readonly PageTable[] {
  return runTables({ run, logOf, detailOf, focus: run.cells[focus] ?? run.cells[0]! }, firstView)
}

/** The run with one figure 2 % larger, or 1 where that is nothing. */
function changed(place: string): Run {
  const run = structuredClone(stored.run)
  const names = place.split('.')
  const last = names.pop()!
  const parent = names.reduce<Record<string, unknown>>(
    (of, name) => of[name] as Record<string, unknown>,
    run as unknown as Record<string, unknown>,
  )
  const before = parent[last] as number
  const more = Number.isInteger(before) ? Math.max(1, Math.round(Math.abs(before) / 50)) : before / 50
  parent[last] = before + more
  return run
}
