import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { scenarioSchema, type Scenario } from '../src/scenario/schema.ts'
import { createWorkload } from '../src/workload/create-workload.ts'
import type { LoadSpec, RecordsSpec } from '../src/workload/workload-spec.ts'

describe('WorkloadSpec', () => {
  it('is met by the parts of a scenario, which the compiler checks', () => {
    const scenario: Scenario = scenarioSchema.parse({
      name: 'parts',
      load: { arrivals: 'constant', rate: '10 /s', duration: '1 h' },
      put: { batch: 2 },
    })
    const load: LoadSpec = scenario.load
    const records: RecordsSpec = scenario.records
    const { seed, fleet, put } = scenario

    const workload = createWorkload({ seed, ...fleet, batch: put.batch, load, records })

    assert.equal(workload.expectedRecords, 36_000)
    assert.equal(workload.next().records[0]!.payload.length, 1024)
  })
})
