import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { loadScenario } from '../scenario/load-scenario.ts'
import type { ScenarioInvalidError } from '../scenario/faults.ts'
import { kmsOverrides } from './kms-options.ts'
import { toldOf, type ToldOptions } from './told-options.ts'

const none: ToldOptions = {
  cells: undefined,
  workers: undefined,
  kms: undefined,
  maxKmsCalls: undefined,
  maxUsd: undefined,
  strict: false,
  audit: false,
  maxTime: undefined,
  maxRecords: undefined,
}

describe('toldOf', () => {
  it('keeps what was given alone, and nothing where nothing was', () => {
    assert.equal(toldOf(none, 4), undefined)
    assert.deepEqual(toldOf({ ...none, cells: 'c01,c03,c01', workers: 1, maxKmsCalls: 0, strict: true }, 4), {
      cells: { ids: ['c01', 'c03'], of: 4 },
      workers: 1,
      maxKmsCalls: 0,
      strict: true,
    })
  })

  it('is never told an address that holds a secret, as that is refused before', () => {
    for (const kms of ['https://key:secret@kms.example', 'https://kms.example/?token=t'])
      assert.throws(
        () => loadScenario('scenarios/kinesis-defaults.yaml', kmsOverrides({ ...none, kms })),
        (error: ScenarioInvalidError) => /must be an address such as/.test(JSON.stringify(error.faults)),
      )
  })
})
