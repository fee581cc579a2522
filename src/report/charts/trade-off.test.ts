import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { CellResult, Run } from '../../run-store/run-format.ts'
import { noDetail } from '../data/cell-detail.ts'
import { gridIndexOf } from '../data/percentile-grid.ts'
import { firstView } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { colours } from '../theme.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { tradeOffChart } from './trade-off.ts'

const { run: stored } = storedRun({ recordsPerCell: 200 })

interface Weights {
  readonly usd: number
  readonly tailNs: number
  /** Null for good; undefined where it is not told. */
  readonly delayNs?: number | null | undefined
}

describe('tradeOffChart', () => {
  it('names the frontier, and of each other cell one that beats it', () => {
    const chart = chartOf([
      { usd: 1, tailNs: 50, delayNs: 600e9 },
      { usd: 2, tailNs: 40, delayNs: 600e9 },
      { usd: 3, tailNs: 40, delayNs: 600e9 },
      { usd: 9, tailNs: 90, delayNs: 60e9 },
    ])!

    assert.deepEqual(
      chart.data.map(({ isOnFrontier, beatenBy }) => [isOnFrontier, beatenBy]),
      [
        [1, null],
        [1, null],
        [0, 'c2'],
        [1, null],
      ],
    )
    assert.match(chart.finding, /^On the frontier are 3 of 4 cells: c1 .*, c2 .*, c4 /)
    assert.match(
      chart.finding,
      /cheapest of them is c1 .* shortest tail of them has c2 .* least exposed of them is c4 with 1 min/,
    )
    assert.match(chart.finding, /1 is beaten, such as c3 \(3\) by c2 \(2\)\.$/)
  })

  it('has no member of the frontier that another beats, and names of all others one that does', () => {
    const weights = fc.record({
      usd: fc.nat(4),
      tailNs: fc.constantFrom(100, 104, 109, 120, 150),
      delayNs: fc.constantFrom(0, 60e9, 600e9, null, undefined),
    })
    fc.assert(
      fc.property(fc.array(weights, { minLength: 2, maxLength: 30 }), (list) => {
        const data = chartOf(list)?.data ?? []
        const points = list.map(({ usd, tailNs, delayNs }) => [usd, tailNs, delayNs ?? Infinity] as const)
        for (const [at, { isOnFrontier, beatenBy }] of data.entries()) {
          const winners = data.filter((_, other) => isBeaten(points[at]!, points[other]!))
          assert.equal(isOnFrontier, winners.length === 0 ? 1 : 0)
          assert.ok(isOnFrontier === 1 || winners.some(({ cell }) => cell === beatenBy))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes tails without intervals as equal that are not a tenth apart', () => {
    assert.equal(beatenOf(1.0e6), 'c1')
    assert.equal(beatenOf(0.94e6), null)
  })

  it('is left out where cells differ in one thing alone, or there is one', () => {
    assert.equal(
      chartOf([
        { usd: 1, tailNs: 40 },
        { usd: 2, tailNs: 40 },
      ]),
      undefined,
    )
    assert.equal(chartOf([{ usd: 1, tailNs: 40 }]), undefined)
  })

  it('takes tails as equal unless their intervals are apart, and draws these', async () => {
    const run = runOf([
      { usd: 1, tailNs: 1e6, delayNs: 5 },
      { usd: 1, tailNs: 2e6, delayNs: 5 },
      { usd: 3, tailNs: 9e6, delayNs: 0 },
    ])
    const at = gridIndexOf(0.9)
    const outcome = async (high: number) => {
      const ends = { c1: [0.9e6, high], c2: [1.5e6, 2.5e6], c3: [8e6, 9.5e6] } as const
      const detailOf = (id: string) => {
        const [low, most] = ends[id as keyof typeof ends].map((end) => Object.assign([], { [at]: end }))
        const curve = { values: [], count: 200, min: 0, mean: 0, max: 0, low: low!, high: most! }
        return { ...noDetail, curves: { 'put.sealed.serviceTime': curve } }
      }
      const [chart] = tradeOffChart(chartInput(run, { detailOf }))
      const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })
      return [chart!.data[1]!['beatenBy'], svg.match(/stroke-width="1\.2"/g)?.length]
    }

    assert.deepEqual(await outcome(1.5e6), [null, 3])
    assert.deepEqual(await outcome(1.499e6), ['c1', 3])
  })

  it('lets no cell beat another at another KMS, and says where all expose the same', () => {
    for (const name of ['kms.latency', 'kms.latency.median', 'kms.quota', 'kms.region', 'kms.backend'])
      assert.equal(comparedAcross(name), 3, name)
    for (const name of ['kms.keyId', 'keyCache.refresh']) assert.equal(comparedAcross(name), 6, name)
    const alike = chartOf([
      { usd: 1, tailNs: 90, delayNs: 60e9 },
      { usd: 2, tailNs: 40, delayNs: 60e9 },
    ])
    assert.match(alike!.finding, /All cells expose the same: 1 min\./)
    const untold = chartOf([
      { usd: 1, tailNs: 90 },
      { usd: 2, tailNs: 40 },
    ])
    assert.match(untold!.finding, /No cell tells its exposure\./)
  })

  it('compares cells under the same load and records alone', () => {
    const { run } = storedRun({
      recordsPerCell: 200,
      sweep: { 'records.size': ['1 KiB', '2 KiB'], 'keyCache.ttl': ['0 s', '1 min', '5 min'] },
    })

    const [chart] = tradeOffChart(chartInput(run))

    assert.deepEqual(
      chart!.data.map(({ cell }) => cell),
      ['c01', 'c02', 'c03'],
    )
    assert.match(chart!.howToRead, /Compared are the cells with records\.size 1 KiB\./)
  })

  for (const cells of [2, 10, 500])
    it(`has a mark for each of ${cells} cells`, async () => {
      const weights = Array.from({ length: cells }, (_, at) => ({
        usd: 1 + at,
        tailNs: 1e6 / (1 + (at % 7)),
        delayNs: (at % 3) * 60e9,
      }))

      const chart = chartOf(weights)!

      await assertMarksAreData(chart, [340])
      assert.equal(chart.data.length, cells)
      assert.equal(chart.howToRead.includes('not read of more than 60 cells'), cells > 60)
      assert.doesNotMatch(chart.howToRead, /Upright bars/)
    })

  it('names each cell of a frontier whose marks stand side by side', async () => {
    const chart = chartOf([
      { usd: 1, tailNs: 80, delayNs: 60e9 },
      { usd: 1.01, tailNs: 70, delayNs: 60e9 },
      { usd: 9, tailNs: 40, delayNs: 60e9 },
    ])!

    const svg = await drawSvg({ ...chart, spec: chart.spec(920) })

    for (const id of ['c1', 'c2', 'c3']) assert.ok(svg.includes(`>${id}<`), id)
  })

  it('rings what is chosen, in either scale, and shows names as text', async () => {
    const weights = [
      { usd: 0, tailNs: 50, delayNs: 60e9 },
      { usd: 2, tailNs: 40, delayNs: null },
    ]
    for (const scale of ['log', 'linear'] as const) {
      const run = runOf(weights, '<script>alert(1)</script>')
      const [chart] = tradeOffChart(chartInput(run, { view: { ...firstView, scale, cells: ['c2'] } }))

      const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })

      assert.equal(svg.match(new RegExp(`stroke="${colours.ink}" stroke-width="2"`, 'g'))?.length, 1)
      assert.doesNotMatch(svg, /<script/)
    }
  })
})

