import assert from 'node:assert/strict'
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { cellOf, planOf, simulationOf } from './plan.fixture.ts'
import { findPlan } from './read-plan.ts'

const { series } = simulationOf()

describe('findPlan', () => {
  it('finds a plan by its folder and by its file', () => {
    using folder = stored(JSON.stringify(planOf()))

    assert.deepEqual(findPlan(folder.path), planOf())
    assert.deepEqual(findPlan(path.join(folder.path, 'plan.json')), planOf())
  })

  it('finds none where there is none', () => {
    using folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
    writeFileSync(path.join(folder.path, 'run.json'), JSON.stringify(planOf()))

    assert.equal(findPlan(folder.path), undefined)
    assert.equal(findPlan(path.join(folder.path, 'run.json')), undefined)
    assert.equal(findPlan(path.join(folder.path, 'nowhere')), undefined)
    mkdirSync(path.join(folder.path, 'plan.json'))
    assert.equal(findPlan(folder.path), undefined)
  })

  for (const [fault, text, message] of [
    ['cut off', '{"planVersion": 1, ', /cannot be read as JSON/],
    [
      'of another version',
      JSON.stringify({ ...planOf(), planVersion: 2 }),
      /has plan version 2; this sealbench reads version 1/,
    ],
    ['no plan at all', '[]', /has plan version none/],
    ['without cells', JSON.stringify({ ...planOf(), cells: [] }), /is not a plan: cells: /],
    ['of bins that last no time', planOfSeries({ binS: 0 }), /is not a plan: cells\.0\..*\.binS: /],
    [
      'of bins before its start',
      planOfSeries({ bins: [{ ...series.bins[0]!, fromS: -1 }] }),
      /is not a plan: cells\.0\..*\.fromS: /,
    ],
  ] as const)
    it(`says what is wrong with one that is ${fault}, and what to do`, () => {
      using folder = stored(text)

      assert.throws(() => findPlan(folder.path), { code: 'ERR_RUN_UNREADABLE', message })
      assert.throws(() => findPlan(folder.path), /Make the plan again with npx sealbench plan\.$/)
    })
})

function stored(text: string) {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  writeFileSync(path.join(folder.path, 'plan.json'), text)
  return folder
}

function planOfSeries(changes: Partial<typeof series>): string {
  const simulation = simulationOf({ series: { ...series, ...changes } })
  return JSON.stringify({ ...planOf(), cells: [cellOf({ simulation })] })
}
