/**
 * `sealbench report`: a report that is drawn again from what a run has stored.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { cpSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { scenario } from './cli-resume.fixture.ts'
import {
  assertTold,
  onlyRun,
  sealbench,
  signalAt,
  start,
  temporaryFolder,
  tinyScenario,
} from './command-line.fixture.ts'

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
    await signalAt(/1\/6 cells/, 'SIGKILL', start(['run', file, '--workers', '1'], { cwd: folder.path }))
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

/** All that a report consists of, by name. */
function drawnIn(folder: string): Record<string, string> {
  const files = globSync(['report.html', 'summary.md', 'charts/*.svg'], { cwd: folder }).toSorted()
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
}
