import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { environmentSchema } from '../run-store/environment-format.ts'
import { describeEnvironment } from './environment.ts'
import { filesOf, intelServer } from './machines.fixture.ts'

describe('describeEnvironment', () => {
  it('tells what the system files say, as a run stores it', () => {
    const environment = describeEnvironment(new Date(0), filesOf(intelServer))

    assert.deepEqual(environmentSchema.parse(environment), environment)
    assert.equal(environment.cpu?.governor, 'powersave')
    assert.deepEqual(environment.swapBytes, { total: 8_388_604 * 1024, used: 8192 * 1024 })
    assert.equal(environment.container, 'none')
  })

  it('leaves open what no file tells', () => {
    const { cgroup, container, swapBytes } = describeEnvironment(new Date(0), filesOf({}))

    assert.deepEqual({ cgroup, container, swapBytes }, { cgroup: null, container: null, swapBytes: null })
  })
})
