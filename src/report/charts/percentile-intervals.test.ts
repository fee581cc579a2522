import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Band } from '../data/cell-detail.ts'
import { percentileGrid } from '../data/percentile-grid.ts'
import { reportDataOf } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import type { Chart } from './chart.ts'
import { chartInput } from './chart-input.fixture.ts'
import { percentilesChart } from './percentiles.ts'

const { run, logOf } = storedRun({ recordsPerCell: 4000 })
const { detailOf } = reportDataOf(run, logOf)

describe('intervalLayers', () => {
  it('draws an area through the interval of each percentile that has one, and none where it is withheld', () => {
    for (const scale of ['log', 'linear'] as const) {
      const [chart] = chartsOf({ scale })
      const rows = chart!.data.filter((row) => 'curve' in row)
      const having = rows.filter(({ lowNs }) => lowNs !== null)

      const bands = bandsOf(chart!)

      assert.ok(having.length > 20)
      assert.ok(having.length < rows.length, 'one is withheld')
      assert.equal(bands.length, 4)
      assert.ok(bands.flat().length > 3 * having.length, 'between told percentiles too')
      for (const [at, curve] of ['plain', 'sealed', 'overhead', 'delta per record'].entries())
        for (const row of rows.filter((one) => one['curve'] === curve)) {
          const { percentile, ns, lowNs, highNs } = row as Record<string, number>
          const point = bands[at]!.find(({ odds }) => near(odds, 1 / (1 - percentile! / 100)))
          if (row['lowNs'] === null) assert.equal(point, undefined)
          else {
            assert.ok(lowNs! <= ns! && ns! <= highNs!)
            assert.equal(point!.high, highNs)
            if (scale === 'linear') assert.equal(point!.low, lowNs)
          }
        }
    }
  })

  it('breaks an area where an interval is withheld, or its value has no place on the axis', () => {
    const ends = [1000, 1000, null, 1000, 1000, 1000, null, 1000, 1000]
    const after = ends.map((_, at) => percentileGrid.indexOf(0.5) + at)
    const at = (index: number) => ends[after.indexOf(index)] ?? null
    const low = percentileGrid.map((_, index) => at(index))
    const high = low.map((end) => end && 3000)
    const detail = detailOf('c01')
    const values = percentileGrid.slice(0, 40).map((_, index) => (index === after[4] ? -5 : 2000))
    const curve = { ...detail.curves['put.delta.serviceTime']!, values, low, high }
    const of = () => ({ ...detail, curves: { 'put.delta.serviceTime': curve } })
    const chartOn = (scale: View['scale']) =>
      percentilesChart(chartInput(run, { view: { ...firstView, scale, arms: ['delta'] }, detailOf: of }))[0]!
    const [log, linear] = [chartOn('log'), chartOn('linear')]

    assert.deepEqual(stretchLengths(linear), [2, 3, 2])
    assert.deepEqual(stretchLengths(log), [2, 2])
    assert.deepEqual(
      barsOf(log).map(({ ends: [from, , , , to] }) => [from, to]),
      [
        [1000, 3000],
        [1000, 3000],
      ],
      'neighbours of the value have no area',
    )
    assert.match(log.howToRead, /pointwise 95 % interval.*whose neighbours have none/)
    assert.doesNotMatch(linear.howToRead, /neighbours|goes on below/)
  })

  it('lets an area that reaches below a logarithmic axis go on below the picture', () => {
    const band = {
      low: percentileGrid.map((q) => (q >= 0.5 && q < 0.8 ? -5 : null)),
      high: percentileGrid.map((q) => (q >= 0.5 && q < 0.8 ? 2e4 : null)),
    }

    const chart = overheadWith(band)

    const { layer } = chart.spec(920) as unknown as Specified
    const [area] = layer
    const [floor] = axisOf(chart)
    assert.ok(area!.mark.clip)
    assert.ok(bandsOf(chart)[0]!.every(({ low }) => low > 0 && low < floor!))
    assert.match(chart.howToRead, /goes on below the picture\./)
  })

  it('lets a bar that reaches below a logarithmic axis go on to its foot, without a lower cap', () => {
    const chart = overheadWith({
      low: percentileGrid.map((q) => (q === 0.5 ? -5 : null)),
      high: percentileGrid.map((q) => (q === 0.5 ? 2e4 : null)),
    })

    const [bar, ...others] = barsOf(chart)
    assert.deepEqual(others, [])
    assert.equal(bar!.ends.length, 4)
    assert.deepEqual(bar!.ends.slice(1), [2e4, 2e4, 2e4])
    assert.ok(bar!.ends[0]! > 0)
    assert.match(chart.howToRead, /no lower cap/)
    assert.doesNotMatch(chart.howToRead, /pointwise/)
  })

  it('tells areas apart by the dashes of their edges, which are those of the lines', () => {
    const [chart] = chartsOf()

    const { layer } = chart!.spec(920) as unknown as Specified

    const areas = layer.filter(({ mark }) => mark.type === 'area')
    const lines = layer.find(({ encoding }) => encoding.strokeDash !== undefined)!
    assert.deepEqual(
      areas.map(({ mark }) => mark.strokeDash),
      lines.encoding.strokeDash!.scale.range,
    )
    assert.equal(new Set(areas.map(({ mark }) => String(mark.strokeDash))).size, 4)
  })

  it('draws in each panel the intervals of its own cell', async () => {
    const [chart] = chartsOf({ cells: ['c01', 'c02'], arms: ['sealed'], operations: ['put'] })

    const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })

    const areas = [...svg.matchAll(/<path[^>]* d="([^"]*)"[^>]* fill-opacity="0\.16"/g)].map(
      ([, path]) => path!,
    )
    assert.equal(areas.length, 2)
    assert.notEqual(areas[0], areas[1])
  })

  it('has room on its axis for what is drawn, and for no more', () => {
    const { curves } = detailOf('c01')
    const low = curves['put.delta.serviceTime']!.min
    const domainOf = (view: Partial<View>) => axisOf(chartsOf(view)[0]!)

    const [foot] = domainOf({ scale: 'linear', arms: ['delta'] })

    assert.ok(low < 0 && foot! > low, 'the minimum is not drawn')
    const drawn = chartsOf({ scale: 'log', arms: ['sealed'] })[0]!
    const ends = drawn.data.flatMap(({ lowNs, highNs }) =>
      [lowNs, highNs].filter((end) => end !== null),
    ) as number[]
    const [from, to] = axisOf(drawn)
    assert.ok(from! <= Math.min(...ends) && Math.max(...ends) <= to!)
  })
})

