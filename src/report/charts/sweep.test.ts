import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, Run } from '../../run-store/run-format.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { textWidth } from '../text-width.ts'
import { chartInput } from './chart-input.fixture.ts'
import { percentilesByCellChart } from './percentiles-by-cell.ts'
import { sweepChart } from './sweep.ts'
import { valueLabels } from './value-labels.ts'

const { run: stored } = storedRun({ recordsPerCell: 200, sweep: { 'put.batch': ['1'] } })
const policies = [
  { ttl: '0 s', rotation: '5 min' },
  { ttl: '5 min', rotation: '5 min', jitter: 0.2 },
  { ttl: '5 min', rotation: '5 min', maxRecords: 1, branchKey: { ttl: '20 min' } },
]
const alike = Array.from({ length: 3 }, (_, index) => ({ note: `${'very '.repeat(20)}long ${index}` }))

describe('sweepChart', () => {
  for (const width of [920, 340]) {
    it(`says in words what each bar is, ${width} px wide`, async () => {
      const run = runOf(policies.map((keyCache) => ({ keyCache })))

      const texts = await textsOf(run, width)

      assert.ok(texts.includes('ttl 0 s'))
      assert.ok(texts.join(' ').includes('ttl 5 min, jitter 0.2'))
      assert.ok(texts.join(' ').includes('ttl 5 min, maxRecords 1, branchKey.ttl 20 min'))
      assert.doesNotMatch(texts.join(' '), /[{}"]|rotation/)
    })

    it(`draws a row for each map and a column for each other value, ${width} px wide`, async () => {
      const run = runOf(
        policies.flatMap((keyCache) => ['1', '2'].map((batch) => ({ keyCache, 'put.batch': batch }))),
      )

      const texts = await textsOf(run, width)

      assert.equal(texts.filter((text) => text === 'put.batch').length, 3)
      assert.ok(texts.join(' ').includes('branchKey.ttl 20 min'))
    })
  }

  it('says of figures that read alike that they are so in every cell', () => {
    const run = withPutTimes(
      runOf(policies.map((keyCache) => ({ keyCache }))),
      [4_070_100, 4_070_200, 4_070_300],
    )
    const [chart] = sweepChart(chartInput(run))

    assert.match(chart!.finding, /sealed put: 4\.07 ms in every cell\.$/)
    assert.match(
      percentilesByCellChart(chartInput(run))[0]!.finding,
      /^Sealed, p99\.9 of the response time is 4\.07 ms in every cell\.$/,
    )
  })

  it('names the cells where figures differ', () => {
    const run = withPutTimes(
      runOf(policies.map((keyCache) => ({ keyCache }))),
      [4_070_100, 4_080_200, 4_070_300],
    )
    const input = chartInput(run)

    assert.match(
      sweepChart(input)[0]!.finding,
      /from 4\.07 ms in c01 \(ttl 0 s\) to 4\.08 ms in c02 \(ttl 5 min, jitter 0\.2\)\.$/,
    )
    assert.match(
      percentilesByCellChart(input)[0]!.finding,
      /with 4\.07 ms and longest in c02 .* with 4\.08 ms\.$/,
    )
  })
})

describe('valueLabels', () => {
  it('puts the cell before texts that would be equal', () => {
    const run = runOf(alike.map((keyCache) => ({ keyCache })))

    const labels = [...valueLabels(run, run.cells, 'keyCache', { width: 150, lines: 1 }).values()]

    assert.deepEqual(
      labels.map((label) => label.slice(0, 15)),
      ['c01: note very ', 'c02: note very ', 'c03: note very '],
    )
    assert.ok(labels.every((label) => textWidth(label, 12) <= 150 && label.endsWith('…')))
  })

  it('tells a number from a text that reads alike, and gives one value one label', () => {
    const run = runOf([{ batch: 1 }, { batch: '1' }, { batch: 1 }])

    const labels = valueLabels(run, run.cells, 'batch', { width: 150, lines: 1 })

    assert.deepEqual([...labels.values()].toSorted(), ['c01: 1', 'c01: 1', 'c02: 1'])
    assert.equal(labels.get('c01'), labels.get('c03'))
  })
})

/** The lines of text in the drawn picture, in their order. */
async function textsOf(run: Run, width: number): Promise<string[]> {
  const [chart] = sweepChart(chartInput(run))
  const svg = await drawSvg({ id: 'sweep', title: 'sweep', spec: chart!.spec(width) })
  return [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!)
}

function runOf(params: readonly CellResult['params'][]): Run {
  const cells = params.map((own, index) => ({ ...stored.cells[0]!, id: `c0${index + 1}`, params: own }))
  return { ...stored, cells }
}

/** In nanoseconds. */
function withPutTimes(run: Run, times: readonly number[]): Run {
  const cells = run.cells.map((cell, index) => {
    const responseTime = { ...cell.put.sealed.responseTime, p99: times[index]!, p999: times[index]! }
    return { ...cell, put: { ...cell.put, sealed: { ...cell.put.sealed, responseTime } } }
  })
  return { ...run, cells }
}
