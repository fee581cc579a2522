import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { ScenarioInvalidError } from './faults.ts'
import { parseScenario } from './load-scenario.ts'

interface Limit {
  readonly rule: string
  readonly accepted: Record<string, unknown>
  readonly refused: Record<string, unknown>
  readonly path: string
  readonly message: RegExp
}

const load = { arrivals: 'constant', rate: '1 /s', duration: '1 min' }
const bursts = (every: string, length: string) => ({
  load: { ...load, arrivals: 'bursts', burst: { every, length } },
})
const lognormal = (median: string, p99: string, max?: string) => ({
  records: { size: { distribution: 'lognormal', median, p99, ...(max !== undefined && { max }) } },
})
const uniformLatency = (min: string, max: string) => ({
  kms: { latency: { distribution: 'uniform', min, max } },
})
const failing = (from: string, to: string) => ({ kms: { failures: [{ fault: 'slow', from, to }] } })

const steps = (rate: string, duration: string) => ({
  load: {
    arrivals: 'steps',
    steps: [
      { rate: '0 /s', duration: '1 d' },
      { rate, duration },
    ],
  },
})
const ramp = (to: string) => ({ load: { arrivals: 'ramp', from: '0 /s', to, duration: '1 min' } })

const limits: readonly Limit[] = [
  {
    rule: 'a ramp lets something arrive',
    accepted: ramp('1 /h'),
    refused: ramp('0 /s'),
    path: 'load.to',
    message: /more than 0 \/s/,
  },
  {
    rule: 'steps let something arrive',
    accepted: steps('1 /h', '1 h'),
    refused: steps('0 /s', '1 h'),
    path: 'load.steps',
    message: /more than 0 \/s/,
  },
  {
    rule: 'steps last at most 104 days together',
    accepted: steps('1 /h', '103 d'),
    refused: steps('1 /h', '8899200000000001 ns'),
    path: 'load.steps',
    message: /at most 104 d together/,
  },
  {
    rule: 'a size is at most 10 MiB',
    accepted: { records: { size: '10 MiB' } },
    refused: { records: { size: '10485761 B' } },
    path: 'records.size',
    message: /at most 10 MiB/,
  },
  {
    rule: 'uniform has min up to max',
    accepted: uniformLatency('5 ms', '5 ms'),
    refused: uniformLatency('5001 us', '5 ms'),
    path: 'kms.latency.min',
    message: /at most max, which is 5 ms/,
  },
  {
    rule: 'lognormal has p99 from the median on',
    accepted: lognormal('1 KiB', '1 KiB'),
    refused: lognormal('1 KiB', '1023 B'),
    path: 'records.size.p99',
    message: /at least the median, which is 1 KiB/,
  },
  {
    rule: 'lognormal has max from the median on',
    accepted: lognormal('1 KiB', '2 KiB', '1 KiB'),
    refused: lognormal('1 KiB', '2 KiB', '1023 B'),
    path: 'records.size.max',
    message: /at least the median/,
  },
  {
    rule: 'lognormal has a median above 0',
    accepted: lognormal('1 B', '2 KiB'),
    refused: lognormal('0 B', '2 KiB'),
    path: 'records.size.median',
    message: /more than 0/,
  },
  {
    rule: 'a burst fits between two bursts',
    accepted: bursts('10 s', '10 s'),
    refused: bursts('10 s', '10001 ms'),
    path: 'load.burst.length',
    message: /at most 10 s/,
  },
  {
    rule: 'the load lasts until the second burst',
    accepted: bursts('1 min', '10 s'),
    refused: bursts('61 s', '10 s'),
    path: 'load.burst.every',
    message: /at most 1 min/,
  },
  {
    rule: 'a failure ends after it begins',
    accepted: failing('5 s', '5001 ms'),
    refused: failing('5 s', '5 s'),
    path: 'kms.failures[0].to',
    message: /later than from, which is 5 s/,
  },
  {
    rule: 'the load lasts at most 104 days',
    accepted: { load: { ...load, duration: '104 d' } },
    refused: { load: { ...load, duration: '2496.1 h' } },
    path: 'load.duration',
    message: /at most 104 d/,
  },
  {
    rule: 'a duration beyond what a number holds is too large',
    accepted: { load: { ...load, duration: '104 d' } },
    refused: { load: { ...load, duration: '105 d' } },
    path: 'load.duration',
    message: /too large/,
  },
  {
    rule: 'a cell offers at most 2^40 records',
    accepted: { load: { ...load, rate: `${2 ** 40} /s`, duration: '1 s' } },
    refused: { load: { ...load, rate: `${2 ** 40 + 1} /s`, duration: '1 s' } },
    path: 'load.rate',
    message: /1\.1e\+12/,
  },
  {
    rule: 'a batch has 1 to 500 records, in a closed loop too',
    accepted: {
      put: { batch: 500 },
      load: { arrivals: 'closed', clients: 2, thinkTime: '1 ms', duration: '1 s' },
    },
    refused: {
      put: { batch: 501 },
      load: { arrivals: 'closed', clients: 2, thinkTime: '1 ms', duration: '1 s' },
    },
    path: 'put.batch',
    message: /at most 500, not 501/,
  },
  {
    rule: 'clients of a closed loop think on the virtual clock, or it would never end',
    accepted: { load: { arrivals: 'closed', clients: 2, thinkTime: '1 ns', duration: '1 s' } },
    refused: { load: { arrivals: 'closed', clients: 2, thinkTime: '0 s', duration: '1 s' } },
    path: 'load.thinkTime',
    message: /longer than 0 s on the virtual clock/,
  },
  {
    rule: 'a call carries at most 10 MiB, partition keys included',
    accepted: { put: { batch: 159 }, records: { size: '64 KiB' } },
    refused: { put: { batch: 160 }, records: { size: '64 KiB' } },
    path: 'put.batch',
    message: /at most 159 with records of 64 KiB/,
  },
  {
    rule: 'a rate is more than 0',
    accepted: { load: { ...load, rate: '1e-9 /s' } },
    refused: { load: { ...load, rate: '0 /s' } },
    path: 'load.rate',
    message: /more than 0/,
  },
  {
    rule: 'a rotation is longer than 0, a TTL need not be',
    accepted: { keyCache: { ttl: '0 s', rotation: '1 ns' } },
    refused: { keyCache: { ttl: '0 s', rotation: '0 s' } },
    path: 'keyCache.rotation',
    message: /longer than 0/,
  },
  {
    rule: 'one key material seals at most 2^32 records',
    accepted: { keyCache: { maxRecords: 2 ** 32 }, envelope: { suite: 'aes-256-gcm+random-nonce' } },
    refused: { keyCache: { maxRecords: 2 ** 32 + 1 }, envelope: { suite: 'aes-256-gcm+random-nonce' } },
    path: 'keyCache.maxRecords',
    message: /at most 4294967296/,
  },
  {
    rule: 'key material is refreshed less than a TTL ahead',
    accepted: { keyCache: { ttl: '1 min', refreshAhead: '59999999999 ns' } },
    refused: { keyCache: { ttl: '1 min', refreshAhead: '1 min' } },
    path: 'keyCache.refreshAhead',
    message: /less than 1 min, the shorter of ttl and rotation/,
  },
  {
    rule: 'key material is refreshed less than a rotation ahead',
    accepted: { keyCache: { rotation: '1 min', refreshAhead: '59999999999 ns' } },
    refused: { keyCache: { rotation: '1 min', refreshAhead: '1 min' } },
    path: 'keyCache.refreshAhead',
    message: /less than 1 min/,
  },
  {
    rule: 'jitter leaves room to refresh ahead',
    accepted: { keyCache: { ttl: '1 min', jitter: 0.5, refreshAhead: '29999999999 ns' } },
    refused: { keyCache: { ttl: '1 min', jitter: 0.5, refreshAhead: '30 s' } },
    path: 'keyCache.refreshAhead',
    message: /less than 30 s, the least that jitter leaves/,
  },
  {
    rule: 'only a single flight is ahead of its time',
    accepted: { keyCache: { policy: 'single-flight', refreshAhead: '1 s' } },
    refused: { keyCache: { policy: 'independent', refreshAhead: '1 s' } },
    path: 'keyCache.refreshAhead',
    message: /needs keyCache.policy: single-flight/,
  },
  {
    rule: 'XFetch has a single flight',
    accepted: { keyCache: { policy: 'independent', xfetch: 0 } },
    refused: { keyCache: { policy: 'independent', xfetch: 1 } },
    path: 'keyCache.xfetch',
    message: /needs keyCache.policy: single-flight/,
  },
  {
    rule: 'XFetch and refresh-ahead exclude each other',
    accepted: { keyCache: { xfetch: 1, refreshAhead: '0 s' } },
    refused: { keyCache: { xfetch: 1, refreshAhead: '1 ns' } },
    path: 'keyCache.xfetch',
    message: /choose one/,
  },
  {
    rule: 'XFetch has a cache',
    accepted: { keyCache: { xfetch: 1, ttl: '1 ns' } },
    refused: { keyCache: { xfetch: 1, ttl: '0 s' } },
    path: 'keyCache.xfetch',
    message: /ttl of 0 s/,
  },
  {
    rule: 'jitter takes off no more than everything',
    accepted: { keyCache: { jitter: 1 } },
    refused: { keyCache: { jitter: 1.01 } },
    path: 'keyCache.jitter',
    message: /at most 1/,
  },
  {
    rule: 'front ends share caches in groups of one size',
    accepted: { keyCache: { sharedBy: 3 }, fleet: { frontEnds: 6 } },
    refused: { keyCache: { sharedBy: 3 }, fleet: { frontEnds: 7 } },
    path: 'keyCache.sharedBy',
    message: /must divide fleet.frontEnds, which is 7/,
  },
  {
    rule: 'a branch key stays in memory for some time',
    accepted: { keyCache: { branchKey: { ttl: '1 ns' } } },
    refused: { keyCache: { branchKey: { ttl: '0 s' } } },
    path: 'keyCache.branchKey.ttl',
    message: /longer than 0/,
  },
  {
    rule: 'a Zipf exponent is positive',
    accepted: { records: { partitionKeys: { distribution: 'zipf', count: 1, exponent: 0.01 } } },
    refused: { records: { partitionKeys: { distribution: 'zipf', count: 1, exponent: 0 } } },
    path: 'records.partitionKeys.exponent',
    message: /more than 0/,
  },
]

describe('the rules of a scenario', () => {
  for (const { rule, accepted, refused, path, message } of limits) {
    it(`say that ${rule}`, () => {
      assert.equal(parse(accepted).cells.length, 1)

      assert.throws(
        () => parse(refused),
        (error) => {
          assert.ok(error instanceof ScenarioInvalidError)
          assert.deepEqual(
            error.faults.map((fault) => fault.path),
            [path],
          )
          assert.match(error.faults[0]?.message ?? '', message)
          return true
        },
      )
    })
  }

  it('bound a lognormal size at 10 MiB where it has no max', () => {
    const { records } = parse(lognormal('1 KiB', '1 MiB')).scenario

    assert.equal('size' in records && 'max' in records.size && records.size.max, 10 * 2 ** 20)
  })
})

function parse(parts: Record<string, unknown>) {
  return parseScenario(JSON.stringify({ name: 'x', load, ...parts }), 'x.yaml')
}
