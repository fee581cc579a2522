import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeCpu } from './cpu-description.ts'
import { amdVirtualMachine, armServer, filesOf, intelServer } from './machines.fixture.ts'

describe('describeCpu', () => {
  it('tells sockets, cores, threads, governor, turbo and instructions of bare metal', () => {
    assert.deepEqual(describeCpu(filesOf(intelServer)), {
      sockets: 2,
      physicalCores: 8,
      threadsPerCore: 2,
      governor: 'powersave',
      turbo: true,
      hasAes: true,
      hasVaes: false,
      isVirtual: false,
    })
  })

  it('leaves open what a hypervisor does not tell', () => {
    assert.deepEqual(describeCpu(filesOf(amdVirtualMachine)), {
      sockets: 1,
      physicalCores: 2,
      threadsPerCore: 1,
      governor: null,
      turbo: null,
      hasAes: true,
      hasVaes: true,
      isVirtual: true,
    })
  })

  it('takes threads from sysfs where cpuinfo has none, and names governors that differ', () => {
    assert.deepEqual(describeCpu(filesOf(armServer)), {
      sockets: null,
      physicalCores: null,
      threadsPerCore: 1,
      governor: 'performance,ondemand',
      turbo: false,
      hasAes: true,
      hasVaes: null,
      isVirtual: null,
    })
  })

  it('counts the members of a list of siblings, however it is written', () => {
    const list = '/sys/devices/system/cpu/cpu0/topology/thread_siblings_list'

    assert.equal(describeCpu(filesOf({ [list]: '0-1\n' })).threadsPerCore, 2)
    assert.equal(describeCpu(filesOf({ [list]: '0,4,8,12\n' })).threadsPerCore, 4)
  })

  it('knows turbo by either file, and nothing by another word', () => {
    const noTurbo = '/sys/devices/system/cpu/intel_pstate/no_turbo'
    const boost = '/sys/devices/system/cpu/cpufreq/boost'

    assert.equal(describeCpu(filesOf({ [noTurbo]: '1\n' })).turbo, false)
    assert.equal(describeCpu(filesOf({ [boost]: '1\n' })).turbo, true)
    assert.equal(describeCpu(filesOf({ [boost]: 'on\n' })).turbo, null)
  })

  it('guesses nothing where there are no such files', () => {
    const values = Object.values(describeCpu(filesOf({})))

    assert.deepEqual(new Set(values), new Set([null]))
  })
})