/** How many of six cells are compared, over two values of `name`. */
function comparedAcross(name: string): number {
  const { run } = storedRun({
    recordsPerCell: 200,
    sweep: { [name]: ['a', 'b'], 'keyCache.ttl': ['0 s', '1 min', '5 min'] },
  })
  return tradeOffChart(chartInput(run))[0]!.data.length
}

type Three = readonly [number, number, number]

/** By definition: the other is better in money, tail or exposure, and worse in none; tails within a tenth are equal. */
function isBeaten([usd, tail, delay]: Three, [usd2, tail2, delay2]: Three): boolean {
  const isShorter = tail2 * 1.05 < tail * 0.95
  const isWorse = usd2 > usd || delay2 > delay || tail * 1.05 < tail2 * 0.95
  return !isWorse && (usd2 < usd || delay2 < delay || isShorter)
}

/** By whom the second is beaten, whose tail is `tailNs`. */
function beatenOf(tailNs: number) {
  const chart = chartOf([
    { usd: 1, tailNs: 1.04e6, delayNs: 5 },
    { usd: 2, tailNs, delayNs: 5 },
    { usd: 3, tailNs: 9e6, delayNs: 0 },
  ])
  return chart!.data[1]!['beatenBy']
}

function chartOf(weights: readonly Weights[]) {
  return tradeOffChart(chartInput(runOf(weights)))[0]
}

function runOf(weights: readonly Weights[], name = 'keyCache.ttl'): Run {
  return { ...stored, cells: weights.map((own, at) => cellOf(own, at + 1, name)) }
}

function cellOf({ usd, tailNs, delayNs }: Weights, number: number, name: string): CellResult {
  const { exposure, ...cell } = stored.cells[0]!
  const serviceTime = { ...cell.put.sealed.serviceTime, p50: tailNs, p90: tailNs, p99: tailNs, p999: tailNs }
  return {
    ...cell,
    id: `c${number}`,
    params: { [name]: number },
    kms: { ...cell.kms, usdPer30Days: usd },
    put: { ...cell.put, sealed: { ...cell.put.sealed, serviceTime } },
    ...(delayNs !== undefined && {
      exposure: { ...exposure!, revocationDelayNs: { put: delayNs, get: delayNs } },
    }),
  }
}
