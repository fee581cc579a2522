/**
 * Runs that are written: what is in their folder at any moment, and who may write there.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { OutputUnwritableError } from '../src/errors.ts'
import { latencyLogHeader } from '../src/measure/latency-log.ts'
import { readRun } from '../src/run-store/read-run.ts'
import { newRunId, RunFolder, writing } from '../src/run-store/run-folder.ts'
import type { CellResult } from '../src/run-store/run-format.ts'
import { setUp } from './run-store.fixture.ts'

describe('RunFolder', () => {
  it('gives back the run that was written', () => {
    const { folder, run } = setUp()

    folder.writeRun(run)

    assert.deepEqual(readRun(folder.path).run, run)
    assert.deepEqual(readRun(path.join(folder.path, 'run.json')).run, run)
  })

  it('adds cells of the journal that run.json does not have yet', () => {
    const { folder, run } = setUp()
    const [first, second] = run.cells as [CellResult, CellResult]
    folder.writeRun({ ...run, status: 'running', cells: [first] })

    folder.appendCell(first)
    folder.appendCell(second)

    assert.deepEqual(readRun(folder.path).run.cells, [first, second])
  })

  it('leaves a last line of the journal out that a crash has cut off', () => {
    const { folder, run } = setUp()
    folder.writeRun({ ...run, cells: [] })
    folder.appendCell(run.cells[0]!)

    appendFileSync(path.join(folder.path, 'cells.ndjson'), JSON.stringify(run.cells[1]).slice(0, 500))

    assert.deepEqual(readRun(folder.path).run.cells, [run.cells[0]])
  })

  it('leaves what was there, and nothing half-written, where a file cannot be replaced', () => {
    const { folder, run } = setUp()
    mkdirSync(path.join(folder.path, 'run.json'))

    assert.throws(() => folder.writeRun(run), OutputUnwritableError)

    assert.deepEqual(readdirSync(folder.path).toSorted(), ['histograms', 'run.json'])
  })

  it('begins the histograms of a cell anew', () => {
    const { folder } = setUp()
    folder.beginHistograms('c01', latencyLogHeader)
    folder.appendHistograms('c01', 'left by a run that was killed\n')

    folder.beginHistograms('c01', latencyLogHeader)

    assert.equal(readFileSync(path.join(folder.path, 'histograms/c01.hlog'), 'utf8'), latencyLogHeader)
  })

  it('drops a journal that has done its work, and does not mind that there is none', () => {
    const { folder, run } = setUp()
    folder.appendCell(run.cells[0]!)

    folder.dropJournal()
    folder.dropJournal()

    assert.equal(existsSync(path.join(folder.path, 'cells.ndjson')), false)
  })

  it('says what to do where the folder cannot be made', () => {
    const { folder } = setUp()
    writeFileSync(path.join(folder.path, 'file'), '')

    assert.throws(() => new RunFolder(path.join(folder.path, 'file', 'run')), /--output/)
  })
})

describe('RunFolder lock', () => {
  it('keeps another live process out, and nobody once its owner has ended or let go', () => {
    const { folder } = setUp()
    const file = path.join(folder.path, 'run.lock')
    writeFileSync(file, String(process.ppid))
    assert.throws(() => folder.lock(), new RegExp(`being written by process ${process.ppid}`))

    // No process has a number as high as this.
    writeFileSync(file, '4194305')
    folder.lock()
    assert.equal(readFileSync(file, 'utf8'), String(process.pid))

    folder.unlock()
    assert.equal(existsSync(file), false)
  })
})

describe('writing', () => {
  it('turns a full disk into advice', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' })

    assert.throws(
      () =>
        writing('/reports/run.json', () => {
          throw full
        }),
      /Cannot write \/reports\/run\.json\. The disk is full\. .*--resume/,
    )
  })
})

describe('newRunId', () => {
  it('sorts by time and is safe as a file name', () => {
    const early = newRunId(new Date('2026-11-23T12:16:00.500Z'))
    const late = newRunId(new Date('2026-11-23T12:16:01.000Z'))

    assert.match(early, /^20261123T121600Z-[0-9a-f]{4}$/)
    assert.ok(early < late)
  })
})
