import assert from 'node:assert/strict'
import { globSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { OutputUnwritableError, UsageError } from '../../errors.ts'
import type { Chart } from '../charts/chart.ts'
import { chartsOf } from '../charts/registry.ts'
import { comparisonCharts } from '../comparison/comparison-charts.ts'
import { comparisonOf } from '../comparison/comparison.fixture.ts'
import { reportDataOf } from '../data/report-data.ts'
import { wholePlan } from '../plan/arbitrary-plan.fixture.ts'
import { planCharts } from '../plan/plan-charts.ts'
import { storedRun } from '../run.fixture.ts'
import { pngScale } from './png.ts'
import { stillWidth } from './still.ts'
import { writeStills, type StillOptions } from './write-stills.ts'

const usual: StillOptions = { formats: ['svg', 'png'], theme: 'light', width: stillWidth.usual }

describe('writeStills', () => {
  for (const [what, charts] of [
    ['run', runCharts()],
    ['plan', planCharts(wholePlan())],
    ['comparison', comparisonCharts(comparisonOf())],
  ] as const)
    it(`writes every picture of a ${what} in each form, with a glyph for every character`, async () => {
      using folder = place()

      const { charts: written, withoutGlyph } = await writeStills(charts, folder.path, usual)

      const names = charts.flatMap(({ id }) => [`charts/${id}.svg`, `charts/${id}.png`])
      assert.deepEqual(
        written.map((file) => path.relative(folder.path, file)),
        names,
      )
      assert.deepEqual(folder.files(), names.toSorted())
      assert.deepEqual(withoutGlyph, [])
      for (const { id } of charts) {
        const [width, height] = sizeOf(folder.read(`charts/${id}.svg`).toString())
        const png = folder.read(`charts/${id}.png`)
        assert.deepEqual(
          [png.readUInt32BE(16), png.readUInt32BE(20)],
          [width! * pngScale, height! * pngScale],
          id,
        )
      }
    })

  it('writes what is asked for: forms, pictures in their own order, theme and width', async () => {
    using folder = place()

    const { charts } = await writeStills(runCharts(), folder.path, {
      formats: ['svg'],
      theme: 'dark',
      width: 500,
      ids: ['sweep', 'claims', 'sweep'],
    })

    assert.deepEqual(
      charts.map((file) => path.basename(file)),
      ['claims-dark.svg', 'sweep-dark.svg'],
    )
    assert.deepEqual(folder.files(), ['charts/claims-dark.svg', 'charts/sweep-dark.svg'])
    const dark = folder.read('charts/claims-dark.svg').toString()
    assert.match(dark, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^>]*width="500"/)
    assert.match(dark, /<rect width="500" height="\d+" fill="#161b22"\/>/)
    assert.doesNotMatch(dark, /#fffffe|#1c2128/)
  })

  it('says which characters PNGs cannot show, and asks no font for an SVG alone', async () => {
    using folder = place()
    const charts = [withText('密 ✔ 鑰')]

    const png = await writeStills(charts, folder.path, { ...usual, formats: ['png'] })
    const svg = await writeStills(charts, folder.path, { ...usual, formats: ['svg'] })

    assert.deepEqual(png.withoutGlyph, ['密', '鑰'])
    assert.deepEqual(svg.withoutGlyph, [])
  })

  it('names the pictures there are where one is asked for that is not, and writes nothing', async () => {
    using folder = place()

    await assert.rejects(
      writeStills([withText('a')], folder.path, { ...usual, ids: ['text', 'nope'] }),
      (error: Error) =>
        error instanceof UsageError && /no picture by nope\. Here are text\./.test(error.message),
    )
    await assert.rejects(writeStills([], folder.path, { ...usual, ids: ['text'] }), /There are none here\./)
    assert.deepEqual(folder.files(), [])
  })

  it('says where it cannot write', async () => {
    using folder = place()
    writeFileSync(path.join(folder.path, 'charts'), '')

    await assert.rejects(writeStills([withText('a')], folder.path, usual), OutputUnwritableError)
  })
})

function runCharts(): readonly Chart[] {
  const { run, logOf } = storedRun({ recordsPerCell: 500 })
  return chartsOf(reportDataOf(run, logOf))
}

function withText(text: string): Chart {
  return {
    id: 'text',
    title: 'Text',
    howToRead: '',
    finding: '',
    table: { columns: [], rows: [] },
    data: [],
    spec: (width) => ({
      width: width - 20,
      height: 20,
      data: { values: [{ text }] },
      mark: 'text',
      encoding: { text: { field: 'text', type: 'nominal' } },
    }),
  }
}

function sizeOf(svg: string): number[] {
  return [...(/<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? [])].slice(1).map(Number)
}

function place() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-stills-'))
  return {
    path: folder.path,
    files: () =>
      globSync('**/*.*', { cwd: folder.path })
        .map((name) => name.replaceAll(path.sep, '/'))
        .toSorted(),
    read: (name: string) => readFileSync(path.join(folder.path, name)),
    [Symbol.dispose]: () => folder.remove(),
  }
}
