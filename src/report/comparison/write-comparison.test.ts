import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { OutputUnwritableError } from '../../errors.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import { findComparison } from '../../run-store/read-comparison.ts'
import { changeOf, comparisonOf } from './comparison.fixture.ts'
import { comparisonCharts } from './comparison-charts.ts'
import { renderComparisonMarkdown } from './comparison-markdown.ts'
import { writtenPage } from '../page.fixture.ts'
import { listedMax } from './comparison-page.ts'
import { writeComparison } from './write-comparison.ts'

const hostile = `<script>alert(1)</script>]]>"onload=alert(2) 'x' | \`tick\` \n# heading ![](http://evil) --> &amp;`

describe('writeComparison', () => {
  it('writes what is asked for, in folders that it makes, and JSON that can be read back', async () => {
    using folder = places()
    const json = folder.at('new/place/comparison.json')

    await writeComparison(comparisonOf(), { json })

    assert.deepEqual(findComparison(json), comparisonOf())
    assert.ok(!existsSync(folder.at('comparison.html')))
  })

  it('writes the same page and Markdown of the same comparison, byte for byte', async () => {
    const [one, other] = [await written(comparisonOf()), await written(comparisonOf())]

    assert.deepEqual(one, other)
  })

  it('writes through a link and does not replace it', async () => {
    using folder = places()
    writeFileSync(folder.at('real'), 'old')
    symlinkSync(folder.at('real'), folder.at('link'))

    await writeComparison(comparisonOf(), { json: folder.at('link') })

    assert.equal(readlinkSync(folder.at('link')), folder.at('real'))
    assert.deepEqual(findComparison(folder.at('real')), comparisonOf())
  })

  it('says where it cannot write', async () => {
    using folder = places()
    writeFileSync(folder.at('file'), '')

    await assert.rejects(
      writeComparison(comparisonOf(), { markdown: folder.at('file/comparison.md') }),
      OutputUnwritableError,
    )
  })
})

