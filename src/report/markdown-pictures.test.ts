import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'
import { marked } from 'marked'

import type { Chart } from './charts/chart.ts'
import { pictureBlocks } from './markdown-pictures.ts'
import { renderMarkdown } from './summary.ts'
import { chartsOf } from './charts/registry.ts'
import { reportDataOf } from './data/report-data.ts'
import { storedRun } from './run.fixture.ts'

const hostile = `<script>alert(1)</script>]]>"onload=alert(2) 'x' | \`tick\` \n\n# heading ![](http://evil) --> &amp; @everyone`

describe('pictureBlocks', () => {
  it('gives each chart a heading, its finding and a picture that follows the theme of the reader', () => {
    const chart = chartOf('claims', 'Claims', 'All hold.')

    const html = rendered(pictureBlocks([chart]))

    assert.match(html, /<h2>Claims<\/h2>\n<p>All hold\.<\/p>/)
    assert.match(
      html,
      /<picture>\n {2}<source media="\(prefers-color-scheme: dark\)" srcset="charts\/claims-dark\.svg">\n {2}<img alt="Claims\. All hold\." src="charts\/claims\.svg">\n<\/picture>/,
    )
  })

  it('shows whatever a title or a finding says as text, inside one picture', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(hostile)), (text) => {
        const html = rendered(pictureBlocks([chartOf('id', text, text)]))

        const tags = [...html.matchAll(/<\/?(?<name>[a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/g)].map(
          ({ groups }) => groups!['name']!,
        )
        // An address becomes a link to what it says.
        assert.deepEqual(
          tags.filter((tag) => !['a', 'h2', 'p', 'picture', 'source', 'img', 'br'].includes(tag)),
          [],
        )
        assert.equal(tags.filter((tag) => tag === 'img').length, 1)
      }),
    )
  })

  it('keeps the alternative text to one attribute, without a line break', () => {
    const [, , picture] = pictureBlocks([chartOf('id', hostile, hostile)])

    assert.equal(picture!.split('\n').length, 4)
    assert.doesNotMatch(picture!, /<script|`|!\[|@/)
  })
})

describe('renderMarkdown', () => {
  for (const [cells, limit] of [
    [1, 20_000],
    [500, 64_000],
  ] as const)
    it(`stays below ${limit} bytes for ${cells} cells, and renders as tables, pictures and no script`, () => {
      const values = Array.from({ length: cells }, (_, index) => `${index + 1} s`)
      const { run, logOf } = storedRun({ sweep: { 'keyCache.ttl': values }, recordsPerCell: 60 })
      const charts = chartsOf(reportDataOf(run, logOf))

      const text = renderMarkdown(run, charts)

      const html = rendered([text])
      assert.ok(Buffer.byteLength(text) < limit, `${Buffer.byteLength(text)} B`)
      assert.equal(html.split('<img ').length - 1, charts.length)
      assert.ok(html.split('<table>').length > 3)
      assert.doesNotMatch(html, /<script|<p>\s*\|/)
    })
})

function rendered(blocks: readonly string[]): string {
  return marked.parse(blocks.join('\n\n'), { async: false, gfm: true })
}

function chartOf(id: string, title: string, finding: string): Chart {
  return {
    id,
    title,
    finding,
    howToRead: '',
    table: { columns: [], rows: [] },
    data: [],
    spec: () => ({ data: { values: [] }, mark: 'point' }),
  }
}
