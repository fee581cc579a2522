import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parseScenario } from '../scenario/load-scenario.ts'
import { workOf } from './cell-work.ts'

const cellsOf = (text: string) => parseScenario(`name: test\nseed: 1\n${text}`, '/test/scenario.yaml').cells
const load = 'load: { arrivals: constant, rate: 10 /s, duration: 100 s }\nrecords: { size: 16 KiB }'

describe('workOf', () => {
  it('counts records put and read by their size, and the KMS calls that theory expects', () => {
    const cells = cellsOf(
      `${load}\nfleet: { frontEnds: 1, consumers: 2 }\nsweep: { keyCache.ttl: [0 s, 5 min] }`,
    )

    const [without, cached] = workOf(cells)

    assert.deepEqual([without!.load, cached!.load], [6000, 6000])
    assert.ok(without!.calls >= 1000 && without!.calls < 1100, `${without!.calls}`)
    assert.equal(cached!.calls, 3)
  })

  it('takes cells that there is no time to predict as a typical one', () => {
    const cells = cellsOf(`${load}\nfleet: { consumers: 2 }\nsweep: { keyCache.ttl: [5 min, 0 s] }`)
    let now = 0

    const [known, typical] = workOf(cells, () => (now += 0.6e9))

    assert.equal(typical!.calls, known!.calls)
  })

  it('goes by the clock where a cell takes as long as its load', () => {
    const cells = cellsOf(`clock: real\n${load}\nsweep: { load.duration: [1 s, 3 s] }`)

    assert.deepEqual(workOf(cells), [
      { load: 1e9, calls: 0 },
      { load: 3e9, calls: 0 },
    ])
  })
})
