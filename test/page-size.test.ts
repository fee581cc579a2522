/**
 * How large a page is: that of the default run, from the run that is kept as an
 * example.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { exampleData } from '../scripts/example-run.ts'
import { pageSizes } from '../scripts/page-measure.ts'
import { writeReport } from '../src/report/write-report.ts'
import { temporaryFolder } from './command-line.fixture.ts'

/** In bytes. A page may have 1,000,000: the rest is for a run with more claims, texts and times than the example. */
const limit = 900_000

describe('report.html of the default run', () => {
  it('has at most 900 kB, of ten cells and all their pictures', async () => {
    using folder = temporaryFolder()
    const example = exampleData()

    const { html, charts } = await writeReport(example, folder.path)

    const sizes = pageSizes(readFileSync(html, 'utf8'))
    const parts = Object.entries(sizes).map(([part, bytes]) => `${part} ${bytes}`)
    assert.ok(sizes.page <= limit, `${sizes.page} B where ${limit} B is the limit: ${parts.join(', ')}`)
    // What is measured is the whole of it.
    const { scenario, cells } = example.run
    assert.deepEqual([scenario.name, cells.length], ['kinesis-defaults', 10])
    assert.ok(charts.length >= 18, `${charts.length} pictures where 18 are expected`)
  })
})
