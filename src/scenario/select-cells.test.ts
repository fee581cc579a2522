import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { UsageError } from '../errors.ts'
import { parseScenario } from './load-scenario.ts'
import { selectCells } from './select-cells.ts'

const loaded = parseScenario(
  `name: swept
seed: 7
fleet: { frontEnds: 1, consumers: 1 }
load: { arrivals: constant, rate: 10 /s, duration: 30 s }
records: { size: 200 B }
sweep: { keyCache.ttl: [1 min, 2 min, 3 min] }
claims:
  - id: everywhere
    statement: Everywhere
    metric: put.overhead
    unit: record
    statistic: p50
    bound: <= 1 ms
  - id: once
    statement: With one TTL
    metric: kms.calls
    bound: <= 9
    where: { keyCache.ttl: 1 min }
thresholds:
  - put.sealed.serviceTime.p99 < 1 s
`,
  'swept.yaml',
)

describe('selectCells', () => {
  it('keeps these cells in the order of the sweep, and what is said of them', () => {
    const selected = selectCells(loaded, ['c03', 'c02'])

    assert.deepEqual(
      selected.cells.map(({ id }) => id),
      ['c02', 'c03'],
    )
    assert.deepEqual(
      selected.claims.map(({ id, cellIds }) => [id, cellIds]),
      [['everywhere', ['c02', 'c03']]],
    )
    assert.deepEqual(
      selected.thresholds.map(({ cellIds }) => cellIds),
      [['c02', 'c03']],
    )
    assert.equal(selected.resolved, loaded.resolved)
  })

  it('keeps everything of all cells', () => {
    assert.deepEqual(selectCells(loaded, ['c01', 'c02', 'c03']), loaded)
  })

  for (const [ids, message] of [
    [['c04'], /there is no cell c04 in swept: it has c01 to c03\. npx sealbench explain lists them\./],
    [['c01', 'c9', 'x'], /there is no cell c9, x in swept/],
    [[], /no cell is named in swept/],
  ] as const)
    it(`refuses ${JSON.stringify(ids)}`, () => {
      assert.throws(
        () => selectCells(loaded, ids),
        (error) => error instanceof UsageError && message.test(error.message),
      )
    })
})
