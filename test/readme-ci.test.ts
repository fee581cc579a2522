/**
 * The job that the README shows for CI, applied to a run of today.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { renderExport } from '../src/report/exports/export-format.ts'
import { exportFormatNamed } from '../src/report/exports/registry.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { root } from './command-line.fixture.ts'

describe('README.md and its job for CI', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')

  it('exports formats that there are, and no link that leads nowhere', () => {
    const names = [...readme.matchAll(/--export (?<name>[\w-]+)=/g)].map(({ groups }) => groups!['name']!)
    const { run } = storedRun({ recordsPerCell: 200 })

    const texts = names.map((name) => renderExport(exportFormatNamed(name)!, { kind: 'runs', runs: [run] }))

    assert.match(texts[0]!, /^## Claims$/m)
    assert.doesNotMatch(texts.join('\n'), /\]\(/)
  })
})
