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

  it('keeps all texts, in their order', () => {
    assert.ok(texts(svg).length > 4)
    assert.deepEqual(texts(onPage), texts(svg))
  })

  it('keeps rectangles once, those of one look together', () => {
    const marks = [
      '<g class="mark-rect role-mark marks">',
      '<path aria-label="a" d="M0,0h10v10h-10Z" fill="#000001"/>',
      '<path aria-label="b" d="M10,0h10v10h-10Z" fill="#000002"/>',
      '<path aria-label="c" d="M20,0h10v10h-10Z" fill="#000001"/>',
      '</g>',
    ]

    assert.equal(
      shapes(...marks),
      '<path fill="#000001" d="M0 0h10v10H0Zm20 0h10v10H20Z"/><path fill="#000002" d="M10 0h10v10H10Z"/>',
    )
  })

  it('lets a rectangle begin where that beside it ends, though both are rounded', () => {
    const marks = [
      '<g class="mark-rect role-mark">',
      '<path d="M1.11,0h9.93v10h-9.93Z" fill="#000001"/>',
      '<path d="M11.05,0h10v10h-10Z" fill="#000002"/>',
      '</g>',
    ]

    assert.equal(
      shapes(...marks),
      '<path fill="#000001" d="M1.1 0H11v10H1.1Z"/><path fill="#000002" d="M11 0h10.1v10H11Z"/>',
    )
  })

  it('joins lines of one look that follow each other', () => {
    const marks = [line(0, 'stroke="#000001"'), line(5, 'stroke="#000001"'), line(9, 'stroke="#000002"')]

    assert.equal(
      shapes(...marks),
      '<path stroke="#000001" d="M0 0v7m5-7v7"/><path stroke="#000002" d="M9 0v7"/>',
    )
  })

  it('leaves lines alone that shine through each other where they cross', () => {
    const marks = [line(0, 'stroke="#000001" opacity="0.5"'), line(5, 'stroke="#000001" opacity="0.5"')]

    assert.equal(shapes(...marks).match(/<path[^>]*opacity="\.5"/g)?.length, 2)
  })

  it('leaves marks that may lie on each other in their order', () => {
    const marks = ['1', '2', '1'].map(
      (shade, at) => `<path transform="translate(${at},0)" d="M0,0L4,0L4,4Z" fill="#00000${shade}"/>`,
    )

    assert.deepEqual(shapes('<g class="mark-symbol">', ...marks, '</g>').match(/#00000\d/g), [
      '#000001',
      '#000002',
      '#000001',
    ])
  })

  it('keeps circles round', () => {
    const circle =
      '<path transform="translate(25.28,9)" d="M3.39,0A3.39,3.39,0,1,1,-3.39,0A3.39,3.39,0,1,1,3.39,0" fill="#000001"/>'

    assert.equal(shapes(circle), '<circle cx="25.28" cy="9" r="3.39" fill="#000001"/>')
  })

  it('leaves a text of several lines where it is', () => {
    const place = 'transform="translate(30,52)"'
    const one = `<text ${place}>one</text>`
    const two = `<text ${place}><tspan>one</tspan><tspan x="0" dy="14">two</tspan></text>`

    assert.match(shapes(one), /<text x="30" y="52">one</)
    assert.match(shapes(two), /<text transform="translate\(30 52\)"><tspan>one<\/tspan><tspan x="0" dy="14">/)
  })

  it('leaves out what is there to be pointed at alone', () => {
    assert.equal(shapes('<path d="M0,0L9,0L9,9Z" fill="#000001" opacity="0"/>'), '')
  })

  it('keeps the name of the picture alone, as nobody can point at what is in it', () => {
    assert.match(onPage, new RegExp(`aria-labelledby="${chart!.id}-title"[^>]*role="img"`))
    assert.ok(onPage.includes(`><title id="${chart!.id}-title">`))
    assert.doesNotMatch(onPage, /<title>|aria-label=|graphics-/)
  })

  it('follows the colours of the page, and has a third of the bytes', () => {
    assert.doesNotMatch(onPage, /(fill|stroke)="#/)
    assert.ok(onPage.length < 0.35 * svg.length, `${onPage.length} of ${svg.length}`)
  })
})

function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!)
}

function line(x: number, look: string): string {
  return `<line transform="translate(${x},0)" x2="0" y2="7" ${look}/>`
}

/** What a page has of a picture with these marks. */
function shapes(...marks: readonly string[]): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${marks.join('')}</svg>`
  return svgOnPage(svg)
    .replace(/^<svg[^>]*>|<\/svg>$|<\/?g>/g, '')
    .replace(/^<svg[^>]*\/>$/, '')
}
