import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { ScenarioInvalidError } from './faults.ts'
import { parseScenario } from './load-scenario.ts'

const base = 'name: planned\nload: { arrivals: poisson, rate: 100 /s, duration: 1 h }\n'

describe('checkPlannable', () => {
  const mistakes: [string, string, RegExp][] = [
    ['load: { arrivals: closed, clients: 1, thinkTime: 1 s, duration: 1 h }', 'load.arrivals', /closed loop/],
    ['keyCache: { ttl: 5 ms }', 'keyCache.ttl', /mean latency of KMS, which is 10 ms, .* write 0 s/],
    ['keyCache: { rotation: 10 ms }', 'keyCache.rotation', /mean latency of KMS/],
    ['readerCache: { ttl: 5 ms }', 'readerCache.ttl', /mean latency of KMS/],
    [
      'keyCache: { ttl: 5 ms, rotation: 5 ms }',
      'kms.latency',
      /below keyCache.ttl, keyCache.rotation, .* 10 ms/,
    ],
    ['envelope: { suite: kms/encrypt }', 'envelope.suite', /kms\/encrypt asks KMS in its own way/],
    ['kms: { client: { retryMode: adaptive } }\nclock: real', 'kms.client.retryMode', /standard in a plan/],
    ['plan: { horizon: 0 s }', 'plan.horizon', /longer than 0 s/],
    ['plan: { horizon: 11 y }', 'plan.horizon', /at most 10 y/],
    ['plan: { horizon: 30 }', 'plan.horizon', /write "30 s", "30 h" or "30 d" rather than 30/],
    ['plan: { streams: 0 }', 'plan.streams', /at least 1/],
    ['plan: { streams: 1000001 }', 'plan.streams', /at most 1000000/],
    ['plan: { catchUp: { backlog: 1 d, speed: 1 } }', 'plan.catchUp.speed', /more than 1/],
    [
      'plan: { events: [{ event: quota, from: 2 h, to: 2 h, quota: 1 /s }] }',
      'plan.events[0].to',
      /later than from, which is 2 h/,
    ],
    ['plan: { events: [{ event: quota, from: 2 h, quota: 0 /s }] }', 'plan.events[0].quota', /more than 0/],
    ['plan: { events: [{ event: quota, from: 2 h }] }', 'plan.events[0]', /needs a quota.* or the region/],
    [
      'plan: { events: [{ event: quota, from: 2 h, quota: 5 /s, region: eu-north-1 }] }',
      'plan.events[0].region',
      /does not go together with quota/,
    ],
  ]
  for (const [yaml, path, message] of mistakes)
    it(`refuses ${yaml}`, () => {
      const latency = yaml.startsWith('kms:') ? '' : 'kms: { latency: 10 ms }\n'

      const [fault, ...others] = faultsOf(`${latency}${yaml}`)

      assert.deepEqual([fault!.path, others], [path, []])
      assert.match(fault!.message, message)
    })

  it('takes lifetimes that are just longer than the latency, and no cache at all', () => {
    const kms = 'kms: { latency: 10 ms }\n'

    for (const ttl of ['0 s', '10001 us'])
      assert.deepEqual(faultsOf(`${kms}keyCache: { ttl: ${ttl} }\nreaderCache: { ttl: ${ttl} }`), [])
  })

  const latencies: [string, string][] = [
    ['{ distribution: lognormal, median: 5 ms, p99: 4 ms }', 'kms.latency.p99'],
    ['{ distribution: lognormal, median: 0 s, p99: 4 ms }', 'kms.latency.median'],
    ['{ distribution: uniform, min: 5 ms, max: 4 ms }', 'kms.latency.min'],
  ]
  for (const [latency, path] of latencies)
    it(`leaves a latency that has no mean to its own rule: ${latency}`, () => {
      const faults = faultsOf(`kms: { latency: ${latency} }`)

      assert.deepEqual(
        faults.map((fault) => fault.path),
        [path],
      )
    })

  const failures: [string, string | null][] = [
    ['{ fault: outage, from: 1 min, to: 2 min }', null],
    ['{ fault: outage, from: 1 min, share: 0.5 }', null],
    ['{ fault: internal-error, from: 1 min, share: 0.5 }', null],
    ['{ fault: connection-reset, from: 1 min, delay: 1 s }', null],
    ['{ fault: slow, from: 1 min }', null],
    ['{ fault: brown-out, from: 1 min }', null],
    ['{ fault: throttling, from: 1 min }', null],
    ['{ fault: throttling, from: 1 min, share: 0.5 }', 'kms.failures[0].share'],
    ['{ fault: slow, from: 1 min, share: 0.5 }', 'kms.failures[0].share'],
    ['{ fault: outage, from: 1 min, share: 0.5, delay: 1 s }', 'kms.failures[0].share'],
    ['{ fault: outage, from: 1 min, operations: [Decrypt] }', 'kms.failures[0].operations'],
    ['{ fault: access-denied, from: 1 min }', 'kms.failures[0].fault'],
    ['{ fault: no-answer, from: 1 min }', 'kms.failures[0].fault'],
  ]
  for (const [failure, path] of failures)
    it(`${path === null ? 'takes' : 'refuses'} ${failure}`, () => {
      const faults = faultsOf(`kms: { failures: [${failure}] }`)

      assert.deepEqual(
        faults.map((fault) => fault.path),
        path === null ? [] : [path],
      )
    })
})

describe('checkRunnable', () => {
  const limits: [string, number][] = [
    ['fleet: { frontEnds: N }', 10_000],
    ['fleet: { consumers: N }', 1000],
    ['fleet: { principals: N }', 10_000],
    ['stream: { shards: N }', 10_000],
  ]
  for (const [yaml, most] of limits)
    it(`lets a run have ${yaml} of ${most}, and a plan more`, () => {
      const beyond = yaml.replace('N', String(most + 1))

      assert.deepEqual(faultsOf(yaml.replace('N', String(most)), 'run'), [])
      assert.deepEqual(faultsOf(beyond, 'plan'), [])
      assert.match(faultsOf(beyond, 'run')[0]!.message, /in a run.*npx sealbench plan takes more/)
    })

  it('leaves trillions of records to plans', () => {
    const load = 'load: { arrivals: poisson, rate: 1e12 /s, duration: 1 h }'

    assert.deepEqual(faultsOf(load, 'plan'), [])
    assert.equal(faultsOf(load, 'run')[0]!.path, 'load.rate')
  })
})

describe('settings of a command line', () => {
  it('stand in place of what the scenario and its sweep say', () => {
    const swept = `${base}sweep: { keyCache.ttl: [1 min, 2 min], fleet.frontEnds: [1, 2] }\n`

    const { cells } = parseScenario(swept, 'x.yaml', {
      settings: [{ path: ['keyCache', 'ttl'], value: '3 min' }],
    })

    assert.deepEqual(
      cells.map(({ params, scenario }) => [params, scenario.keyCache.ttl]),
      [
        [{ 'fleet.frontEnds': 1 }, 180e9],
        [{ 'fleet.frontEnds': 2 }, 180e9],
      ],
    )
  })
})

function faultsOf(yaml: string, use: 'run' | 'plan' = 'plan') {
  const text = yaml.includes('load:') ? `name: planned\n${yaml}` : `${base}${yaml}`
  try {
    parseScenario(text, 'x.yaml', {}, use)
    return []
  } catch (error) {
    assert(error instanceof ScenarioInvalidError)
    return error.faults
  }
}
