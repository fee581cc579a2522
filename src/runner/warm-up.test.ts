import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Scenario } from '../scenario/schema.ts'
import { cellOf } from './cell.fixture.ts'
import { warmUp } from './warm-up.ts'

describe('warmUp', () => {
  it('takes at least the records that are asked for, and no more than four times as many', async () => {
    const { records, isSettled } = await warmUp(asking(1000))

    assert(records >= 1000 && records <= 4000, `${records}`)
    // Whether the machine lets it settle is not for a test to say.
    assert.notEqual(isSettled, null)
  })

  it('takes few records where few are asked for, enough for a trend to show, and ends', async () => {
    const { records } = await warmUp(asking(1))

    assert(records >= 8 && records <= 2000, `${records}`)
  })

  it('does nothing where no records are asked for', async () => {
    assert.deepEqual(await warmUp(asking(0)), { records: 0, isSettled: null })
  })

  it('ends when it is told to, and says nothing of whether it had settled', async () => {
    let asked = 0
    const { records, isSettled } = await warmUp(asking(100_000), () => {
      asked += 1
      return true
    })

    assert(asked > 0)
    assert(records < 100_000)
    assert.equal(isSettled, null)
  })

  it('does not go on where most records fail', async () => {
    const throttled = asking(300, 'keyCache: { ttl: 0 s, rotation: 5 min }\nkms: { quota: 1 /s }')

    const { records, isSettled } = await warmUp(throttled)

    assert(records < 2000, `${records}`)
    assert.equal(isSettled, null)
  })
})

function asking(warmUpRecords: number, more = ''): Scenario {
  const load = 'load: { arrivals: constant, rate: 10 /s, duration: 30 s }\nrecords: { size: 200 B }'
  const { scenario } = cellOf(`${load}\n${more}`)
  return { ...scenario, measure: { ...scenario.measure, warmUpRecords } }
}
