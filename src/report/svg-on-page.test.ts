import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { chartInput } from './charts/chart-input.fixture.ts'
import { claimsChart } from './charts/claims.ts'
import { drawSvg } from './draw-svg.ts'
import { storedRun } from './run.fixture.ts'
import { svgOnPage } from './svg-on-page.ts'

function texts(svg: string): string[][] {
  return [...svg.matchAll(/<text[^>]*( transform="[^"]*")[^>]*>([^<]*)<\/text>/g)].map((match) =>
    match.slice(1),
  )
}

describe('svgOnPage', async () => {
  const [chart] = claimsChart(chartInput(storedRun({ recordsPerCell: 100, sweep: {} }).run))
  const svg = await drawSvg({ id: chart!.id, title: chart!.title, spec: chart!.spec(600) })
  const onPage = svgOnPage(svg)

  it('keeps all texts and their places', () => {
    assert.ok(texts(svg).length > 4)
    assert.deepEqual(texts(onPage), texts(svg))
  })

  it('keeps every shape once, those of one look together', () => {
    const marks = [
      '<g class="mark-rect role-mark marks">',
      '<path aria-label="a" d="M0,0h1v1h-1Z" fill="#000001"/>',
      '<path aria-label="b" d="M1,0h1v1h-1Z" fill="#000002"/>',
      '<path aria-label="c" d="M2,0h1v1h-1Z" fill="#000001"/>',
      '</g>',
    ]

    assert.equal(
      svgOnPage(marks.join('')),
      '<g><path d="M0,0h1v1h-1ZM2,0h1v1h-1Z" fill="#000001"/><path d="M1,0h1v1h-1Z" fill="#000002"/></g>',
    )
  })

  it('leaves marks that may lie on each other in their order', () => {
    const marks =
      '<g class="mark-symbol"><path d="M0" fill="#1"/><path d="M1" fill="#2"/><path d="M2" fill="#1"/></g>'

    assert.equal(svgOnPage(marks), marks.replace(' class="mark-symbol"', ''))
  })

  it('keeps the name of the picture alone, as nobody can point at what is in it', () => {
    assert.match(onPage, new RegExp(`aria-labelledby="${chart!.id}-title"><title id="${chart!.id}-title">`))
    assert.doesNotMatch(onPage, /<title>|aria-label=|graphics-/)
  })

  it('follows the colours of the page, and has half the bytes', () => {
    assert.doesNotMatch(onPage, /(fill|stroke)="#/)
    assert.ok(onPage.length < 0.6 * svg.length)
  })
})
