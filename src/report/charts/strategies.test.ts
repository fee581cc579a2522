import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, Estimate, Run } from '../../run-store/run-format.ts'
import type { View } from '../data/view.ts'
import { firstView } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import type { Chart } from './chart.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { strategiesChart } from './strategies.ts'
import { sweepChart } from './sweep.ts'

const suites = ['aes-256-gcm+esdk', 'aes-256-gcm-siv', 'xaes-256-gcm']

describe('strategiesChart', () => {
  it('has a described mark for each strategy and panel, wide and narrow', async () => {
    const chart = chartOf(runOf([30_000, 10_000, 20_000]))!

    await assertMarksAreData(chart)
    assert.equal(chart.data.length, 4 * suites.length)
    assert.ok(chart.data.every(({ low, value, high }) => low === null || (low! <= value! && value! <= high!)))
  })

  it('sorts strategies by the typical put, the same in every panel', () => {
    const { data } = chartOf(runOf([30_000, 10_000, 20_000]))!

    for (const rows of Map.groupBy(data, ({ measure }) => measure).values())
      assert.deepEqual(
        rows.map((row) => row['envelope.suite']),
        ['aes-256-gcm-siv', 'xaes-256-gcm', 'aes-256-gcm+esdk'],
      )
  })

  it('says which cannot be told apart from the least: those whose intervals touch, and no others', () => {
    // Intervals reach a thousand to both sides.
    const touching = chartOf(runOf([10_000, 12_000, 30_000]))!
    const apart = chartOf(runOf([10_000, 12_001, 30_000]))!

    assert.match(touching.finding, /Not told apart from the least: aes-256-gcm-siv\./)
    assert.doesNotMatch(apart.finding, /Not told apart/)
  })

  it('says which lie within the noise floor, and draws it where it reaches the marks', async () => {
    const run = runOf([10_000, 20_000, 300_000])
    const [loud, quiet] = [20_000, 19_999].map((most) => withNoise(run, most)) as [Run, Run]

    assert.match(
      chartOf(loud)!.finding,
      /differ by up to 20 us\. Within the noise floor: aes-256-gcm\+esdk; aes-256-gcm-siv\./,
    )
    assert.match(chartOf(quiet)!.finding, /Within the noise floor: aes-256-gcm\+esdk\./)
    assert.equal((await bandsOf(loud)) - (await bandsOf(withNoise(run, 100))), 1)
  })

  it('counts on which side of a claimed bound whole intervals lie', async () => {
    const run = withBound(runOf([10_000, 20_000, 30_000]), 21_000)

    assert.match(
      chartOf(run)!.finding,
      /Of 3 strategies 2 lie below the claimed 21 us with their whole interval, 1 above\./,
    )
    assert.match(
      chartOf(withBound(run, 20_999))!.finding,
      /1 lies below the claimed 21 us with its whole interval, 1 above; of 1 it cannot be told\./,
    )
    assert.match(await svgOf(run), /claimed: &lt;= 21 us/)
  })

  it('shows KMS calls where they tell strategies apart, and only there', () => {
    const alike = runOf([10_000, 20_000, 30_000])
    const apart = { ...alike, cells: alike.cells.map((cell, index) => withCalls(cell, index)) }

    assert.ok(measuresOf(apart).includes('kms.calls'))
    assert.ok(
      !measuresOf({ ...alike, cells: alike.cells.map((cell) => withCalls(cell, 0)) }).includes('kms.calls'),
    )
  })

  it('heeds operations, percentiles, times and what is chosen', () => {
    const run = runOf([30_000, 10_000, 20_000])

    assert.deepEqual(measuresOf(run, { operations: ['get'], percentiles: [90] }), [
      'get.overhead.serviceTime.p90',
    ])
    assert.deepEqual(measuresOf(run, { operations: ['put'], time: 'responseTime', percentiles: [50] }), [
      'put.overhead.responseTime.p50',
    ])
    assert.deepEqual(measuresOf(run, { operations: ['put'], unit: 'call', percentiles: [50] }), [
      'put.overhead.callTime.p50',
    ])
  })

  it('draws strategies that cost nothing or less beside those that cost much, on either scale', async () => {
    const run = runOf([0, -500, 3e6])

    for (const scale of ['log', 'linear'] as const) {
      const svg = await svgOf(run, { scale })
      assert.doesNotMatch(svg, /NaN|Infinity|undefined/)
      await assertMarksAreData(chartOf(run, { scale })!)
    }
  })

  it('has axes of one kind for a put and a get, and says which', async () => {
    const apart = chartOf(runOf([10_000, 20_000, 3e6]))!
    const alike = chartOf(runOf([10_000, 20_000, 3e6]), { scale: 'linear' })!
    const around = chartOf(runOf([-500, 20_000, 3e6]))!

    for (const [chart, kind] of [
      [apart, 'log'],
      [alike, 'linear'],
      [around, 'symlog'],
    ] as const)
      assert.deepEqual([...new Set(timeScalesOf(chart))], [kind])
    assert.match(apart.howToRead, /All axes of times are logarithmic; each/)
    assert.match(alike.howToRead, /All axes of times are linear; each/)
    assert.match(around.howToRead, /All axes of times are logarithmic, and linear around 0; each/)
  })

  it('ends a bar that goes on below the axis in an arrowhead, and says so, and no other', async () => {
    const run = runOf([10_000, 20_000, 300_000])
    const ending = (low: number) => ({
      ...run,
      cells: run.cells.map((cell, index) => (index === 1 ? withLow(cell, low) : cell)),
    })
    // The axis begins a tenth below the least mark.
    const [whole, cut] = [ending(1000), ending(999)]

    assert.equal((await arrowsOf(cut)) - (await arrowsOf(whole)), 1)
    assert.match(chartOf(cut)!.howToRead, /ends in an arrowhead goes on beyond the axis/)
    assert.match(chartOf(cut)!.howToRead, /A bar may be narrower than its mark/)
  })

  it('shows the same percentiles of a put as of a get, those that both are sure of', () => {
    const run = runOf([10_000, 20_000, 30_000])
    const cells = run.cells.map(({ put, get, ...cell }) => ({
      ...cell,
      put: withIntervals(put, ['p90', 'p99']),
      get: withIntervals(get, ['p90']),
    }))

    assert.deepEqual(
      measuresOf({ ...run, cells }).map((measure) => measure.split('.').at(-1)),
      ['p50', 'p90', 'p50', 'p90'],
    )
  })

  it('keeps the figures of strategies that are not chosen as legible as the others', async () => {
    const svg = await svgOf(runOf([30_000, 10_000, 20_000]), { cells: ['c01'] })

    assert.match(svg, /<path[^>]* opacity="0\.35"/)
    assert.doesNotMatch(svg, /<text[^>]*opacity="0\.35"/)
  })

  it('holds other swept parameters as they are in the focus', () => {
    const { run } = storedRun({
      recordsPerCell: 200,
      sweep: { 'envelope.suite': suites, 'records.size': ['1 KiB', '1 MiB'] },
    })
    const focus = run.cells.find(({ params }) => params['records.size'] === '1 MiB')!

    const [chart] = strategiesChart(chartInput(run, { focus }))

    const shown = new Set(chart!.data.map(({ cell }) => cell))
    assert.equal(shown.size, 3)
    for (const { id, params } of run.cells) assert.equal(shown.has(id), params['records.size'] === '1 MiB')
  })

  it('is left out where no strategies are swept, or one alone', () => {
    assert.deepEqual(strategiesChart(chartInput(storedRun({ recordsPerCell: 50 }).run)), [])
    const { run } = storedRun({ recordsPerCell: 50, sweep: { 'envelope.suite': suites.slice(0, 1) } })
    assert.deepEqual(strategiesChart(chartInput(run)), [])
  })

  it('reads whatever a strategy is named as text', async () => {
    const { run } = storedRun({
      recordsPerCell: 50,
      sweep: { keyCache: ['<script>alert(1)</script>', '"]\u0007\n'] },
    })

    const svg = await svgOf(run)

    assert.doesNotMatch(svg, /<script/)
    assert.ok(!svg.includes('\u0007'))
    assert.match(svg, /&lt;script&gt;alert/)
  })
})

