/**
 * Runs that are read back: whole ones, what crashes have left, and what is none.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { RunUnreadableError } from '../src/errors.ts'
import { judgeOperation } from '../src/judge/operation-result.ts'
import { latencyLogHeader } from '../src/measure/latency-log.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { checkWhole } from '../src/run-store/check-whole.ts'
import { readRun, readRunsIn, runFoldersIn } from '../src/run-store/read-run.ts'
import { RunFolder } from '../src/run-store/run-folder.ts'
import type { CellResult, Run } from '../src/run-store/run-format.ts'
import { setUp } from './run-store.fixture.ts'

describe('readRun', () => {
  const faults: [string, (folder: RunFolder, run: Run) => void, RegExp][] = [
    ['is missing', () => undefined, /run\.json is not there/],
    [
      'is not JSON',
      ({ path: at }) => writeFileSync(path.join(at, 'run.json'), '{"schemaVersion": 1'),
      /not valid JSON/,
    ],
    [
      'is of another version',
      (folder, run) => folder.writeRun({ ...run, schemaVersion: 2 as 1 }),
      /schema version 2.*reads version 1/,
    ],
    ['lacks a part', (folder, run) => folder.writeRun({ ...run, seed: 'x' as never }), /is not a run: seed/],
  ]
  for (const [fault, make, message] of faults) {
    it(`refuses a run.json that ${fault}`, () => {
      const { folder, run } = setUp()
      make(folder, run)

      assert.throws(
        () => readRun(folder.path),
        (error) => error instanceof RunUnreadableError && message.test(error.message),
      )
    })
  }

  it('refuses a cell whose histograms lie outside the run', () => {
    const { folder, run } = setUp()
    const cell = { ...run.cells[0]!, histograms: '../../secrets.hlog' }
    folder.writeRun({ ...run, cells: [cell] })

    assert.throws(() => readRun(folder.path).logOf(cell.id), /where they cannot be/)
  })

  it('refuses histograms that were cut off at the end of a line', () => {
    const { folder, run: whole } = setUp()
    const cell = whole.cells[0]!
    folder.writeRun(whole)
    folder.beginHistograms(cell.id, latencyLogHeader)

    assert.throws(
      () => readRun(folder.path).logOf(cell.id),
      /holds 0 of \d+ values of put\.plain\.serviceTime: it was cut off/,
    )
  })

  it('refuses calls that are no counts', () => {
    const { folder, run } = setUp()
    for (const Decrypt of [1e308, 0.5, -1]) {
      const [cell] = run.cells as [CellResult]
      folder.writeRun({
        ...run,
        cells: [{ ...cell, kms: { ...cell.kms, calls: { ...cell.kms.calls, Decrypt } } }],
      })

      assert.throws(() => readRun(folder.path), /is not a run: cells\.0\.kms\.calls\.Decrypt: /)
    }
  })

  it('refuses figures of which a sum is no number', () => {
    const { folder, run } = setUp()
    const [cell] = run.cells as [CellResult]
    folder.writeRun({ ...run, cells: [{ ...cell, kms: { ...cell.kms, usdPer30Days: 1.7e308 } }] })

    assert.throws(() => readRun(folder.path), /is not a run: cells\.0\.kms\.usdPer30Days: /)
  })

  it('refuses a file that is no run.json, though one lies beside it', () => {
    const { folder, run } = setUp()
    folder.writeRun(run)
    const other = path.join(folder.path, 'comparison.json')
    writeFileSync(other, '{}')

    assert.throws(
      () => readRun(other),
      /comparison\.json is not a run\. Name the folder of a run, or its run\.json/,
    )
  })

  it('waits for no pipe in the place of run.json', { skip: process.platform === 'win32' }, () => {
    const { folder } = setUp()
    assert.equal(spawnSync('mkfifo', [path.join(folder.path, 'run.json')]).status, 0)

    assert.throws(() => readRun(folder.path), /run\.json is not a file\./)
  })

  it('refuses a place that does not exist', () => {
    assert.throws(() => readRun('/nowhere/at/all'), /does not exist/)
    assert.throws(() => readRun(''), /^RunUnreadableError: The name of a run is empty\. Name its folder/)
  })
})

describe('checkWhole', () => {
  const { run, logOf } = storedRun({ recordsPerCell: 2000 })
  const log = logOf(run.cells[0]!.id)
  const [put, get] = [judgeOperation(log, 'put', 1), judgeOperation(log, 'get', 1)]
  const cell: CellResult = { ...run.cells[0]!, put, get }

  it('takes the log that a cell was judged by', () => {
    checkWhole(cell, log, 'c01.hlog')
  })

  for (const series of [...log.keys()].filter((name) => /plain|sealed|delta/.test(name)))
    it(`refuses a log that has lost a segment of ${series}`, () => {
      const damaged = new Map(log).set(series, log.get(series)!.slice(1))

      assert.throws(
        () => checkWhole(cell, damaged, 'c01.hlog'),
        (error) =>
          error instanceof RunUnreadableError &&
          error.message.startsWith('c01.hlog holds ') &&
          error.message.includes(` values of ${series}: it was cut off or changed.`),
      )
    })
})

describe('readRunsIn', () => {
  it('reads every run of a folder, also those that are links', () => {
    const { folder, run } = setUp()
    const elsewhere = setUp().folder
    elsewhere.writeRun({ ...run, id: 'b' })
    new RunFolder(path.join(folder.path, 'a')).writeRun({ ...run, id: 'a' })
    symlinkSync(elsewhere.path, path.join(folder.path, 'b'))
    mkdirSync(path.join(folder.path, 'notes'))
    symlinkSync('loop', path.join(folder.path, 'loop'))

    const found = readRunsIn(folder.path).map(({ run: { id } }) => id)

    assert.deepEqual(found, ['a', 'b'])
  })

  it('tells of a link that leads nowhere', () => {
    const { folder } = setUp()
    const loop = path.join(folder.path, 'loop')
    symlinkSync('loop', loop)

    assert.throws(
      () => readRunsIn(loop),
      /loop does not exist, or cannot be reached\. Name the folder of a run/,
    )
  })

  it('names what is left of a run among others, and leaves none out', () => {
    const { folder, run } = setUp()
    for (const name of ['a', 'b', 'c']) new RunFolder(path.join(folder.path, name)).writeRun(run)
    rmSync(path.join(folder.path, 'b', 'run.json'))

    assert.throws(
      () => readRunsIn(folder.path),
      /\bb is what is left of a run: it has no run\.json\. Remove it/,
    )

    writeFileSync(path.join(folder.path, 'b', 'run.json'), '{')
    assert.throws(() => readRunsIn(folder.path), /b\/run\.json is not valid JSON/)
  })
})

describe('runFoldersIn', () => {
  it('lists runs by time and nothing else', () => {
    const { folder, run } = setUp()
    for (const name of ['20260102T000000Z-0000', '20260101T000000Z-ffff'])
      new RunFolder(path.join(folder.path, name)).writeRun(run)
    mkdirSync(path.join(folder.path, 'notes'))

    const names = runFoldersIn(folder.path).map((found) => path.basename(found))

    assert.deepEqual(names, ['20260101T000000Z-ffff', '20260102T000000Z-0000'])
    assert.deepEqual(runFoldersIn(path.join(folder.path, 'none')), [])
  })
})
