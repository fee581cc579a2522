import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { interferenceSchema } from '../run-store/interference-format.ts'
import { interferenceBetween, readCounters, type SystemCounters } from './interference.ts'
import { dockerOfVersion1, filesOf, pod } from './machines.fixture.ts'

describe('interferenceBetween', () => {
  it('gives what others took as shares of all cores, and what it used itself in cores', () => {
    const before = counters({ stat: [100, 0, 50, 800, 0, 0, 0, 0], ownCpuNs: 1e9 })
    const after = counters({ stat: [180, 10, 60, 1000, 0, 0, 0, 100], ownCpuNs: 1.6e9, atNs: 2e9 })

    const { elapsedNs, stolenNs, stealShare, othersShare, ownCores } = interferenceBetween(before, after)

    // 400 ticks: 100 worked, of which 60 were its own, 100 stolen, 200 idle.
    assert.deepEqual(
      { elapsedNs, stolenNs, stealShare, othersShare, ownCores },
      { elapsedNs: 2e9, stolenNs: 1e9, stealShare: 0.25, othersShare: 0.1, ownCores: 0.3 },
    )
  })

  it('takes guests for what they are, a part of user', () => {
    const before = counters({ stat: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] })
    const after = counters({ stat: [50, 0, 0, 50, 0, 0, 0, 0, 50, 0], atNs: 1e9 })

    assert.equal(interferenceBetween(before, after).othersShare, 0.5)
  })

  it('never says that others used less than nothing', () => {
    const before = counters({ stat: [0, 0, 0, 0, 0, 0, 0, 0] })
    const after = counters({ stat: [1, 0, 0, 9, 0, 0, 0, 0], ownCpuNs: 19e6, atNs: 1e9 })

    assert.equal(interferenceBetween(before, after).othersShare, 0)
  })

  it('says how long a quota held it back, in either version of cgroups', () => {
    const later = {
      ...pod,
      '/sys/fs/cgroup/kubepods.slice/pod7.slice/cpu.stat':
        'nr_periods 90\nnr_throttled 65\nthrottled_usec 3250000\n',
    }
    const laterOld = {
      ...dockerOfVersion1,
      '/sys/fs/cgroup/cpu,cpuacct/cpu.stat': 'nr_periods 410\nnr_throttled 105\nthrottled_time 2750000000\n',
    }

    for (const [files, then] of [
      [pod, later],
      [dockerOfVersion1, laterOld],
    ] as const) {
      const before = { ...readCounters(filesOf(files)), atNs: 0 }
      const after = { ...readCounters(filesOf(then)), atNs: 1e9 }
      const { throttledPeriods, throttledShare } = interferenceBetween(before, after)

      assert.deepEqual({ throttledPeriods, throttledShare }, { throttledPeriods: 5, throttledShare: 0.25 })
    }
  })

  it('takes the pressure from what some task waited', () => {
    const before = counters({
      pressure: 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1000\nfull avg10=0.00 total=0\n',
    })
    const after = counters({ pressure: 'some avg10=9.00 avg60=1.00 avg300=0.10 total=251000\n', atNs: 1e9 })

    assert.equal(interferenceBetween(before, after).pressureShare, 0.25)
  })

  it('leaves open what the system does not count, and divides nothing by nothing', () => {
    const nothing = readCounters(filesOf({}))
    const { elapsedNs, ownCores, ...rest } = interferenceBetween(nothing, nothing)

    assert.deepEqual([elapsedNs, ownCores], [0, 0])
    assert.deepEqual(rest, {
      stolenNs: null,
      stealShare: null,
      othersShare: null,
      loadAverage1Min: nothing.loadAverage1Min,
      throttledPeriods: null,
      throttledShare: null,
      pressureShare: null,
      majorFaults: 0,
      involuntarySwitches: 0,
    })
  })

  it('is what a run stores, on this machine too', () => {
    const interference = interferenceBetween(readCounters(), readCounters())

    assert.deepEqual(interferenceSchema.parse(interference), interference)
  })
})

interface Reading {
  readonly stat?: readonly number[]
  readonly pressure?: string
  readonly ownCpuNs?: number
  readonly atNs?: number
}

function counters({ stat, pressure = '', ownCpuNs = 0, atNs = 0 }: Reading): SystemCounters {
  const files = filesOf({
    '/proc/stat': stat === undefined ? '' : `cpu  ${stat.join(' ')}\ncpu0 ${stat.join(' ')}\nintr 4\n`,
    '/proc/pressure/cpu': pressure,
  })
  return { ...readCounters(files), ownCpuNs, atNs }
}
