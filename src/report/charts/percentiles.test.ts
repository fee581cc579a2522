import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { mergeBuckets, quantile } from '../../statistics/buckets.ts'
import type { Band } from '../data/cell-detail.ts'
import { percentileGrid } from '../data/percentile-grid.ts'
import { reportDataOf } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import type { Chart } from './chart.ts'
import { textWidth } from '../text-width.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData, describedMarks } from './described-marks.fixture.ts'
import { percentilesChart } from './percentiles.ts'

const { run, logOf } = storedRun({ recordsPerCell: 4000 })
const { detailOf } = reportDataOf(run, logOf)
const claim = { ...run.claims.find(({ metric }) => metric === 'put.overhead')!, cellId: 'c01' }

describe('percentilesChart', () => {
  it('describes a mark for each row of its data, on either scale, of one cell and of several', async () => {
    for (const scale of ['log', 'linear'] as const)
      for (const chart of [...chartsOf({ scale }), ...chartsOf({ scale, cells: ['c01', 'c02'] })])
        await assertMarksAreData(chart)
  })

  it('tells the exact value of a percentile with its interval', async () => {
    const [chart] = chartsOf()
    const row = chart!.data.find(({ curve, percentile }) => curve === 'sealed' && percentile === 99)!

    const texts = await describedMarks(chart!)

    assert.equal(row['ns'], quantile(mergeBuckets(logOf('c01').get('put.sealed.serviceTime')!), 0.99))
    const [low, high] = [Number(row['lowNs']), Number(row['highNs'])]
    assert.ok(low < row['ns'] && row['ns'] < high)
    assert.ok(
      texts.some((text) => /^c01, sealed, p99: \S+ us \(\S+ to \S+ us\)$/.test(text)),
      texts.join('\n'),
    )
  })

  it('heeds operations, arms, time and unit', () => {
    const curvesOf = (changes: Partial<View>) => [
      ...new Set(chartsOf(changes).flatMap(({ data }) => data.map(({ curve }) => curve))),
    ]

    assert.deepEqual(
      chartsOf({ operations: ['get'] }).map(({ id }) => id),
      ['percentiles-get'],
    )
    assert.deepEqual(curvesOf({ arms: ['plain', 'delta'] }), ['plain', 'delta per record'])
    assert.deepEqual(curvesOf({ arms: ['delta'], unit: 'call' }), ['delta per call'])
    assert.match(chartsOf({ time: 'responseTime' })[0]!.title, /^Response time of a put/)
    assert.match(chartsOf({ unit: 'call', time: 'responseTime' })[0]!.title, /^Service time of a call of put/)
  })

  it('marks where a claim stops holding, where its curve is drawn', () => {
    const reaching = { ...run, claims: [{ ...claim, holdsUpToPercentile: 97.5 }] }
    const crossingsOf = (changes: Partial<View>) =>
      chartsOf(changes, reaching)[0]!.data.filter((row) => 'claim' in row)

    assert.deepEqual(crossingsOf({}), [
      { cell: 'c01', claim: claim.id, percentile: 97.5, ns: claim.bound.value },
    ])
    assert.deepEqual(crossingsOf({ arms: ['plain'] }), [])
    assert.deepEqual(crossingsOf({ time: 'responseTime' }), [])
    assert.deepEqual(crossingsOf({ unit: 'call' }), [])
  })

  it('marks no crossing beyond the end of the curves', () => {
    const everywhere = { ...run, claims: [{ ...claim, holdsUpToPercentile: 100 }] }

    const [chart] = chartsOf({}, everywhere)

    assert.ok(chart!.data.every((row) => !('claim' in row)))
    assert.match(chart!.finding, /holds everywhere measured/)
  })

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

  it('draws claims of one bound as a rule each for those below and above, with words for either', async () => {
    const bound = claim.bound
    const floor = {
      ...claim,
      id: 'floor',
      bound: { ...bound, op: '>=', text: '>= 0.2 ms' },
      holdsUpToPercentile: null,
    }
    const both = chartsOf({}, { ...run, claims: [claim, { ...claim, id: 'same' }, floor] })[0]!
    const above = chartsOf({}, { ...run, claims: [floor] })[0]!

    const svg = await drawSvg({ ...both, spec: both.spec(920) })

    assert.match(svg, />put-overhead, same: &lt;= 0\.2 ms</)
    assert.match(svg, />floor: &gt;= 0\.2 ms</)
    assert.match(both.howToRead, /stays below, to the diamond/)
    assert.doesNotMatch(above.howToRead, /stays below/)
    assert.match(above.howToRead, /about its own percentile alone/)
    assert.match(above.finding, / floor \(>= 0\.2 ms\) is held at its p50\. /)
    assert.doesNotMatch(chartsOf({}, { ...run, claims: [] })[0]!.howToRead, /claimed bound/)
  })

  it('says once what came out alike for claims of one bound, and names three of them', async () => {
    const claims = Array.from({ length: 5 }, (_, at) => ({
      ...claim,
      id: `claim-${at}`,
      holdsUpToPercentile: 99,
    }))
    const [chart] = chartsOf({}, { ...run, claims })

    assert.match(
      chart!.finding,
      / claim-0, claim-1, claim-2 and 2 more \(<= 0\.2 ms\) hold up to p99\. The curves/,
    )
    assert.match(
      await drawSvg({ ...chart!, spec: chart!.spec(920) }),
      />claim-0, claim-1, claim-2 and 2 more: &lt;= 0\.2 ms</,
    )
  })

  it('says how many of the chosen cells have no room', () => {
    const ids = run.cells.map(({ id }) => id)

    assert.doesNotMatch(chartsOf({ cells: ids.slice(0, 6) })[0]!.finding, /left out/)
    assert.match(
      chartsOf({ cells: ids.slice(0, 7) })[0]!.finding,
      /1 chosen cell is left out: there is room for 6\.$/,
    )
  })

  for (const width of [280, 360, 480, 800])
    it(`writes names of bounds and their ends over no other, ${width} px wide`, async () => {
      const bounds = [200e3, 30e3, 60e3, 1e6, 15e3]
      const reaches = [99.4, 95.5, 99.2, null, 60]
      for (const count of [1, 2, 3, 4, 5]) {
        const claims = bounds.slice(0, count).map((value, at) => ({
          ...claim,
          id: `claim-number-${at}`,
          bound: { text: `<= ${value / 1e6} ms`, op: '<=', value },
          holdsUpToPercentile: reaches[at]!,
        }))

        const [chart] = chartsOf({}, { ...run, claims })
        const svg = await drawSvg({ ...chart!, spec: chart!.spec(width) })

        const boxes = labelBoxes(svg)
        assert.ok(boxes.length >= Math.min(count, 2))
        for (const [at, one] of boxes.entries())
          for (const other of boxes.slice(at + 1))
            assert.ok(
              one.right <= other.left ||
                other.right <= one.left ||
                one.bottom <= other.top ||
                other.bottom <= one.top,
              `${one.text} over ${other.text}`,
            )
      }
    })

  it('lets the names of claims and parameters be text', async () => {
    const hostile = {
      ...run,
      claims: [{ ...claim, id: '<script>alert(1)</script>', holdsUpToPercentile: 97.5 }],
    }

    const texts = await describedMarks(chartsOf({}, hostile)[0]!)

    assert.ok(texts.some((text) => text.includes('&lt;script')))
  })
})

/** Of names of claims and of their ends, each once, in the plot. */
function labelBoxes(svg: string) {
  const written = svg.matchAll(
    /<text text-anchor="(start|end)" transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*>((?:claim-|up to)[^<]*)</g,
  )
  const boxes = [...written].map(([, anchor, x, y, text]) => {
    const width = textWidth(text!.replaceAll('&lt;', '<'), 12)
    const left = Number(x) - (anchor === 'end' ? width : 0)
    return { text, left, right: left + width, top: Number(y) - 10, bottom: Number(y) + 2 }
  })
  return [...new Map(boxes.map((box) => [box.text, box])).values()]
}

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
