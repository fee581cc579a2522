import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf as resultOf } from '../judge/cell.fixture.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { failedCell } from './cell-result.ts'
import type { CellWork } from './cell-work.ts'
import type { CellProgress } from './cell-task.ts'
import { ProgressMeter, type RunProgress } from './progress-meter.ts'

describe('ProgressMeter', () => {
  it('counts cells of an earlier sitting as done, but not in the speed', () => {
    const { meter, seen, clock } = setUp(4, ['c01'])

    clock.ns = 10e9
    meter.update('c02', progressOf({ share: 0.5, kmsCalls: 3, throttled: 1, records: 10 }))

    const progress = seen.at(-1)!
    assert.equal(progress.share, 1.5 / 4)
    assert.equal(progress.cellsDone, 1)
    assert.deepEqual([progress.kmsCalls, progress.throttled, progress.records], [3, 1, 10])
    assert.equal(progress.elapsedNs, 10e9)
    // Half a cell took 10 s, and two and a half are left.
    assert.equal(progress.etaNs, 50e9)
  })

  it('knows that the last cells leave workers without any', () => {
    const { meter, seen, clock, cells } = setUp(3, [])

    meter.begin('c01')
    meter.begin('c02')
    clock.ns = 10e9
    meter.update('c01', progressOf({ share: 0.5 }))
    meter.update('c02', progressOf({ share: 0.5 }))
    // Each cell takes 20 s: 10 s are left of both, and the third follows.
    assert.equal(seen.at(-1)?.etaNs, 30e9)
    clock.ns = 20e9
    meter.finish('c01', resultOf({ id: cells[0]!.id }))
    meter.begin('c03')
    meter.finish('c02', resultOf({ id: cells[1]!.id }))

    assert.equal(seen.at(-1)?.etaNs, 20e9)
  })

  it('gives no ETA before a twentieth is done', () => {
    const { meter, seen, clock } = setUp(4, [])

    clock.ns = 1e9
    meter.update('c02', progressOf({ share: 0.19 }))
    assert.equal(seen.at(-1)?.etaNs, undefined)

    meter.update('c02', progressOf({ share: 0.2 }))
    assert.equal(seen.at(-1)?.etaNs, 19e9)
  })

  it('gives no ETA by a cell that failed, but by the first one that ends', () => {
    const { meter, seen, clock, cells } = setUp(100, [])

    meter.begin('c001')
    meter.begin('c002')
    clock.ns = 1e9
    meter.finish('c001', failedCell(cells[0]!, 'h', 'died'))
    assert.equal(seen.at(-1)?.etaNs, undefined)

    clock.ns = 2e9
    meter.finish('c002', resultOf({ id: 'c002' }))
    // On two lanes 98 cells are left, of 2 s each.
    assert.equal(seen.at(-1)?.etaNs, 98e9)
  })

  it('does not take the warm-up of a cell for its speed', () => {
    const { meter, seen, clock, cells } = setUp(2, [])

    meter.begin('c01')
    clock.ns = 10e9
    meter.finish('c01', resultOf({ id: cells[0]!.id }))
    meter.begin('c02')
    clock.ns = 15e9
    meter.update('c02', progressOf({ share: 0.05 }))

    // By its own speed there would be 95 s.
    assert.ok(seen.at(-1)!.etaNs! < 20e9, String(seen.at(-1)!.etaNs))
  })

  it('takes cells by what they will cost: the end is told well while those that call KMS for each record go first', () => {
    // Of the default scenario: the first two of ten cells have no cache, and take some six times as long as others.
    const [without, cached] = [
      { load: 220_000, calls: 72_000 },
      { load: 220_000, calls: 100 },
    ]
    const work = Array.from({ length: 10 }, (_, index) => (index < 2 ? without : cached))
    const { meter, seen, clock, cells } = setUp(10, [], work)
    const whole = timeOf(without) + 4 * timeOf(cached)
    const told: [share: number, eta: number | undefined, came: number][] = []
    for (let pair = 0; pair < 10; pair += 2) {
      const [ids, began] = [cells.slice(pair, pair + 2).map(({ id }) => id), clock.ns]
      for (const id of ids) meter.begin(id)
      for (let share = 0.02; share < 1; share += 0.02) {
        clock.ns = began + share * timeOf(work[pair]!)
        for (const id of ids) meter.update(id, progressOf({ share }))
        told.push([seen.at(-1)!.share, seen.at(-1)!.etaNs, whole - clock.ns])
      }
      clock.ns = began + timeOf(work[pair]!)
      for (const id of ids) meter.finish(id, resultOf({ id }))
    }

    for (const [share, eta, came] of told) {
      assert.equal(eta === undefined, share < 0.05)
      const room = share > 0.7 ? 0.02 : 0.15
      if (eta !== undefined) assert.ok(Math.abs(eta / came - 1) < room, `${share}: ${eta} for ${came}`)
      // The share goes as time does.
      assert.ok(Math.abs(share - (1 - came / whole)) < 0.03)
    }
  })

  it('tells how every cell stands, in the order of the scenario', () => {
    const { meter, seen, cells } = setUp(4, ['c01'])

    meter.begin('c03')
    meter.begin('c02')
    meter.finish('c02', failedCell(cells[1]!, 'h', 'died'))

    assert.deepEqual(
      seen.at(-1)?.standings.map(({ id, state }) => `${id} ${state}`),
      ['c01 valid', 'c02 failed', 'c03 running', 'c04 waiting'],
    )
  })

  it('has the figures that are stored once a cell has finished', () => {
    const { meter, seen } = setUp(1, [])
    const result = resultOf({ id: 'c01', calls: { GenerateDataKey: 48, Decrypt: 96 } })

    meter.update('c01', progressOf({ kmsCalls: 7 }))
    meter.finish('c01', result)

    const { kmsCalls, records, gauges, p50Ns } = seen.at(-1)!
    assert.equal(kmsCalls, 144)
    assert.equal(records, result.records)
    assert.equal(p50Ns, result.put.sealed.serviceTime.p50)
    assert.deepEqual(
      gauges.map(({ claimId, cellId, estimate, isFinal }) => ({ claimId, cellId, estimate, isFinal })),
      [{ claimId: 'calls', cellId: 'c01', estimate: 144, isFinal: true }],
    )
  })

  it('is complete when every cell has finished, also those that failed', () => {
    const { meter, seen, cells } = setUp(2, [])

    for (const cell of cells) meter.finish(cell.id, failedCell(cell, 'h', 'died'))

    assert.equal(seen.at(-1)?.share, 1)
    assert.equal(seen.at(-1)?.cellsDone, 2)
  })
})

function progressOf(known: Partial<CellProgress>): CellProgress {
  const none = { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } }
  return {
    share: 0,
    records: 0,
    put: none,
    get: none,
    kmsCalls: 0,
    throttled: 0,
    scenarioTimeNs: 0,
    ...known,
  }
}

/** On a quiet machine. */
function timeOf({ load, calls }: CellWork): number {
  return load * 17e3 + calls * 250e3
}

function setUp(count: number, done: readonly string[], work: readonly CellWork[] = []) {
  const loaded = parseScenario(
    `name: test
seed: 1
load: { arrivals: constant, rate: 1 /s, duration: 1 s }
sweep: { put.batch: [${Array.from({ length: count }, (_, index) => index + 1).join(', ')}] }
claims: [{ id: calls, statement: few calls, metric: kms.calls, bound: <= 200, where: { put.batch: 1 } }]
`,
    '/test/scenario.yaml',
  )
  const seen: RunProgress[] = []
  const clock = { ns: 0 }
  const meter = new ProgressMeter(
    loaded,
    done.map((id) => resultOf({ id })),
    { listener: (progress) => seen.push(progress), now: () => clock.ns, work },
  )
  return { meter, seen, clock, cells: loaded.cells }
}
