/**
 * `sealbench report --svg --png`, from the command line to the bytes of the files.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { comparisonOf } from '../src/report/comparison/comparison.fixture.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { assertTold, root, sealbench, temporaryFolder } from './command-line.fixture.ts'
import { storeRun } from './stored-runs.fixture.ts'

const stored = path.join(root, 'reports/example-plan')

describe('sealbench report --svg --png', () => {
  it('writes the pictures alone, and in another process the same bytes', async () => {
    using folder = temporaryFolder()
    const options = ['--svg', '--png', '--charts', 'bill,calls-over-time', '--width', '700']

    const [one, other] = await Promise.all(
      ['a', 'b'].map((name) => sealbench(['report', stored, ...options, '-o', folder.at(name), '--json'])),
    )

    assert.equal(one!.exitCode, 0, one!.stderr)
    assert.equal(other!.exitCode, 0)
    const { charts } = JSON.parse(one!.stdout) as { charts: string[] }
    assert.deepEqual(
      charts.map((file) => path.basename(file)),
      ['calls-over-time.svg', 'calls-over-time.png', 'bill.svg', 'bill.png'],
    )
    assert.deepEqual(readdirSync(folder.at('a')), ['charts'])
    assert.deepEqual(digestsIn(folder.at('a/charts')), digestsIn(folder.at('b/charts')))
  })

  it('does so for a comparison, and says which files it wrote', async () => {
    using folder = temporaryFolder()
    const file = folder.write('comparison.json', JSON.stringify(comparisonOf()))

    const outcome = await sealbench(['report', file, '--svg', '--theme', 'dark', '--charts', 'shift-1-put'])

    assert.equal(outcome.exitCode, 0, outcome.stderr)
    assert.match(outcome.stdout, /charts\/shift-1-put-dark\.svg\nPictures: 1\n$/)
    assert.deepEqual(readdirSync(folder.path), ['charts', 'comparison.json'])
    assert.deepEqual(readdirSync(folder.at('charts')), ['shift-1-put-dark.svg'])
  })

  it('knows names of pictures before it reads histograms', async () => {
    using folder = temporaryFolder()
    const run = storeRun(folder.path, storedRun({ recordsPerCell: 100 }).run)

    const outcome = await sealbench(['report', run, '--svg', '--charts', 'claims,nope'])

    assertTold(outcome, {
      exitCode: 2,
      message: /--charts names no picture by nope\. Here are claims, strategies, percentiles-put, /,
    })
  })

  it('refuses options of pictures where none are asked for, and writes nothing', async () => {
    using folder = temporaryFolder()

    const outcome = await sealbench(['report', stored, '--theme', 'dark', '-o', folder.at('out')])

    assertTold(outcome, {
      exitCode: 2,
      message: /--theme is for pictures alone\. Add --svg, --png or both\./,
    })
    assert.ok(!existsSync(folder.at('out')))
  })
})

describe('sealbench report of a comparison', () => {
  it('draws its page and its Markdown again beside it', async () => {
    using folder = temporaryFolder()
    folder.write('comparison.json', JSON.stringify(comparisonOf()))

    const outcome = await sealbench(['report', folder.path, '--quiet'])

    assert.equal(outcome.exitCode, 0, outcome.stderr)
    assert.match(outcome.stdout, /^Comparison: .*comparison\.html\n$/)
    assert.match(readFileSync(folder.at('comparison.html'), 'utf8'), /<\/html>\s*$/)
    assert.match(readFileSync(folder.at('comparison.md'), 'utf8'), /^## sealbench: /)
  })
})

function digestsIn(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => {
      const content = readFileSync(path.join(folder, name))
      return `${createHash('sha256').update(content).digest('hex')} ${name}`
    })
}
