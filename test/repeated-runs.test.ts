/**
 * Runs on disk that consist of others, and folders of several: which of them
 * are read, and in which order.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { RunUnreadableError } from '../src/errors.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { histogramTextOf, readRun, readRunsIn, repetitionsOf } from '../src/run-store/read-run.ts'
import type { Run } from '../src/run-store/run-format.ts'
import { temporaryFolder } from './command-line.fixture.ts'

const { run: whole } = storedRun({ recordsPerCell: 10, sweep: { 'keyCache.ttl': ['5 min'] } })
const run: Run = { ...whole, scenario: { ...whole.scenario, name: 'tiny' } }

describe('repetitionsOf', () => {
  it('gives the runs below, oldest first, without those that were cut off', () => {
    using folder = temporaryFolder()
    const place = folder.at('repeated')
    write(place, { ...run, repetitions: { planned: 4, done: 2 } })
    const below = path.join(place, 'repetitions/tiny')
    write(path.join(below, '20261126T000200Z-aaaa'), { ...run, id: 'second' })
    write(path.join(below, '20261126T000100Z-ffff'), { ...run, id: 'first' })
    write(path.join(below, '20261126T000300Z-bbbb'), { ...run, id: 'killed', status: 'running' })
    write(path.join(below, '20261126T000400Z-cccc'), { ...run, id: 'stopped', status: 'interrupted' })

    const repetitions = repetitionsOf(readRun(place))

    assert.deepEqual(
      repetitions.map((repetition) => repetition.run.id),
      ['first', 'second'],
    )
  })

  it('gives none of a run that was not repeated, nor of one that had not begun', () => {
    using folder = temporaryFolder()
    write(folder.at('once'), run)
    write(folder.at('begun'), { ...run, repetitions: { planned: 4, done: 0 } })

    assert.deepEqual(repetitionsOf(readRun(folder.at('once'))), [])
    assert.deepEqual(repetitionsOf(readRun(folder.at('begun'))), [])
  })
})

describe('readRunsIn', () => {
  it('gives the run in a folder or of a file, and all of a folder of runs, oldest first', () => {
    using folder = temporaryFolder()
    write(folder.at('runs/b'), { ...run, id: 'b' })
    write(folder.at('runs/a'), { ...run, id: 'a' })
    mkdirSync(folder.at('runs/empty'))

    assert.deepEqual(idsIn(folder.at('runs/b')), ['b'])
    assert.deepEqual(idsIn(folder.at('runs/b/run.json')), ['b'])
    assert.deepEqual(idsIn(folder.at('runs')), ['a', 'b'])
  })

  it('says so of a folder without a run', () => {
    using folder = temporaryFolder()

    assert.throws(() => readRunsIn(folder.path), RunUnreadableError)
  })
})

describe('histogramTextOf', () => {
  it('is the file as it stands, and nothing where there is none', () => {
    using folder = temporaryFolder()
    write(folder.at('run'), run)
    const stored = readRun(folder.at('run'))
    assert.equal(histogramTextOf(stored, 'c01'), '')
    mkdirSync(folder.at('run/histograms'))
    writeFileSync(folder.at('run/histograms/c01.hlog'), 'lines\n')

    assert.equal(histogramTextOf(stored, 'c01'), 'lines\n')
    assert.equal(histogramTextOf(stored, 'c99'), '')
  })
})

function idsIn(place: string): string[] {
  return readRunsIn(place).map((stored) => stored.run.id)
}

function write(folder: string, of: Run): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(of))
}
