/**
 * The job that the README shows for CI, applied to a report of today.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { chartsOf } from '../src/report/charts/registry.ts'
import { focusCell } from '../src/report/overview.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { renderMarkdown } from '../src/report/summary.ts'
import { root } from './command-line.fixture.ts'

describe('README.md and its job for CI', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')

  it('puts no link into the step summary that leads nowhere', () => {
    const pattern = /grep -hvE '(?<pattern>[^']+)' reports/.exec(readme)!.groups!['pattern']!
    const { run, logOf } = storedRun({ recordsPerCell: 200 })
    const summary = renderMarkdown(run, chartsOf({ run, logOf, focus: focusCell(run)! }))

    const kept = summary.split('\n').filter((line) => !new RegExp(pattern).test(line))

    assert.match(summary, /\]\(charts\/.*\]\(report\.html\)/s)
    assert.doesNotMatch(kept.join('\n'), /\]\(/)
    assert.match(kept.join('\n'), /^## Claims$/m)
  })
})