describe('intervalText', () => {
  it('says of which areas edges rise, and of which they may fall', () => {
    assert.match(
      textOf(['plain', 'overhead']),
      /never fall to the right.* overhead is worked out point by point/,
    )
    assert.doesNotMatch(textOf(['plain', 'delta']), /point by point/)
    assert.doesNotMatch(textOf(['overhead']), /never fall/)
    assert.match(textOf(['plain']), /too few samples lie for one, or depend too much on each other\./)
  })
})

interface Specified {
  readonly layer: readonly {
    readonly data: { readonly values: readonly object[] }
    readonly mark: { readonly type: string; readonly clip?: boolean; readonly strokeDash?: readonly number[] }
    readonly encoding: {
      readonly y: { readonly scale: { readonly domain: readonly number[] } }
      readonly strokeDash?: { readonly scale: { readonly range: readonly unknown[] } }
    }
  }[]
}

interface BandPoint {
  readonly stretch: number
  readonly odds: number
  readonly low: number
  readonly high: number
}

interface BarPoint {
  readonly curve: string
  readonly odds: number
  readonly end: number | null
}

/** Of a picture of one cell: the points of each area, in the order in which they are drawn. */
function bandsOf(chart: Chart): (readonly BandPoint[])[] {
  const { layer } = chart.spec(920) as unknown as Specified
  return layer
    .filter(({ mark }) => mark.type === 'area')
    .map(({ data }) => data.values as readonly BandPoint[])
}

/** How many points each area of a picture of one curve joins. */
function stretchLengths(chart: Chart): number[] {
  const stretches = Map.groupBy(bandsOf(chart).flat(), ({ stretch }) => stretch)
  return Array.from(stretches.values(), ({ length }) => length)
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-6 * other
}

/** A picture of an overhead with the intervals of `band`, on a logarithmic axis. */
function overheadWith(band: Band): Chart {
  const view: View = { ...firstView, arms: ['overhead'] }
  const of = (cellId: string) => ({ ...detailOf(cellId), overheads: { 'put.serviceTime': band } })
  return percentilesChart(chartInput(run, { view, detailOf: of }))[0]!
}

/** The bars of a picture of one cell: the heights of their strokes, in the order in which they are drawn. */
function barsOf(chart: Chart): { curve: string; odds: number; ends: number[] }[] {
  const { layer } = chart.spec(920) as unknown as Specified
  const bars = layer.find(({ data }) => data.values.some((value) => 'end' in value))
  const values = (bars?.data.values ?? []) as readonly BarPoint[]
  const breaks = values.flatMap(({ end }, at) => (end === null ? [at] : []))
  return breaks.map((at, index) => ({
    curve: values[at]!.curve,
    odds: values[at]!.odds,
    ends: values.slice((breaks[index - 1] ?? -1) + 1, at).map(({ end }) => end!),
  }))
}

function axisOf(chart: Chart): readonly number[] {
  const { layer } = chart.spec(920) as unknown as Specified
  return layer[0]!.encoding.y.scale.domain
}

function chartsOf(changes: Partial<View> = {}, of = run): readonly Chart[] {
  const view = { ...firstView, ...changes }
  const cells = view.cells.length === 0 ? of.cells : of.cells.filter(({ id }) => view.cells.includes(id))
  return percentilesChart(chartInput(of, { view, cells, focus: cells[0]!, detailOf }))
}

function textOf(arms: View['arms']): string {
  return chartsOf({ arms })[0]!.howToRead
}
