import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { mergeBuckets, quantile } from '../../statistics/buckets.ts'
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
      / claim-0, claim-1, claim-2 and 2 more \(<= 0\.2 ms\) hold up to p99; with their whole interval up to p99, as far as there is one\. The curves/,
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
function chartsOf(changes: Partial<View> = {}, of = run): readonly Chart[] {
  const view = { ...firstView, ...changes }
  const cells = view.cells.length === 0 ? of.cells : of.cells.filter(({ id }) => view.cells.includes(id))
  return percentilesChart(chartInput(of, { view, cells, focus: cells[0]!, detailOf }))
}
