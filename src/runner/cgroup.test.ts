import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeCgroup, readThrottling } from './cgroup.ts'
import { amdVirtualMachine, dockerOfVersion1, filesOf, intelServer, pod } from './machines.fixture.ts'

describe('describeCgroup', () => {
  it('takes the narrowest quota from its own group up to the root', () => {
    assert.deepEqual(describeCgroup(filesOf(pod)), { version: 2, cpuQuotaCores: 0.5 })

    const narrowAbove = { ...pod, '/sys/fs/cgroup/kubepods.slice/cpu.max': '25000 100000\n' }
    assert.equal(describeCgroup(filesOf(narrowAbove))?.cpuQuotaCores, 0.25)
  })

  it('reads version 1, also where the folders of the host are out of sight', () => {
    assert.deepEqual(describeCgroup(filesOf(dockerOfVersion1)), { version: 1, cpuQuotaCores: 1.5 })

    const unlimited = { ...dockerOfVersion1, '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n' }
    assert.deepEqual(describeCgroup(filesOf(unlimited)), { version: 1, cpuQuotaCores: null })
  })

  it('finds the group of version 1 under the short name too', () => {
    const short = {
      '/proc/self/cgroup': '4:cpu,cpuacct:/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    }

    assert.equal(describeCgroup(filesOf(short))?.cpuQuotaCores, 2)
  })

  it('has no quota where there is none, and nothing where there is no cgroup', () => {
    assert.deepEqual(describeCgroup(filesOf(intelServer)), { version: 2, cpuQuotaCores: null })
    assert.deepEqual(describeCgroup(filesOf(amdVirtualMachine)), { version: 1, cpuQuotaCores: null })
    assert.equal(describeCgroup(filesOf({})), null)
  })
})

describe('readThrottling', () => {
  it('sums over the levels, in nanoseconds of either version', () => {
    assert.deepEqual(readThrottling(filesOf(pod)), {
      periods: 90,
      throttledPeriods: 60,
      throttledNs: 3e9,
    })
    assert.deepEqual(readThrottling(filesOf(dockerOfVersion1)), {
      periods: 400,
      throttledPeriods: 100,
      throttledNs: 2.5e9,
    })
  })

  it('is nothing where nothing is counted', () => {
    assert.equal(readThrottling(filesOf(amdVirtualMachine)), null)
    assert.equal(readThrottling(filesOf({})), null)
  })
})
