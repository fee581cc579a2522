import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { firstView, type View } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { inTheme, themes } from '../theme.ts'
import { tailTable } from '../tail-causes.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { causeColours, tailCausesChart } from './tail-causes.ts'

const { run } = storedRun({ recordsPerCell: 20_000, sweep: {} })
const focus = run.cells[0]!

describe('tailCausesChart', () => {
  it('is one for each operation that was measured, and none for runs of before', () => {
    const { get: _, ...putAlone } = focus.tail!
    const { tail: __, ...before } = focus

    assert.deepEqual(idsOf(focus), ['tail-causes-put', 'tail-causes-get'])
    assert.deepEqual(idsOf({ ...focus, tail: putAlone }), ['tail-causes-put'])
    assert.deepEqual(idsOf(before), [])
  })

  it('divides each bar by cause, sealed above plain, and leaves out bands without records', async () => {
    const [chart] = chartsOf(focus)

    const svg = await drawSvg({ ...chart!, spec: chart!.spec(960) })

    assert.match(svg, /service time, sealed, p99 to p99\.9: 60 % unknown, 108 of 180 records/)
    assert.match(svg, /service time, plain, p99\.9 to p99\.99: 50 % garbage collection, 9 of 18 records/)
    assert.match(svg, />unknown 60 %</)
    assert.ok(svg.indexOf('>sealed, p99 to p99.9<') < svg.indexOf('>plain, p99 to p99.9<'))
  })

  it('writes on every cause what can be read in light and dark, without a halo', async () => {
    for (const theme of themes)
      for (const [cause, { block, words }] of Object.entries(causeColours)) {
        const [under, over] = [block, words].map((colour) => luminance(inTheme(`fill="${colour}"`, theme)))
        const contrast = (Math.max(under!, over!) + 0.05) / (Math.min(under!, over!) + 0.05)
        // WCAG 2.2, 1.4.3.
        assert.ok(contrast >= 4.5, `${cause}, ${theme}: ${contrast}`)
      }

    const [chart] = chartsOf(focus)
    const svg = await drawSvg({ ...chart!, spec: chart!.spec(960) })
    assert.match(svg, /<text[^>]* fill="#fffffe"[^>]*>garbage collection 50 %</)
    assert.doesNotMatch(svg, /<text[^>]* stroke=/)
  })

  it('says beside a bar of fewer than a hundred records of how many it is', async () => {
    const [chart] = chartsOf(focus)

    const svg = await drawSvg({ ...chart!, spec: chart!.spec(960) })

    assert.match(svg, />plain, p99\.9 to p99\.99<.*>18 records</)
    assert.doesNotMatch(svg, />180 records</)
  })

  it('describes a mark for each row of its data, by the time that is asked for, of several cells too', async () => {
    const { run: two } = storedRun({ recordsPerCell: 500, sweep: { 'put.batch': ['1', '2'] } })
    const view: View = { ...firstView, time: 'responseTime', operations: ['put'], cells: ['c01', 'c02'] }

    const charts = tailCausesChart(chartInput(two, { view }))

    assert.deepEqual(
      charts.map(({ id, title }) => [id, title.endsWith('by response time')]),
      [['tail-causes-put', true]],
    )
    assert.deepEqual(
      [...new Set(charts[0]!.data.map(({ cell, time }) => `${cell} ${time}`))],
      ['c01 responseTime', 'c02 responseTime'],
    )
    assert.deepEqual(charts[0]!.table.columns[0], { label: 'cell', isNumber: false })
    for (const chart of [...charts, ...chartsOf(focus)]) await assertMarksAreData(chart)
  })

  it('has its bands as a table, and says in words what is beyond p99.9', () => {
    const [chart] = chartsOf(focus)

    assert.deepEqual(chart!.table, tailTable(focus.tail!.put!))
    assert.match(chart!.finding, /^By service time: in c01, beyond p99\.9 .*; of the plain arm [^;]*\.$/)
  })

  it('speaks of the chosen time and arms alone, and draws those; both arms where neither is chosen', () => {
    const sealed = shown({ time: 'responseTime', arms: ['sealed', 'delta'] })
    assert.match(sealed.finding, /^By response time: in c01, beyond p99\.9 \([^)]*\): [^;]*\.$/)
    assert.deepEqual(sealed.arms, ['sealed'])
    const plain = shown({ arms: ['plain'] })
    assert.match(plain.finding, /^By service time: in c01, beyond p99\.9 of the plain arm /)
    assert.deepEqual(plain.arms, ['plain'])
    assert.deepEqual(shown({ arms: ['overhead'] }).arms, ['sealed', 'plain'])
  })
})

function shown(changes: Partial<View>) {
  const [chart] = tailCausesChart(chartInput(run, { view: { ...firstView, ...changes } }))
  return { finding: chart!.finding, arms: [...new Set(chart!.data.map(({ arm }) => arm))] }
}

function chartsOf(cell: typeof focus) {
  return tailCausesChart(chartInput(run, { focus: cell }))
}

function idsOf(cell: typeof focus): string[] {
  return chartsOf(cell).map(({ id }) => id)
}

/** Relative, as WCAG 2.2 has it. */
function luminance(fill: string): number {
  const [red, green, blue] = fill
    .match(/[0-9a-f]{2}(?=[0-9a-f]*")/g)!
    .map((byte) => Number.parseInt(byte, 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
