/**
 * Runs that end early: killed, interrupted, out of disk; and what going on with them gives.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { readRun } from '../src/run-store/read-run.ts'
import type { CellResult } from '../src/run-store/run-format.ts'
import { scenario } from './cli-resume.fixture.ts'
import {
  assertTold,
  onlyRun,
  runIn,
  sealbench,
  signalAt,
  start,
  temporaryFolder,
  tinyScenario,
} from './command-line.fixture.ts'

describe('sealbench run --resume', () => {
  it('goes on after SIGKILL, and runs no finished cell again', async () => {
    using folder = temporaryFolder()
    const file = folder.write('six.yaml', scenario)
    const outcome = await signalAt(
      /2\/6 cells/,
      'SIGKILL',
      start(['run', file, '--workers', '1'], { cwd: folder.path }),
    )
    const { folder: stored } = onlyRun(folder.at('reports'), 'six-cells')
    const before = readRun(stored).run.cells
    const histograms = histogramsOf(stored, before)

    const resumed = await sealbench(['run', file, '--resume', '--json'], { cwd: folder.path })

    assert.equal(outcome.exitCode, null)
    assert.ok(before.length >= 1 && before.length < 6, `${before.length} cells were finished`)
    assert.equal(resumed.exitCode, 0, resumed.stderr)
    assertWhole(stored)
    const { run } = onlyRun(folder.at('reports'), 'six-cells')
    assert.deepEqual(JSON.parse(resumed.stdout), run)
    assert.deepEqual(run.cells.slice(0, before.length), before)
    assert.deepEqual(histogramsOf(stored, before), histograms)
    assert.deepEqual(
      run.cells.map(({ id, records, validity }) => [id, records, validity.verdict]),
      ['c01', 'c02', 'c03', 'c04', 'c05', 'c06'].map((id) => [id, 6000, 'valid']),
    )
  })

  it('goes on after SIGINT, which ends a run at once with exit code 130 and a report of what there is', async () => {
    using folder = temporaryFolder()
    const file = folder.write('six.yaml', scenario)

    const outcome = await signalAt(
      /1\/6 cells/,
      'SIGINT',
      start(['run', file, '--workers', '1'], { cwd: folder.path }),
    )

    assert.equal(outcome.exitCode, 130, outcome.stderr)
    assert.match(outcome.stdout, /interrupted: what was measured is saved, and --resume goes on/)
    const { folder: stored, run: interrupted } = onlyRun(folder.at('reports'), 'six-cells')
    assert.equal(interrupted.status, 'interrupted')
    assert.equal(interrupted.exitCode, 130)
    assert.ok(interrupted.cells.length < 6)
    assertWhole(stored)
    const finished = interrupted.cells.filter(({ validity }) => validity.verdict === 'valid')
    assert.ok(finished.length > 0)

    // By its folder, which is enough: it holds the scenario.
    rmSync(file)
    const resumed = await sealbench(['run', stored, '--resume', '--quiet'], { cwd: folder.path })

    assert.equal(resumed.exitCode, 0, resumed.stderr)
    const run = runIn(stored)
    assert.equal(run.status, 'complete')
    assert.deepEqual(run.cells.slice(0, finished.length), finished)
    assert.ok(run.cells.every(({ records, validity }) => records === 6000 && validity.verdict === 'valid'))
    // Cells of one load share its records, whatever was in between.
    assert.equal(new Set(run.cells.map(({ recordStreamHash }) => recordStreamHash)).size, 1)
    assertWhole(stored)
  })

  it('has nothing to go on with after a complete run, and refuses a scenario that has changed', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)
    const again = ['run', file, '--resume']
    assertTold(await sealbench(again, { cwd: folder.path }), {
      exitCode: 2,
      message: /has no run to go on with/,
    })
    await sealbench(['run', file, '--quiet', '--no-report'], { cwd: folder.path })
    const { folder: stored, run } = onlyRun(folder.at('reports'), 'tiny')

    const complete = await sealbench(again, { cwd: folder.path })
    const completeFolder = await sealbench(['run', stored, '--resume'], { cwd: folder.path })
    // As a process that was killed leaves it.
    folder.write(
      path.relative(folder.path, path.join(stored, 'run.json')),
      JSON.stringify({ ...run, status: 'running' }),
    )
    folder.write('tiny.yaml', tinyScenario.replace('seed: 7', 'seed: 8'))
    const changed = await sealbench(again, { cwd: folder.path })

    const advice = /is complete: .*npx sealbench report reports\/tiny\/\S+, or leave out --resume/
    assertTold(complete, { exitCode: 2, message: advice })
    assertTold(completeFolder, { exitCode: 2, message: advice })
    assertTold(changed, { exitCode: 2, message: /has changed since the run/ })
  })

  it('refuses --cells, which would lose the cells that are finished', async () => {
    assertTold(await sealbench(['run', 'six.yaml', '--resume', '--cells', 'c01']), {
      exitCode: 2,
      message: /--resume .* takes no --cells\. Leave out --cells to go on/,
    })
  })

  for (const verdict of ['failed', 'interrupted'] as const)
    it(`runs a cell again that is ${verdict} in a run that is complete`, async () => {
      using folder = temporaryFolder()
      const file = folder.write('tiny.yaml', tinyScenario)
      await sealbench(['run', file, '--quiet', '--no-report'], { cwd: folder.path })
      const { folder: stored, run } = onlyRun(folder.at('reports'), 'tiny')
      const cells = run.cells.map((cell) => ({ ...cell, records: 0, validity: { verdict, reasons: [] } }))
      writeFileSync(path.join(stored, 'run.json'), JSON.stringify({ ...run, cells }))

      const resumed = await sealbench(['run', file, '--quiet', '--no-report', '--resume'], {
        cwd: folder.path,
      })

      assert.equal(resumed.exitCode, 0, resumed.stderr)
      const { recordStreamHash, cells: again } = runIn(stored)
      assert.equal(recordStreamHash, run.recordStreamHash)
      assert.deepEqual(
        again.map(({ records, validity }) => [records, validity.verdict]),
        [[300, 'valid']],
      )
    })

  it('refuses a run that began on another machine or runtime, and names what differs', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)
    await sealbench(['run', file, '--quiet', '--no-report'], { cwd: folder.path })
    const { folder: stored, run } = onlyRun(folder.at('reports'), 'tiny')
    const { cores } = run.environment
    const environment = { ...run.environment, node: 'v1.2.3', cores: cores + 1 }
    const text = JSON.stringify({ ...run, environment, status: 'running' })
    writeFileSync(path.join(stored, 'run.json'), text)

    const outcome = await sealbench(['run', file, '--resume'], { cwd: folder.path })

    const differences = `Node v1\\.2\\.3 then, ${process.version} now; cores ${cores + 1} then, ${cores} now`
    assertTold(outcome, { exitCode: 2, message: new RegExp(`began elsewhere \\(${differences}\\)`) })
    assert.equal(readFileSync(path.join(stored, 'run.json'), 'utf8'), text)
  })

  for (const kilobytes of [4, 16, 64]) {
    const skip = canMount() ? false : 'only root can mount a small disk'
    it(
      `goes on after a disk of ${kilobytes} KiB was full, where nothing looked whole`,
      { skip },
      async () => {
        using folder = temporaryFolder()
        const file = folder.write('tiny.yaml', tinyScenario)
        using disk = smallDisk(folder.at('disk'), kilobytes)

        const full = await sealbench(['run', file, '--quiet', '--output', disk.path])

        assertTold(full, {
          exitCode: 9,
          message: /The disk is full\. Free some space, then go on with --resume\./,
        })
        const { folder: stored, run } = onlyRun(disk.path, 'tiny')
        assert.equal(run.status, 'running')
        assert.ok(!existsSync(path.join(stored, 'report.html')))
        assert.deepEqual(unfinishedIn(stored), [])

        disk.grow()
        const resumed = await sealbench(['run', file, '--quiet', '--resume', '--output', disk.path])

        assert.equal(resumed.exitCode, 0, resumed.stderr)
        assert.equal(runIn(stored).status, 'complete')
        assertWhole(stored)
      },
    )
  }
})

function histogramsOf(stored: string, cells: readonly CellResult[]): string[] {
  return cells.map(({ histograms }) => readFileSync(path.join(stored, histograms), 'utf8'))
}

function assertWhole(stored: string): void {
  assert.match(readFileSync(path.join(stored, 'report.html'), 'utf8'), /<\/html>\s*$/)
  assert.ok(existsSync(path.join(stored, 'summary.md')))
  assert.ok(!existsSync(path.join(stored, 'cells.ndjson')), 'the journal is gone')
  assert.deepEqual(unfinishedIn(stored), [])
}

function unfinishedIn(stored: string): string[] {
  return globSync('**/*.tmp', { cwd: stored })
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  using folder = temporaryFolder()
  try {
    smallDisk(folder.at('probe'), 4)[Symbol.dispose]()
    return true
  } catch {
    return false
  }
}

function smallDisk(folder: string, kilobytes: number) {
  mkdirSync(folder)
  execute('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder)
  return {
    path: folder,
    grow: () => execute('mount', '-o', 'remount,size=20m', folder),
    [Symbol.dispose]: () => execute('umount', folder),
  }
}

function execute(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'ignore' })
}