describe('sweepChart of strategies', () => {
  it('leaves overheads and calls to their picture', () => {
    const run = runOf([30_000, 10_000, 20_000])

    const measures = new Set(sweepChart(chartInput(run))[0]!.data.map(({ measure }) => String(measure)))

    assert.ok([...measures].some((measure) => measure.startsWith('put.sealed.')))
    assert.ok(![...measures].some((measure) => measure === 'kms.calls' || measure.includes('overhead')))
  })
})

/** Whose strategies add so much to a put at p50, in ns, each with an interval of 1 us to both sides. */
function runOf(addedNs: readonly number[]): Run {
  const { run } = storedRun({ recordsPerCell: 2000, sweep: { 'envelope.suite': suites } })
  const cells = run.cells.map((cell, index) => {
    const at = addedNs[index]!
    const p50: Estimate = { ...cell.put.overhead.p50, estimateNs: at, ci95Ns: [at - 1000, at + 1000] }
    return { ...cell, put: { ...cell.put, overhead: { ...cell.put.overhead, p50 } } }
  })
  return { ...run, cells, claims: [] }
}

/** Whose plain arms differ by so much, in ns, at the p50 of a put. */
function withNoise(run: Run, most: number): Run {
  const { put } = run.noiseFloor
  const p50: Estimate = { ...put.p50, estimateNs: 0, ci95Ns: [-most, most / 2] }
  return { ...run, noiseFloor: { ...run.noiseFloor, put: { ...put, p50 } } }
}

