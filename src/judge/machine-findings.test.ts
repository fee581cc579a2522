import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Interference } from '../run-store/interference-format.ts'
import type { Calibration, Environment } from '../run-store/run-format.ts'
import { noInterference } from './interference.fixture.ts'
import { isUsable, machineFindings, type Examined, type Finding } from './machine-findings.ts'

/** Set for measuring. */
const quietServer = {
  sealbench: '0.1.0',
  startedAt: '2026-11-26T00:00:00.000Z',
  node: 'v26.10.0',
  v8: '14.6',
  openssl: '3.5',
  platform: 'Linux x64',
  cpuModel: 'Xeon',
  cores: 4,
  memoryBytes: 2 ** 34,
  loadAverage1Min: 0.1,
  gitCommit: null,
  packages: {},
  cpu: {
    sockets: 1,
    physicalCores: 4,
    threadsPerCore: 1,
    governor: 'performance',
    turbo: false,
    hasAes: true,
    hasVaes: true,
    isVirtual: false,
  },
  cgroup: { version: 2 as const, cpuQuotaCores: null },
  container: 'none' as const,
  swapBytes: { total: 2 ** 30, used: 0 },
  runtimeFlags: [],
  gitDirty: null,
} satisfies Environment

describe('machineFindings', () => {
  it('finds nothing to do on a quiet server that is set for measuring', () => {
    const findings = machineFindings(examined())

    assert.deepEqual(
      findings.filter(({ severity, advice }) => severity !== 'ok' || advice !== undefined),
      [],
    )
    assert.equal(isUsable(findings), true)
  })

  it('says nothing of what the system does not tell', () => {
    const untold = { stealShare: null, throttledShare: null, othersShare: null }
    const { cpu: _, swapBytes: __, cgroup: ___, ...old } = quietServer

    const topics = machineFindings(examined({ interference: untold }, old)).map(({ topic }) => topic)

    assert.deepEqual(topics, ['timer', 'cores'])
  })

  const cases: [string, Shape, Shape, Finding['severity'], RegExp][] = [
    ['timer', timerOf(100), timerOf(101), 'warn', /trust no difference/],
    ['timer', timerOf(100), timerOf(1001), 'bad', /finer|less than 1 us/],
    ['cores', { environment: { cores: 2 } }, { environment: { cores: 1 } }, 'warn', /two cores/],
    ['threads', cpuOf({ threadsPerCore: 1 }), cpuOf({ threadsPerCore: 2 }), 'warn', /--workers 4 or less/],
    ['governor', cpuOf({ governor: 'performance' }), cpuOf({ governor: 'powersave' }), 'warn', /cpupower/],
    ['turbo', cpuOf({ turbo: false }), cpuOf({ turbo: true }), 'warn', /no_turbo/],
    ['AES instructions', cpuOf({ hasAes: true }), cpuOf({ hasAes: false }), 'warn', /several times/],
    ['CPU quota', quotaOf(2), quotaOf(1.5), 'warn', /raise it to 2 cores/],
    [
      'throttled',
      { interference: { throttledShare: 0.01 } },
      { interference: { throttledShare: 0.011 } },
      'warn',
      /quota/,
    ],
    [
      'throttled',
      { interference: { throttledShare: 0 } },
      { interference: { throttledShare: 0.51 } },
      'bad',
      /quota/,
    ],
    [
      'steal',
      { interference: { stealShare: 0.05 } },
      { interference: { stealShare: 0.06 } },
      'warn',
      /hypervisor/,
    ],
    [
      'steal',
      { interference: { stealShare: 0 } },
      { interference: { stealShare: 0.6 } },
      'bad',
      /hypervisor/,
    ],
    [
      'other processes',
      { interference: { othersShare: 0.1 } },
      { interference: { othersShare: 0.11 } },
      'warn',
      /stop them/,
    ],
    ['swap', swapOf(0), swapOf(4096), 'warn', /swapoff/],
  ]
  for (const [topic, fine, spoilt, severity, advice] of cases) {
    it(`takes ${topic} for ok and for ${severity} on either side of its limit`, () => {
      const [before, after] = [fine, spoilt].map((shape) => findingOf(topic, shape))

      assert.equal(before?.severity, 'ok')
      assert.equal(after?.severity, severity)
      assert.match(after?.advice ?? '', advice)
      assert.equal(isUsable([after]), severity !== 'bad')
    })
  }

  it('names the flags that Node was started with', () => {
    const finding = findingOf('flags of Node', { environment: { runtimeFlags: ['--jitless'] } })

    assert.equal(finding?.severity, 'warn')
    assert.equal(finding?.text, '--jitless')
  })
})

interface Shape {
  readonly environment?: Partial<Environment>
  readonly calibration?: Partial<Calibration>
  readonly interference?: Partial<Interference>
}

function findingOf(topic: string, shape: Shape): Finding | undefined {
  return machineFindings(examined(shape)).find((finding) => finding.topic === topic)
}

function timerOf(timerResolutionNs: number): Shape {
  return { calibration: { timerResolutionNs } }
}

function cpuOf(cpu: Partial<NonNullable<Environment['cpu']>>): Shape {
  return { environment: { cpu: { ...quietServer.cpu, ...cpu } } }
}

function quotaOf(cpuQuotaCores: number): Shape {
  return { environment: { cgroup: { version: 2, cpuQuotaCores } } }
}

function swapOf(used: number): Shape {
  return { environment: { swapBytes: { total: 2 ** 30, used } } }
}

function examined(
  { environment, calibration, interference }: Shape = {},
  machine: Environment = quietServer,
): Examined {
  return {
    environment: { ...machine, ...environment },
    calibration: { timerNs: 50, timerResolutionNs: 10, recorderNs: 20, nullRecordNs: 300, ...calibration },
    interference: { ...noInterference, elapsedNs: 20e9, ...interference },
  }
}
