import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { pngScale, renderPng } from './png.ts'

describe('renderPng', () => {
  it('gives a PNG of twice the pixels, and says how many', async () => {
    const { bytes, width, height } = await renderPng(svg('<text y="20">0.2 ms</text>'))

    const file = Buffer.from(bytes)
    assert.equal(file.subarray(1, 4).toString('latin1'), 'PNG')
    assert.deepEqual([width, height], [60 * pngScale, 30 * pngScale])
    assert.deepEqual([file.readUInt32BE(16), file.readUInt32BE(20)], [width, height])
  })

  it('gives the same bytes for the same drawing, in whatever order', async () => {
    const one = await renderPng(svg('<text y="20">one</text>'))
    const other = await renderPng(svg('<text y="20">other</text>'))
    const again = await renderPng(svg('<text y="20">one</text>'))

    assert.deepEqual(again.bytes, one.bytes)
    assert.notDeepEqual(other.bytes, one.bytes)
  })

  it('draws any family of sans-serif in the font that comes with sealbench, bold where it is bold', async () => {
    const [named, unnamed, serif, bold] = await Promise.all(
      ['Helvetica, Arial, sans-serif', 'Arimo', 'No Such Font', 'Arimo" font-weight="bold'].map((family) =>
        renderPng(svg(`<text y="20" font-family="${family}">label</text>`)),
      ),
    )

    assert.deepEqual(named!.bytes, unnamed!.bytes)
    assert.deepEqual(serif!.bytes, unnamed!.bytes)
    assert.notDeepEqual(bold!.bytes, unnamed!.bytes)
  })

  it('draws the marks of verdicts, each another', async () => {
    const marks = await Promise.all(
      Array.from('✔✘◆■密', (mark) => renderPng(svg(`<text y="20">${mark}</text>`))),
    )

    const distinct = new Set(marks.map(({ bytes }) => Buffer.from(bytes).toString('base64')))
    assert.equal(distinct.size, 5)
  })

  it('refuses what is no SVG', async () => {
    await assert.rejects(renderPng('<svg'))
  })
})

function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">${content}</svg>`
}