function withBound(run: Run, value: number): Run {
  const { claims } = storedRun({ recordsPerCell: 50 }).run
  const bound = { text: '<= 21 us', op: '<=', value }
  return {
    ...run,
    claims: [{ ...claims[0]!, metric: 'put.overhead', statistic: 'p50', unit: 'record', bound }],
  }
}

function withLow(cell: CellResult, low: number): CellResult {
  const { overhead } = cell.put
  const [, high] = overhead.p50.ci95Ns!
  return {
    ...cell,
    put: { ...cell.put, overhead: { ...overhead, p50: { ...overhead.p50, ci95Ns: [low, high] } } },
  }
}

/** Above p50, at these percentiles alone. */
function withIntervals(
  result: CellResult['get'],
  sure: readonly ('p90' | 'p99' | 'p999')[],
): CellResult['get'] {
  const overhead = { ...result.overhead }
  for (const name of ['p90', 'p99', 'p999'] as const)
    overhead[name] = { ...overhead[name], ci95Ns: sure.includes(name) ? [1000, 90_000] : null }
  return { ...result, overhead }
}

function withCalls(cell: CellResult, more: number): CellResult {
  return { ...cell, kms: { ...cell.kms, calls: { GenerateDataKey: 12 + more, Decrypt: 0 } } }
}

function chartOf(run: Run, changes: Partial<View> = {}) {
  return strategiesChart(chartInput(run, { view: { ...firstView, ...changes } }))[0]
}

function measuresOf(run: Run, changes: Partial<View> = {}): string[] {
  const measures = chartOf(run, changes)!.data.map(({ measure }) => String(measure))
  return [...new Set(measures)].filter(
    (measure) => changes.operations === undefined || measure !== 'kms.calls',
  )
}

async function svgOf(run: Run, changes: Partial<View> = {}): Promise<string> {
  const chart = chartOf(run, changes)!
  return drawSvg({ ...chart, spec: chart.spec(920) })
}

/** Those of the panels of times. */
function timeScalesOf(chart: Chart): readonly string[] {
  return [
    ...JSON.stringify(chart.spec(920)).matchAll(
      /"x":\{"type":"quantitative","title":null,"scale":\{"type":"(?<type>\w+)"/g,
    ),
  ].map(({ groups }) => groups!['type']!)
}

async function arrowsOf(run: Run): Promise<number> {
  const { spec } = chartOf(run)!
  return JSON.stringify(spec(920)).split('"isCut":true').length - 1
}

async function bandsOf(run: Run): Promise<number> {
  return (await svgOf(run)).split('fill="#d5dae0"').length - 1
}
