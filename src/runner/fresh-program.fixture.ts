/**
 * A program that stands for sealbench where runs are started in fresh
 * processes: it writes stored runs that were made before, and notes how it was
 * called.
 *
 * @module
 */
import { existsSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { comparedRun, type ComparedCell } from '../judge/comparison/comparison.fixture.ts'
import { judgeOperation } from '../judge/operation-result.ts'
import { Histogram } from '../measure/histogram.ts'
import { latencyLogHeader, latencyLogLine } from '../measure/latency-log.ts'
import type { LatencyLog } from '../measure/series.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import type { Program } from './fresh-run.ts'

export interface FakeBehaviour {
  /** What each start measures; the last also of all later ones. None: it writes no run. */
  readonly cells?: readonly (readonly ComparedCell[])[]
  readonly exitCode?: number
  readonly status?: 'complete' | 'interrupted'
  /** What it writes to stderr. */
  readonly says?: string
  readonly isKilled?: boolean
  /** Options that it has. */
  readonly options?: readonly string[]
}

export interface FakeProgram extends Program {
  readonly name: string
  /** The arguments of each start so far. */
  readonly starts: () => string[][]
}

/** A folder with programs; gone when disposed. */
export function fakePrograms() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  return {
    path: folder.path,
    program(name: string, behaviour: FakeBehaviour): FakeProgram {
      const { cells = [], options = ['--cells', '--no-report'], ...rest } = behaviour
      const file = path.join(folder.path, `${name}.cjs`)
      const starts = `${file}.starts`
      const runs = cells.map((of) => asStored(comparedRun({ cells: of })))
      writeFileSync(file, script)
      writeFileSync(`${file}.json`, JSON.stringify({ ...rest, starts, options, runs }))
      return {
        name,
        file,
        knows: (option) => options.includes(option),
        starts: () => (existsSync(starts) ? readFileSync(starts, 'utf8').trim().split('\n') : []).map(parse),
      }
    },
    [Symbol.dispose]: () => folder.remove(),
  }
}

function parse(line: string): string[] {
  return JSON.parse(line) as string[]
}

/** With counts that fit the histograms, as a run on disk must have them. */
function asStored({ run, logOf }: StoredRun) {
  const cells = run.cells.map((cell) => {
    const log = logOf(cell.id)
    return { ...cell, put: judgeOperation(log, 'put', 1), get: judgeOperation(log, 'get', 1) }
  })
  const histograms = Object.fromEntries(cells.map(({ id }) => [id, textOf(logOf(id))]))
  return { run: { ...run, cells }, histograms }
}

function textOf(log: LatencyLog): string {
  const lines = [...log].flatMap(([series, segments]) =>
    segments.map((segment, index) => {
      const histogram = new Histogram()
      segment.values.forEach((value, at) => {
        for (let count = 0; count < segment.counts[at]!; count += 1) histogram.record(value)
      })
      const line = latencyLogLine(series, '', index, histogram)
      histogram.destroy()
      return line
    }),
  )
  return latencyLogHeader + lines.join('')
}

const script = `'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { runs, options, starts, exitCode = 0, status, says = '', isKilled } = JSON.parse(
  fs.readFileSync(__filename + '.json', 'utf8'),
)
const args = process.argv.slice(2)
if (args.includes('--help')) {
  process.stderr.write(says)
  process.stdout.write(options.map((option) => option + '  what it does\\n').join(''))
  process.exit(exitCode)
}
const before = fs.existsSync(starts) ? fs.readFileSync(starts, 'utf8').split('\\n').length - 1 : 0
fs.appendFileSync(starts, JSON.stringify(args) + '\\n')
process.stderr.write(says)
const stored = runs[Math.min(before, runs.length - 1)]
if (stored !== undefined) {
  const valueOf = (option) => (args.includes(option) ? args[args.indexOf(option) + 1] : undefined)
  const { run, histograms } = stored
  const wanted = valueOf('--cells')?.split(',')
  const cells = run.cells.filter(({ id }) => wanted === undefined || wanted.includes(id))
  const id = 'run-' + String(before + 1).padStart(3, '0')
  const folder = path.join(valueOf('--output'), run.scenario.name, id)
  fs.mkdirSync(path.join(folder, 'histograms'), { recursive: true })
  for (const cell of cells) fs.writeFileSync(path.join(folder, cell.histograms), histograms[cell.id])
  fs.writeFileSync(
    path.join(folder, 'run.json'),
    JSON.stringify({ ...run, id, cells, status: status ?? run.status }),
  )
}
if (isKilled) process.kill(process.pid, 'SIGKILL')
else process.exitCode = exitCode
`
