import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, KmsResult } from '../../run-store/run-format.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { colours } from '../theme.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { kmsCallsChart } from './kms-calls.ts'
import { quotaOf } from './kms-quota.ts'

const { run } = storedRun({ recordsPerCell: 50 })

describe('kmsCallsChart', () => {
  it('names the two operations that an envelope asks for', () => {
    const chart = chartOf({})

    assert.match(chart.finding, /calls \(GenerateDataKey \+ Decrypt\) were counted/)
    assert.deepEqual(
      chart.table.columns.map(({ label }) => label),
      ['from', 'to', 'GenerateDataKey', 'Decrypt'],
    )
  })

  it('names Encrypt where a contestant asks for it', () => {
    const chart = chartOf({
      calls: { GenerateDataKey: 0, Decrypt: 14, Encrypt: 7 },
      timeline: { sliceNs: 60e9, GenerateDataKey: [0, 0], Decrypt: [8, 6], Encrypt: [4, 3] },
    })

    assert.match(
      chart.finding,
      /0 \+ 14 \+ 7 Encrypt calls \(GenerateDataKey \+ Decrypt \+ Encrypt\) were counted/,
    )
    assert.match(chart.finding, /The busiest 1 min held 12[.:]/)
    assert.deepEqual(chart.table.rows, [
      ['0 ns', '1 min', '0', '8', '4'],
      ['1 min', '2 min', '0', '6', '3'],
    ])
  })

  it('has a mark for each operation and principal that asked, which sum up to the calls of the slice', async () => {
    const chart = chartOf(twoPrincipals)

    await assertMarksAreData(chart)
    const callsBy = (wanted: string) =>
      chart.data.filter(({ by }) => by === wanted).reduce((sum, { calls }) => sum + Number(calls), 0)
    assert.deepEqual([callsBy('operation'), callsBy('principal')], [14, 14])
    assert.match(chart.finding, /Of 3 principals bob made most: 10 calls\./)
    assert.doesNotMatch(chart.howToRead, /theory/)
    assert.deepEqual(
      chart.table.columns.map(({ label }) => label),
      ['from', 'to', 'GenerateDataKey', 'Decrypt', 'alice', 'all others'],
    )
    assert.deepEqual(chart.table.rows[0], ['0 ns', '1 min', '2', '6', '5', '3'])
  })

  it('says where all principals made the same number of calls', () => {
    const each = { GenerateDataKey: 1, Decrypt: 0 }

    assert.match(
      chartOf({ ...twoPrincipals, byPrincipal: { alice: each, bob: each } }).finding,
      /Each of 2 principals made 1 call\./,
    )
  })

  it('shows whatever principals are called as text', async () => {
    const hostile = `<script>alert(1)</script>"'&`
    const byPrincipal = [
      { principal: hostile, calls: [8, 6] },
      { principal: 'x', calls: [0, 0] },
    ]
    const chart = chartOf({ ...twoPrincipals, timeline: { ...twoPrincipals.timeline, byPrincipal } })

    const svg = await drawSvg({ ...chart, spec: chart.spec(340) })

    assert.doesNotMatch(svg, /<script/)
    assert.match(svg, /&lt;script/)
  })

  for (const [quota, isDrawn] of [
    // 8 calls in the busiest minute: twice that is 16.
    [16 / 60, true],
    [16.1 / 60, false],
  ] as const)
    it(`draws a quota of ${quota.toFixed(4)} /s ${isDrawn ? 'as a rule where it lies' : 'in words, as the rule would squeeze the bars'}`, async () => {
      const chart = chartOf(twoPrincipals, `${quota} /s`)

      const svg = await drawSvg({ ...chart, spec: chart.spec(920) })

      assert.match(svg, /quota [\d.]+ \/s, of which the busiest bar takes (50|49\.7|50\.0) %/)
      assert.match(chart.finding, /held 8: quota/)
      assert.equal(svg.includes(`stroke="${colours.refuted}"`), isDrawn)
      const y = isDrawn ? heightOf(svg, colours.refuted) : undefined
      // Of a plot 240 px high whose axis reaches 8 % beyond the quota.
      if (y !== undefined) assert.ok(Math.abs(y - 240 * (1 - 1 / 1.08)) < 1, String(y))
    })

  it('says nothing of a quota that the scenario does not state, and takes the one that was swept', () => {
    const [cell] = run.cells
    const quotaWith = (params: CellResult['params'], kms: object) =>
      quotaOf({ scenario: { ...run.scenario, kms } }, { ...cell!, params })

    assert.equal(quotaWith({}, {}), undefined)
    assert.equal(quotaWith({}, { quota: '0 /s' }), undefined)
    assert.equal(quotaWith({}, { quota: '5 /s' }), 5)
    assert.equal(quotaWith({ 'kms.quota': '7 /s' }, { quota: '5 /s' }), 7)
    assert.equal(quotaWith({ kms: { quota: '9 /s' } }, { quota: '5 /s' }), 9)
    assert.doesNotMatch(chartOf({}).finding, /quota/)
  })
})

const twoPrincipals = {
  calls: { GenerateDataKey: 3, Decrypt: 11 },
  byPrincipal: {
    alice: { GenerateDataKey: 2, Decrypt: 2 },
    bob: { GenerateDataKey: 1, Decrypt: 9 },
    carol: { GenerateDataKey: 0, Decrypt: 0 },
  },
  timeline: {
    sliceNs: 60e9,
    GenerateDataKey: [2, 1],
    Decrypt: [6, 5],
    byPrincipal: [
      { principal: 'alice', calls: [5, 4] },
      { principal: null, calls: [3, 2] },
    ],
  },
}

/** How far below the top of the plot the rule of that colour lies. */
function heightOf(svg: string, colour: string): number {
  const [tag] = new RegExp(`<line[^>]*stroke="${colour}"[^>]*>`).exec(svg) ?? []
  return Number(/translate\([^,]*,([\d.]+)\)/.exec(tag ?? '')?.[1])
}

function chartOf(kms: Partial<KmsResult>, quota?: string) {
  const [cell] = run.cells
  const scenario = { ...run.scenario, kms: { quota } }
  const focus = { ...cell!, kms: { ...cell!.kms, expectedCalls: null, ...kms } }
  const [chart] = kmsCallsChart(chartInput({ ...run, scenario }, { focus }))
  assert.ok(chart)
  return chart
}
