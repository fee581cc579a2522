import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Exposure, ToldExposure } from '../../run-store/exposure-format.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { keysHeldChart } from './keys-held.ts'

const { run } = storedRun({ recordsPerCell: 50, sweep: {} })
const none = { mean: 0, max: 0, taken: 0, longestNs: 0 }

const exposure: ToldExposure = {
  recordKey: { recordsMax: 1, bytesMax: 1034 },
  keyMaterial: { keys: 96, recordsMax: 331, bytesMax: 342_254, spanNsMax: 300e9 },
  branchKey: { keys: 1, recordsMax: 28_579, bytesMax: 29_550_686, spanNsMax: 3600e9 },
  revocationDelayNs: { put: 1500e9, get: 1800e9 },
  held: {
    sealing: { mean: 7.9763, max: 8, taken: 96, longestNs: 300e9 },
    reading: { mean: 30.574, max: 36, taken: 192, longestNs: 600e9 },
    branchKeys: { mean: 9.98, max: 10, taken: 30, longestNs: 1200e9 },
  },
  timeline: { sliceNs: 60e9, sealing: [7.903, 8], reading: [0, 16], branchKeys: [10, 10] },
}

describe('keysHeldChart', () => {
  it('says how many keys each side held, for how long, and what one of them opens', () => {
    assert.equal(
      chartOf(exposure)!.finding,
      'In c01, put caches: 7.98 held on average, 8 at most, one of them for 5 min; ' +
        'get caches: 30.6 held on average, 36 at most, one of them for 10 min; ' +
        'branch keys: 9.98 held on average, 10 at most, one of them for 20 min. ' +
        'One leaked key material opens 331 records at most, one leaked branch key 28,579 records at most.',
    )
  })

  it('has the keys of each slice as a table', () => {
    const { columns, rows } = chartOf(exposure)!.table

    assert.deepEqual(
      columns.map(({ label }) => label),
      ['from', 'to', 'put caches', 'get caches', 'branch keys'],
    )
    assert.deepEqual(rows, [
      ['0 ns', '1 min', '7.9', '0', '10'],
      ['1 min', '2 min', '8', '16', '10'],
    ])
  })

  it('leaves out a side that held nothing, and branch keys where there are none', () => {
    const { held, timeline } = exposure
    const chart = chartOf({
      ...exposure,
      branchKey: null,
      held: { ...held, reading: none, branchKeys: null },
      timeline: { ...timeline, reading: [0, 0], branchKeys: [] },
    })!

    assert.deepEqual(
      chart.table.columns.map(({ label }) => label),
      ['from', 'to', 'put caches'],
    )
    assert.doesNotMatch(chart.finding, /get caches|branch/)
    assert.doesNotMatch(chart.howToRead, /branch/)
    assert.match(chartOf(exposure)!.howToRead, /branch keys/)
  })

  it('draws nothing where the cell does not tell, or held nothing', () => {
    const { timeline } = exposure
    const held = { sealing: none, reading: none, branchKeys: none }

    assert.equal(chartOf(undefined), undefined)
    assert.equal(
      chartOf({
        ...exposure,
        held,
        timeline: { ...timeline, sealing: [0, 0], reading: [0, 0], branchKeys: [0, 0] },
      }),
      undefined,
    )
  })

  for (const width of [760, 360])
    it(`stacks blocks that describe themselves, ${width} px wide`, async () => {
      const chart = chartOf(exposure)!
      await assertMarksAreData(chart, [width])

      const svg = await drawSvg({ id: chart.id, title: chart.title, spec: chart.spec(width) })

      const described = [...svg.matchAll(/<path[^>]* aria-label="([^"]* held)"/g)].map(([, text]) => text)
      assert.deepEqual(described, [
        'up to 1 min, put caches: 7.9 held',
        'up to 1 min, branch keys: 10 held',
        '1 min to 2 min, put caches: 8 held',
        '1 min to 2 min, get caches: 16 held',
        '1 min to 2 min, branch keys: 10 held',
      ])
    })

  for (const [keys, labels] of [
    [0.4, ['0', '0.1', '0.2', '0.3', '0.4']],
    [40, ['0', '10', '20', '30', '40']],
    [4000, ['0', '1k', '2k', '3k', '4k']],
  ] as const)
    it(`labels its axis with numbers that people read, up to ${keys} keys`, async () => {
      const timeline = { ...exposure.timeline, sealing: [keys], reading: [0], branchKeys: [0] }
      const chart = chartOf({ ...exposure, timeline })!

      const svg = await drawSvg({ id: chart.id, title: chart.title, spec: chart.spec(760) })

      const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!)
      assert.deepEqual(
        labels.filter((label) => !texts.includes(label)),
        [],
        texts.join(', '),
      )
    })
})

function chartOf(told: Exposure | undefined) {
  const { exposure: _exposure, ...untold } = run.cells[0]!
  const focus = told === undefined ? untold : { ...untold, exposure: told }
  return keysHeldChart(chartInput(run, { focus }))[0]
}
