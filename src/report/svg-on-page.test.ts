import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { chartInput } from './charts/chart-input.fixture.ts'
import { claimsChart } from './charts/claims.ts'
import { drawSvg } from './draw-svg.ts'
import { storedRun } from './run.fixture.ts'
import { svgOnPage } from './svg-on-page.ts'

describe('svgOnPage', async () => {
  const [chart] = claimsChart(chartInput(storedRun({ recordsPerCell: 100, sweep: {} }).run))
  const svg = await drawSvg({ id: chart!.id, title: chart!.title, spec: chart!.spec(600) })
  const onPage = svgOnPage(svg)

  it('keeps what every mark says, its place and all texts', () => {
    for (const pattern of [/ aria-label="[^"]*"/g, / transform="[^"]*"/g, /<text[^>]*>[^<]*<\/text>/g]) {
      const kept = (text: string) =>
        [...text.replaceAll(/(fill|stroke)="[^"]*"/g, '').matchAll(pattern)].map(([match]) => match)
      assert.ok(kept(svg).length > 0)
      assert.deepEqual(
        kept(onPage).filter((match) => !match.includes('pointer-events')),
        kept(svg.replaceAll(' pointer-events="none"', '')),
      )
    }
  })

  it('keeps the name of the picture, and tells no mark twice', () => {
    assert.match(onPage, new RegExp(`<title id="${chart!.id}-title">`))
    assert.doesNotMatch(onPage, /<title>/)
  })

  it('follows the colours of the page, and is smaller', () => {
    assert.doesNotMatch(onPage, /(fill|stroke)="#/)
    assert.ok(onPage.length < 0.9 * svg.length)
  })
})
