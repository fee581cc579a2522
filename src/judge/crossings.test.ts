import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, ClaimResult, Overhead } from '../run-store/run-format.ts'
import { cellOf } from './cell.fixture.ts'
import { crossingsOf } from './crossings.ts'

const kib = 2 ** 10

describe('crossingsOf', () => {
  it('finds the size at which a linear overhead passes the bound, with an interval', () => {
    const cells = [1, 64, 256, 1024].map((size) =>
      cellAt({ 'records.size': `${size} KiB` }, size * 1000, 0.1),
    )

    const [crossing] = crossingsOf([claim('c1', cells[0]!)], cells)

    // 200 us at 1 us per KiB; the ends are 10 % off, so that they cross at 200 / 1.1 and 200 / 0.9.
    assert.ok(close(crossing!.estimate, 200 * kib))
    assert.ok(close(crossing!.ci95[0]!, (200 / 1.1) * kib))
    assert.ok(close(crossing!.ci95[1]!, (200 / 0.9) * kib))
    assert.deepEqual(
      [crossing!.parameter, crossing!.dimension, crossing!.isClean],
      ['records.size', 'size', true],
    )
  })

  it('asks of calls what is claimed per call', () => {
    const cells = [1, 64, 256, 1024].map((size) => {
      const cell = cellAt({ 'records.size': `${size} KiB` }, size * 1000, 0.1)
      const { overhead } = cell.put
      return {
        ...cell,
        put: { ...cell.put, overhead: negligible(overhead), perCall: { ...cell.put.perCall, overhead } },
      }
    })

    const perCall = crossingsOf([{ ...claim('c1', cells[0]!), unit: 'call' }], cells)

    assert.ok(close(perCall[0]!.estimate, 200 * kib))
    assert.equal(perCall[0]!.unit, 'call')
    assert.deepEqual(crossingsOf([claim('c1', cells[0]!)], cells), [])
  })

  it('takes cells in the order of the quantity, not of the sweep', () => {
    const cells = [1024, 1, 256, 64].map((size) =>
      cellAt({ 'records.size': `${size} KiB` }, size * 1000, 0.1),
    )

    assert.ok(close(crossingsOf([claim('c1', cells[0]!)], cells)[0]!.estimate, 200 * kib))
  })

  it('leaves an end of the interval open that lies outside of what was swept', () => {
    const cells = [1, 64, 210].map((size) => cellAt({ 'records.size': `${size} KiB` }, size * 1000, 0.1))

    const [crossing] = crossingsOf([claim('c1', cells[0]!)], cells)

    assert.equal(crossing!.ci95[1], null)
    assert.notEqual(crossing!.ci95[0], null)
  })

  it('finds none where the bound holds everywhere, fails everywhere, or is a lower one', () => {
    assert.deepEqual(crossingsOf([claim('c1', sweep(1)[0]!)], sweep(1)), [])
    assert.deepEqual(crossingsOf([claim('c1', sweep(1e6)[0]!)], sweep(1e6)), [])
    const slow = { ...claim('c1', sweep(100_000)[0]!), bound: { text: '> 0.2 ms', op: '>', value: 200_000 } }
    assert.deepEqual(crossingsOf([slow], sweep(100_000)), [])
  })

  it('takes the last passage where one cell was disturbed, and says by its interval that it is not sure', () => {
    const sizes = [1, 16, 64, 128, 1024]
    const overheads = [10_000, 230_000, 40_000, 60_000, 400_000]
    const cells = sizes.map((size, index) =>
      cellAt({ 'records.size': `${size} KiB` }, overheads[index]!, 0.1),
    )

    const [crossing] = crossingsOf([claim('c1', cells[0]!)], cells)

    assert.ok(crossing!.estimate > 128 * kib && crossing!.estimate < 1024 * kib)
    assert.ok(crossing!.ci95[0]! < 16 * kib)
    assert.equal(crossing!.isClean, false)
    assert.ok(crossing!.ci95[1]! > crossing!.estimate)
  })

  it('names a claim once that speaks of every cell', () => {
    const cells = [1, 64, 256, 1024].map((size) =>
      cellAt({ 'records.size': `${size} KiB` }, size * 1000, 0.1),
    )

    const crossings = crossingsOf(
      cells.map((cell) => claim('everywhere', cell)),
      cells,
    )

    assert.deepEqual(
      crossings.map(({ claimIds }) => claimIds),
      [['everywhere']],
    )
  })

  it('asks for three values, for valid cells, and for quantities', () => {
    const cells = [1, 300, 400].map((size) => cellAt({ 'records.size': `${size} KiB` }, size * 1000, 0.1))
    const asked = [claim('c1', cells[0]!)]
    const invalid = { ...cells[2]!, validity: { verdict: 'invalid' as const, reasons: [] } }

    assert.equal(crossingsOf(asked, cells).length, 1)
    assert.deepEqual(crossingsOf(asked, cells.slice(0, 2)), [])
    assert.deepEqual(crossingsOf(asked, [...cells.slice(0, 2), invalid]), [])
    const named = ['a', 'b', 'c'].map((suite, index) => cellAt({ suite }, index * 150_000, 0.1))
    assert.deepEqual(crossingsOf([claim('c1', named[0]!)], named), [])
  })

  it('keeps all other parameters as they are in the cell of the claim, and tells the same crossing once', () => {
    const cells = ['fast', 'slow'].flatMap((suite) =>
      [1, 64, 1024].map((size) =>
        cellAt({ 'records.size': `${size} KiB`, suite }, size * (suite === 'fast' ? 500 : 1000), 0.1),
      ),
    )
    const claims = [claim('a', cells[0]!), claim('b', cells[1]!), claim('c', cells[4]!)]

    const crossings = crossingsOf(claims, cells)

    assert.deepEqual(
      crossings.map(({ claimIds, estimate }) => [claimIds, Math.round(estimate / kib)]),
      [
        [['a', 'b'], 400],
        [['c'], 200],
      ],
    )
  })
})

function sweep(nsPerKib: number): CellResult[] {
  return [1, 2, 3].map((size) => cellAt({ 'records.size': `${size} KiB` }, size * nsPerKib, 0.1))
}

/** As if it were nothing. */
function negligible(overhead: Overhead): Overhead {
  return { ...overhead, p50: { estimateNs: 1, ci95Ns: [1, 1] } }
}

let made = 0

function cellAt(params: Record<string, unknown>, overheadNs: number, uncertainty: number): CellResult {
  made += 1
  const cell = cellOf({ id: `c${made}` })
  const ci95Ns: [number, number] = [overheadNs * (1 - uncertainty), overheadNs * (1 + uncertainty)]
  const p50 = { estimateNs: overheadNs, ci95Ns }
  return { ...cell, params, put: { ...cell.put, overhead: { ...cell.put.overhead, p50 } } }
}

function claim(id: string, { id: cellId }: CellResult): ClaimResult {
  return {
    id,
    statement: '',
    cellId,
    metric: 'put.overhead',
    statistic: 'p50',
    verdict: 'holds',
    estimate: 0,
    ci95: null,
    bound: { text: '<= 0.2 ms', op: '<=', value: 200_000 },
    unit: 'record',
    holdsUpToPercentile: null,
    reason: '',
  }
}

function close(value: number, expected: number): boolean {
  return Math.abs(value - expected) < 1e-6 * expected
}
