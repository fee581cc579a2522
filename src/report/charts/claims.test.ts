import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { ClaimResult } from '../../run-store/run-format.ts'
import { firstView, type View } from '../data/view.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { claimsChart } from './claims.ts'

const { run } = storedRun({ recordsPerCell: 200, sweep: { 'put.batch': ['1'] } })
const [first] = run.claims

describe('claimsChart', () => {
  it('says which claim is nearest to its bound and which farthest', () => {
    assert.equal(
      findingOf(claim('near', 90, '<='), claim('far', 1, '<='), claim('between', 50, '<=')),
      'Nearest to its bound: near stands at 0.9 times its bound (holds). Farthest from it: far stands at 0.01 times its bound (holds).',
    )
  })

  it('tells no distance of exact figures, and names those that are met', () => {
    assert.equal(
      findingOf(claim('asked', 200, '=='), claim('met', 100, '<='), claim('near', 90, '<=')),
      'met meets its bound exactly. near stands at 0.9 times its bound (holds).',
    )
    assert.equal(
      findingOf(claim('met', 100, '<='), claim('near', 44, '<='), claim('far', 1, '<=')),
      'met meets its bound exactly. Nearest to its bound of the others: near stands at 0.44 times its bound (holds). Farthest from it: far stands at 0.01 times its bound (holds).',
    )
    assert.equal(
      findingOf(claim('asked', 200, '=='), claim('met', 100, '<=')),
      'Every claim asks for an exact figure or meets its bound exactly.',
    )
  })

  it('describes a mark for each row of its data, which are all claims whatever is chosen', async () => {
    const claims = [
      claim('put', 90, '<='),
      { ...claim('other', 90, '<='), cellId: 'c99' },
      { ...claim('get', 90, '<='), metric: 'get.overhead' },
    ]
    const chartOf = (view: Partial<View>) =>
      claimsChart(chartInput({ ...run, claims }, { view: { ...firstView, ...view } }))[0]!

    await assertMarksAreData(chartOf({}))
    for (const view of [{}, { cells: ['c01'] }, { cells: ['c02'] }, { operations: ['put'] as const }])
      assert.deepEqual(
        chartOf(view).data.map((row) => row['claim']),
        ['put', 'other', 'get'],
      )
  })

  it('gives noise above the bound a line of its own where there is no room beside', () => {
    assert.deepEqual(noiseTextsAt(499), ['noise is 2.5 times the bound'])
    assert.match(String(noiseTextsAt(500)[0]), /^holds: .*; noise is 2\.5 times the bound$/)
  })

  it('tells noise above the bound, and draws its band down to the foot of either axis', () => {
    for (const [estimate, type] of [
      [5, 'log'],
      [90, undefined],
    ] as const) {
      const above = bandOf(250, estimate)
      assert.equal(above.type, type)
      assert.equal(above.row['bandLow'], above.foot)
      assert.equal(above.row['bandHigh'], 3.5)
      assert.match(String(above.row['outcome']), /; noise is 2\.5 times the bound$/)
      assert.doesNotMatch(String(bandOf(100, estimate).row['outcome']), /noise/)
    }
    assert.equal(bandOf(50, 5).row['bandLow'], 0.5)
  })

  it('names the cell where a claim is judged in several', () => {
    assert.equal(
      findingOf(claim('same', 90, '<='), { ...claim('same', 1, '<='), cellId: 'c02' }),
      'Nearest to its bound: same in c01 stands at 0.9 times its bound (holds). Farthest from it: same in c02 stands at 0.01 times its bound (holds).',
    )
  })

  it('leaves out what has no place on an axis', () => {
    const claims = [
      { ...claim('huge', 1e300, '<='), bound: { text: '<= 1e-300 ms', op: '<=', value: 1e-300 } },
    ]
    assert.deepEqual(claimsChart(chartInput({ ...run, claims })), [])
  })

  it('does not call a bound one times itself', () => {
    assert.equal(
      findingOf(claim('close', 100.01, '<=')),
      'close stands at its bound, to three digits (holds).',
    )
    assert.equal(findingOf(claim('closer', 101, '<=')), 'closer stands at 1.01 times its bound (holds).')
  })
})

/** Of a claim of 100 ns at most, in the specification. */
function bandOf(noiseNs: number, estimate: number, width = 920) {
  const noiseFloor = { ...run.cells[0]!.put.noiseFloor, p50: { estimateNs: noiseNs, ci95Ns: null } }
  const cells = run.cells.map((cell) => ({ ...cell, put: { ...cell.put, noiseFloor } }))
  const claims = [{ ...claim('hidden', estimate, '<='), bound: { text: '<= 100 ns', op: '<=', value: 100 } }]
  const spec = claimsChart(chartInput({ ...run, cells, claims }))[0]!.spec(width) as unknown as {
    readonly data: { readonly values: readonly Record<string, number | string>[] }
    readonly layer: readonly { readonly encoding: { readonly x: { readonly scale: Scale } } }[]
  }
  const { scale } = spec.layer[0]!.encoding.x
  return { row: spec.data.values[0]!, type: scale.type, foot: scale.domain[0] }
}

function noiseTextsAt(width: number) {
  const { outcome, noiseNote } = bandOf(250, 90, width).row
  return [outcome, noiseNote].filter((text) => String(text).includes('noise'))
}

interface Scale {
  readonly type?: string
  readonly domain: readonly [number, number]
}

function claim(id: string, estimate: number, op: string): ClaimResult {
  return {
    ...first!,
    id,
    estimate,
    ci95: null,
    verdict: 'holds',
    bound: { text: `${op} 100`, op, value: 100 },
  }
}

function findingOf(...claims: ClaimResult[]): string {
  return claimsChart(chartInput({ ...run, claims }))[0]!.finding
}
