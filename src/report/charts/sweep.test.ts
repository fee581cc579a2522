import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, Run } from '../../run-store/run-format.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { textWidth } from '../text-width.ts'
import { firstView, type View } from '../data/view.ts'
import { chartInput } from './chart-input.fixture.ts'
import type { ChartInput } from './chart.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
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
  it('has one scale for the panels of a unit: logarithmic in both if in one', () => {
    const own = runOf(policies.map((keyCache) => ({ keyCache })))
    const { cells } = withPutTimes(own, [1e4, 2e4, 3e4])
    const run = { ...own, cells: own.cells.map((cell, index) => ({ ...cell, get: cells[index]!.put })) }
    const [even, wide] = [
      [1e4, 2e4, 3e4],
      [1e4, 2e4, 3e5],
    ].map((times) => scalesOf(withPutTimes(run, times)))

    assert.deepEqual(even, ['linear', 'linear'])
    assert.deepEqual(wide, ['log', 'log'])
  })

  for (const width of [920, 340]) {
    it('says what the mark beside a value means where a cell is not valid, and there alone', () => {
      const { run } = storedRun({ recordsPerCell: 200 })
      const [first, ...others] = run.cells
      const validity = { verdict: 'invalid' as const, reasons: ['planted'] }
      const doubtful = { ...run, cells: [{ ...first!, validity }, ...others] }

      assert.match(
        sweepChart(chartInput(doubtful))[0]!.howToRead,
        /A ■ beside a value: its cell is not valid/,
      )
      assert.doesNotMatch(sweepChart(chartInput(run))[0]!.howToRead, /■/)
    })

    it(`says in words what each row is, ${width} px wide`, async () => {
      const run = runOf(policies.map((keyCache) => ({ keyCache })))

      const texts = await textsOf(run, width)

      assert.ok(texts.includes('ttl 0 s'))
      assert.ok(texts.join(' ').includes('ttl 5 min, jitter 0.2'))
      assert.ok(texts.join(' ').includes('ttl 5 min, maxRecords 1, branchKey.ttl 20 min'))
      assert.doesNotMatch(texts.join(' '), /[{}"]|rotation/)
    })

    it(`has a square for each cell in each panel, ${width} px wide`, async () => {
      const { run } = storedRun({ recordsPerCell: 200 })

      const [chart] = sweepChart(chartInput(run))

      await assertMarksAreData(chart!, [width])
      const panels = [...Map.groupBy(chart!.data, ({ measure }) => measure!).values()]
      assert.equal(panels.length, 5)
      for (const squares of panels)
        assert.deepEqual(
          squares.map(({ cell }) => cell),
          run.cells.map(({ id }) => id),
        )
    })
  }

  it('tells maps apart by what differs in them', async () => {
    const run = runOf(
      policies.flatMap((keyCache) => ['1', '2'].map((batch) => ({ keyCache, 'put.batch': batch }))),
    )

    const texts = await textsOf(run, 920)

    assert.ok(texts.includes('put.batch'))
    assert.ok(texts.join(' ').includes('branchKey.ttl 20 min'))
  })

  it('says of figures that read alike that they are so in every cell', () => {
    const run = withPutTimes(
      runOf(policies.map((keyCache) => ({ keyCache }))),
      [4_070_100, 4_070_200, 4_070_300],
    )

    assert.match(findingOf(run), /p90 of the service time of a sealed put: 4\.07 ms in every cell\./)
  })

  it('names the cells where figures differ', () => {
    const run = withPutTimes(
      runOf(policies.map((keyCache) => ({ keyCache }))),
      [4_070_100, 4_080_200, 4_070_300],
    )

    assert.match(
      findingOf(run),
      /from 4\.07 ms in c01 \(ttl 0 s\) to 4\.08 ms in c02 \(ttl 5 min, jitter 0\.2\)\./,
    )
  })

  it('shows the tail that is asked for, at the highest percentile that has records enough', () => {
    const { run } = storedRun({ recordsPerCell: 1000 })
    const titlesOf = (view: Partial<View>) => findingOf(run, { view: { ...firstView, ...view } })

    assert.match(titlesOf({}), /p99 of the service time of a sealed put/)
    assert.match(titlesOf({ time: 'responseTime' }), /p99 of the response time of a sealed put/)
    assert.match(titlesOf({ percentiles: [50, 90] }), /p90 of the service time of a sealed get/)
    assert.match(titlesOf({ unit: 'call' }), /p99 of a sealed put call/)
    assert.doesNotMatch(titlesOf({ operations: ['get'] }), /sealed put/)
    assert.doesNotMatch(titlesOf({ arms: ['plain'] }), /sealed/)
  })

  it('frames the cells that are chosen, and lets the others step back', async () => {
    const { run } = storedRun({ recordsPerCell: 200 })
    const [chart] = sweepChart(chartInput(run, { view: { ...firstView, cells: ['c03', 'c05'] } }))

    const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })

    assert.equal(svg.match(/<path[^>]* stroke-width="2\.5"/g)!.length, 2 * 5)
    assert.equal(svg.match(/<path aria-label[^>]* opacity="0\.35"/g)!.length, 8 * 5)
  })

  it('keeps the figures beside rows that are not chosen as legible as the others', async () => {
    const { run } = storedRun({ recordsPerCell: 200, sweep: { keyCache: ['one', 'two', 'three'] } })
    const [chart] = sweepChart(chartInput(run, { view: { ...firstView, cells: ['c02'] } }))

    const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })

    assert.match(svg, /<path[^>]* opacity="0\.35"/)
    assert.doesNotMatch(svg, /<text[^>]*opacity="0\.35"/)
  })

  it('spreads out the two parameters that matter most, and says what it holds fixed', () => {
    const { run } = storedRun({
      recordsPerCell: 200,
      sweep: {
        'put.batch': ['1', '5'],
        'keyCache.ttl': ['0 s', '1 min', '5 min'],
        'keyCache.rotation': ['5 min', '1 h'],
      },
    })
    const chartAt = (focus: number) => sweepChart(chartInput(run, { focus: run.cells[focus]! }))[0]!

    assert.equal(chartAt(0).title, 'What keyCache.ttl and keyCache.rotation cost')
    assert.match(chartAt(0).howToRead, /one value is shown: put\.batch is 1\. Choose a cell/)
    assert.match(chartAt(11).howToRead, /one value is shown: put\.batch is 5\. Choose a cell/)
    assert.equal(chartAt(0).table.rows.length, 6)
  })

  it('draws marks with error bars over one parameter, and none where nothing was measured', async () => {
    const { run } = storedRun({ recordsPerCell: 1000, sweep: { 'keyCache.ttl': ['0 s', '1 min', '5 min'] } })
    const [first, ...others] = run.cells
    const empty = failedOf(first!)

    const [whole] = sweepChart(chartInput(run))
    const [partial] = sweepChart(chartInput({ ...run, cells: [empty, ...others] }))

    await assertMarksAreData(whole!)
    await assertMarksAreData(partial!)
    const overhead = whole!.data.filter(({ measure }) => measure === 'put.overhead.p99')
    assert.ok(overhead.every(({ low, value, high }) => low! < value! && value! < high!))
    assert.ok(partial!.data.length < whole!.data.length)
    assert.equal(partial!.table.rows[0]![1], '–')
  })

  for (const [cells, panels] of [
    [240, 5],
    [241, 4],
    [500, 3],
  ] as const)
    it(`leaves panels out where there are too many cells, and says so: ${panels} of ${cells}`, () => {
      const { run } = storedRun({ recordsPerCell: 50 })
      const many = Array.from({ length: cells }, (_, index) => {
        const cell = run.cells[index % 10]!
        const ttl = `${Math.floor(index / 2)} s`
        return { ...cell, id: `c${index}`, params: { ...cell.params, 'keyCache.ttl': ttl } }
      })

      const [chart] = sweepChart(chartInput({ ...run, cells: many }))

      assert.equal(new Set(chart!.data.map(({ measure }) => measure)).size, panels)
      assert.equal(/Not drawn, .* but in the table/.test(chart!.finding), panels < 5)
      assert.equal(chart!.table.columns.length, 1 + 5)
    })

  it('draws names as text, whatever they are', async () => {
    const hostile = `<script>alert(1)</script>"'&\u0007`
    const run = runOf([{ [hostile]: hostile }, { [hostile]: 'x' }])

    const [chart] = sweepChart(chartInput(run))
    const svg = await drawSvg({ ...chart!, spec: chart!.spec(340) })

    assert.doesNotMatch(svg, /<script/)
    assert.ok(!svg.includes('\u0007'))
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
    const told = { p90: times[index]!, p99: times[index]!, p999: times[index]! }
    const { serviceTime, responseTime } = cell.put.sealed
    const sealed = { serviceTime: { ...serviceTime, ...told }, responseTime: { ...responseTime, ...told } }
    return { ...cell, put: { ...cell.put, sealed } }
  })
  return { ...run, cells }
}

function findingOf(run: Run, changes: Partial<Omit<ChartInput, 'run'>> = {}): string {
  return sweepChart(chartInput(run, changes))[0]!.finding
}

function failedOf(cell: CellResult): CellResult {
  const { run: empty } = storedRun({ recordsPerCell: 0, sweep: {} })
  const { put, get } = empty.cells[0]!
  return { ...cell, validity: { verdict: 'failed', reasons: ['its worker died'] }, put, get }
}

/** Of the panels of times. */
function scalesOf(run: Run): readonly string[] {
  const spec = sweepChart(chartInput(run))[0]!.spec(920)
  const { concat } = spec as unknown as {
    readonly concat: readonly {
      readonly title: { readonly text: string }
      readonly layer: readonly {
        readonly encoding: { readonly x: { readonly scale: { readonly type: string } } }
      }[]
    }[]
  }
  return concat
    .filter(({ title }) => / of a sealed (put|get)/.test(title.text))
    .map(({ layer }) => layer[1]!.encoding.x.scale.type)
}