describe('the page of a comparison', () => {
  it('opens offline: no script but its own, nothing from elsewhere', async () => {
    const { html } = await written(comparisonOf())

    assert.doesNotMatch(html, /<script|<iframe|<link|<img|@import|\son\w+=|javascript:| style="/i)
    assert.doesNotMatch(html, /(?:href|src|url)\s*[=(]\s*["']?(?:https?:)?\/\//i)
  })

  it('has a table for each picture, and one of all changes', async () => {
    const { html } = await written(comparisonOf())

    const figures = html.split('<figure').slice(1)
    assert.equal(figures.length, comparisonCharts(comparisonOf()).length)
    for (const figure of figures) {
      const text = figure.split('</figure>')[0]!
      assert.match(text, /<svg/)
      assert.match(text, /<table/)
    }
    assert.equal(html.split('<table').length - 1, figures.length + 1)
  })

  it('folds the figures beyond the first 200, so that it opens at once, and has all of them', async () => {
    const { html: whole } = await written(withChanges(listedMax))
    const { html } = await written(withChanges(listedMax + 1))

    assert.doesNotMatch(whole, /<details class="rest">/)
    assert.match(html, /<summary>1 more figure<\/summary>/)
    assert.deepEqual([rowsOf(html, 'Changes'), rowsOf(html, 'More changes')], [listedMax + 1, 2])
  })

  it('leads to the reports that are there, where the runs were named and beside the comparisons', async () => {
    using folder = places()
    for (const place of ['named/old-1', 'regression-gate/new-1', 'regression-gate/old-2']) {
      mkdirSync(folder.at(place), { recursive: true })
      writeFileSync(folder.at(`${place}/report.html`), '')
    }
    const page = folder.at('regression-gate-comparisons/one/comparison.html')
    const { base } = comparisonOf()

    await writeComparison(comparisonOf({ base: { ...base, name: folder.at('named') } }), { html: page })

    const html = readFileSync(page, 'utf8')
    const links = [...html.matchAll(/href="([^"#]+report\.html)">([^<]+)</g)].map(([, href, id]) => [
      id,
      href,
    ])
    assert.deepEqual(links, [
      ['old-1', '../../named/old-1/report.html'],
      ['old-2', '../../regression-gate/old-2/report.html'],
      ['new-1', '../../regression-gate/new-1/report.html'],
    ])
  })

  it('says what its columns mean, and in words what was not found', async () => {
    const { html } = await written(comparisonOf({ verdict: 'no-difference' }))

    assert.match(html, /<dt>run to run<\/dt>[^]*<dt>would find<\/dt>/)
    assert.doesNotMatch(html, /<dt>plain arm|<b class="word">= no-difference/)
    assert.match(html, /\? cannot tell<\/b>|= no difference found<\/b>/)
    assert.match(html, /<dt>verdict<\/dt>[^]*\? was not found, and cannot be ruled out either/)
  })

  it('says how to have it again where a command line made it', async () => {
    const comparison = comparisonOf({ told: ['compare', 'old/a b', 'new/c'] })
    const { html } = await written(comparison)

    assert.match(
      html,
      /<code class="command">npx sealbench compare (?:'|&#39;)old\/a b(?:'|&#39;) new\/c<\/code>/,
    )
    assert.match(
      renderComparisonMarkdown(comparison),
      /\n\nAgain: `npx sealbench compare 'old\/a b' new\/c`\n$/,
    )
    assert.doesNotMatch((await written(comparisonOf())).html, /<dt>again/)
    assert.doesNotMatch(renderComparisonMarkdown(comparisonOf()), /Again/)
  })

  it('says the verdict, the reasons, both sides and their commits', async () => {
    const { html } = await written(comparisonOf({ warnings: ['the machine differs: cores: 2 against 4'] }))

    assert.match(html, /Regression: 2 of 5 figures are worse than in the base\./)
    assert.match(html, /✘ regression<\/b>, exit code 4/)
    assert.match(html, /main: old-1, old-2, old-3; commit 111111111111</)
    assert.match(html, /this: new-1, new-2; commit unknown/)
    assert.match(html, /the machine differs: cores: 2 against 4/)
  })

  it('has no picture of nothing', async () => {
    const { html } = await written(
      comparisonOf({ changes: [], shifts: [], verdict: 'inconclusive', reasons: [], exitCode: 0 }),
    )

    assert.match(html, /Nothing can be told\./)
    assert.doesNotMatch(html, /<figure/)
  })

  it('reads whatever a run says as text', async () => {
    const { html, markdown } = await written(hostileComparison())

    assert.doesNotMatch(html, /<script|<iframe|<img/i)
    for (const [tag] of html.matchAll(/<[a-z][^<]*?>/gi))
      assert.doesNotMatch(tag.replaceAll(/"[^"]*"/g, ''), /onload|alert/, tag)
    assert.match(html, /&lt;script&gt;/)
    assert.doesNotMatch(markdown, /<script|[^\\]`tick|\n# heading|!\[\]/)
  })
})

describe('renderComparisonMarkdown', () => {
  it('begins with what a reviewer looks for', () => {
    const lines = renderComparisonMarkdown(comparisonOf()).split('\n\n')

    assert.equal(lines[0], '## sealbench: regression-gate')
    assert.equal(lines[1], '**Regression: 2 of 5 figures are worse than in the base.** Exit code 4.')
  })

  it('shows 200 changes, and says how many are left', () => {
    assert.doesNotMatch(renderComparisonMarkdown(withChanges(200)), /more figures/)
    assert.match(renderComparisonMarkdown(withChanges(203)), /\n3 more figures stand in comparison\.json\.\n/)
  })
})

/** Rows of a table of changes, its head among them. */
function rowsOf(page: string, name: string): number | undefined {
  return page.split(`aria-label="${name}"`)[1]?.split('</tbody>')[0]!.split('<td>c01').length
}

function withChanges(count: number): Comparison {
  return comparisonOf({ changes: Array.from({ length: count }, () => changeOf()) })
}

function hostileComparison(): Comparison {
  return comparisonOf({
    scenario: hostile,
    base: { name: hostile, runs: [{ id: hostile, startedAt: hostile, gitCommit: hostile }] },
    candidate: { name: hostile, runs: [] },
    warnings: [hostile],
    reasons: [hostile],
    rerunCells: [hostile],
    changes: [changeOf({ cellId: hostile, params: { [hostile]: hostile }, reason: hostile })],
    shifts: comparisonOf().shifts.map((shift) => ({ ...shift, cellId: hostile })),
  })
}

async function written(
  comparison: Comparison,
): Promise<{ readonly html: string; readonly markdown: string }> {
  using folder = places()
  const files = { html: folder.at('comparison.html'), markdown: folder.at('comparison.md') }
  await writeComparison(comparison, files)
  return {
    html: writtenPage(readFileSync(files.html, 'utf8')).html,
    markdown: readFileSync(files.markdown, 'utf8'),
  }
}

function places() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  return {
    at: (name: string): string => path.join(folder.path, name),
    [Symbol.dispose]: () => folder.remove(),
  }
}
