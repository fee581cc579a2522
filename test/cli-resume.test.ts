/**
 * Runs that end early: killed, interrupted, out of disk; and what going on with
 * them and drawing them again gives.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { readRun } from '../src/run-store/read-run.ts'
import type { CellResult } from '../src/run-store/run-format.ts'
import {
  assertTold,
  onlyRun,
  runIn,
  sealbench,
  start,
  temporaryFolder,
  tinyScenario,
  type Outcome,
} from './command-line.fixture.ts'

/** Six cells of about a second each. */
const scenario = `name: six-cells
seed: 11
fleet: { consumers: 1 }
load: { arrivals: constant, rate: 100 /s, duration: 1 min }
records: { size: 64 B }
measure: { warmUpRecords: 100 }
sweep: { keyCache.ttl: [1 min, 2 min, 3 min, 4 min, 5 min, 10 min] }
`

describe('sealbench run --resume', () => {
  it('goes on after SIGKILL, and runs no finished cell again', async () => {
    using folder = temporaryFolder()
    const file = folder.write('six.yaml', scenario)
    const outcome = await runUntil(/2\/6 cells/, 'SIGKILL', ['run', file, '--workers', '1'], folder.path)
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

    const outcome = await runUntil(/1\/6 cells/, 'SIGINT', ['run', file, '--workers', '1'], folder.path)

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

    const advice = /is complete: .*sealbench report reports\/tiny\/\S+, or leave out --resume/
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

describe('sealbench report', () => {
  it('draws the same report again from the stored run alone, byte for byte', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)
    await sealbench(['run', file, '--quiet'], { cwd: folder.path })
    const { folder: stored } = onlyRun(folder.at('reports'), 'tiny')
    const before = drawnIn(stored)
    const copy = folder.at('copy')
    cpSync(stored, copy, { recursive: true })
    for (const name of ['report.html', 'summary.md', 'charts'])
      rmSync(path.join(copy, name), { recursive: true })

    const again = await sealbench(['report', stored])
    const copied = await sealbench(['report', path.join(copy, 'run.json'), '--json'])
    const elsewhere = await sealbench(['report', stored, '--output', folder.at('new/place'), '--quiet'])

    assert.equal(again.exitCode, 0, again.stderr)
    assert.match(again.stdout, /Does a tiny run work\?[^]+Report: .+report\.html\n$/)
    assert.deepEqual(drawnIn(stored), before)
    assert.equal(copied.exitCode, 0, copied.stderr)
    assert.equal((JSON.parse(copied.stdout) as { html: string }).html, path.join(copy, 'report.html'))
    assert.deepEqual(drawnIn(copy), before)
    assert.equal(elsewhere.exitCode, 0, elsewhere.stderr)
    assert.deepEqual(readdirSync(folder.at('new/place')).toSorted(), ['charts', 'report.html', 'summary.md'])
    assert.deepEqual(drawnIn(folder.at('new/place')), before)
  })

  it('draws what a killed run left, and refuses what is no run', async () => {
    using folder = temporaryFolder()
    const file = folder.write('six.yaml', scenario)
    await runUntil(/1\/6 cells/, 'SIGKILL', ['run', file, '--workers', '1'], folder.path)
    const { folder: stored } = onlyRun(folder.at('reports'), 'six-cells')

    const partial = await sealbench(['report', stored])
    const nowhere = await sealbench(['report', folder.at('nowhere')])
    // Published without its histograms, which are large.
    const bare = await sealbench(['report', 'reports/example', '--output', folder.at('drawn')])
    const ofScenario = await sealbench(['report', path.dirname(stored)])
    const noRun = await sealbench(['report', folder.path])
    const text = readFileSync(path.join(stored, 'run.json'), 'utf8')
    folder.write('run.json', text.slice(0, -100))
    const cut = await sealbench(['report', folder.path])
    folder.write('run.json', text.replace('"schemaVersion": 1', '"schemaVersion": 99'))
    const newer = await sealbench(['report', folder.path])

    assert.equal(partial.exitCode, 0, partial.stderr)
    assert.match(partial.stdout, /c01/)
    assertTold(nowhere, { exitCode: 2, message: /does not exist\. Name the folder of a run/ })
    assertTold(ofScenario, {
      exitCode: 2,
      message:
        /is the folder of a scenario with a run\. Name one of them; the newest: \S+\/six-cells\/\S+\.$/m,
    })
    assertTold(noRun, { exitCode: 2, message: /run\.json is not there/ })
    assertTold(bare, {
      exitCode: 2,
      message: /histograms of cell c\d+ are missing: .*run the scenario again\./,
    })
    assertTold(cut, { exitCode: 2, message: /is not valid JSON: it was changed or cut off/ })
    assertTold(newer, { exitCode: 2, message: /has schema version 99/ })
  })
})

/** Starts a run and sends `signal` once `progress` was shown. */
async function runUntil(
  progress: RegExp,
  signal: NodeJS.Signals,
  args: readonly string[],
  cwd: string,
): Promise<Outcome> {
  const { process: child, outcome } = start(args, { cwd })
  let shown = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    const wasShown = progress.test(shown)
    shown += chunk.toString()
    if (!wasShown && progress.test(shown)) child.kill(signal)
  })
  return await outcome
}

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

/** All that a report consists of, by name. */
function drawnIn(folder: string): Record<string, string> {
  const files = globSync(['report.html', 'summary.md', 'charts/*.svg'], { cwd: folder }).toSorted()
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
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
