import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { envelopeSuiteNames, keyReferenceNames } from '../envelope/names.ts'
import { parseScenario } from './load-scenario.ts'
import { faults } from '../kms-service/planned-failures.ts'
import { keyCachePolicies } from './cache-schema.ts'

describe('resolved', () => {
  it('holds every default, with units, and files by their absolute path', () => {
    const { resolved } = parseScenario(
      'name: x\nload: { arrivals: constant, rate: 60 /min, duration: 3600 s }\nkms: { latency: 0.005 s }\n',
      '/somewhere/x.yaml',
    )

    assert.deepEqual(resolved, {
      name: 'x',
      question: '',
      seed: 20170701,
      clock: 'virtual',
      fleet: { frontEnds: 1, consumers: 0, principals: 1 },
      stream: { shards: 1 },
      load: { arrivals: 'constant', rate: '1 /s', duration: '1 h' },
      records: { size: '1 KiB', partitionKeys: { distribution: 'uniform', count: 1000 } },
      put: { batch: 1 },
      get: { pollInterval: '1 s', maxRecords: 10_000 },
      envelope: { suite: 'aes-256-gcm+hkdf-sha512', keyReference: 'inline' },
      keyCache: {
        ttl: '5 min',
        rotation: '5 min',
        maxRecords: 2 ** 32,
        maxBytes: '1024 TiB',
        policy: 'single-flight',
        jitter: 0,
        refreshAhead: '0 s',
        xfetch: 0,
        negativeTtl: '0 s',
        sharedBy: 1,
      },
      readerCache: { ttl: '5 min', capacity: 1000, negativeTtl: '0 s', negativeCapacity: 100 },
      kms: {
        backend: 'simulated',
        client: { retryMode: 'standard', maxAttempts: 3, connections: 50 },
        latency: '5 ms',
        region: 'us-east-1',
        failures: [],
      },
      measure: { warmUpRecords: 2000, blockRecords: 64 },
      sweep: {},
      claims: [],
      thresholds: [],
    })
  })

  it('loads again to the same scenario, cells and expectations, and resolves to itself', () => {
    fc.assert(
      fc.property(scenarios(), (input) => {
        const first = parseScenario(JSON.stringify(input), '/somewhere/x.yaml')

        const second = parseScenario(JSON.stringify(first.resolved), '/elsewhere/y.yaml')

        assert.deepEqual(second.resolved, first.resolved)
        assert.deepEqual(second.scenario, first.scenario)
        assert.deepEqual(second.cells, first.cells)
        assert.deepEqual(second.claims, first.claims)
        assert.deepEqual(second.thresholds, first.thresholds)
      }),
      { numRuns: 300, seed: 20170701 },
    )
  })
})

const durationUnits = ['ns', 'us', 'ms', 's', 'min', 'h'] as const

const duration = (min: number) =>
  fc
    .record({ number: fc.integer({ min, max: 2000 }), unit: fc.constantFrom(...durationUnits) })
    .map(({ number, unit }) => `${number} ${unit}`)
const fraction = fc.integer({ min: 1, max: 9999 }).map((number) => `${number / 100} s`)
const size = fc
  .record({ number: fc.integer({ min: 1, max: 10 }), unit: fc.constantFrom('B', 'KiB', 'kB', 'MiB', 'MB') })
  .map(({ number, unit }) => `${number} ${unit}`)
const rate = fc
  .record({
    number: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    unit: fc.constantFrom('/s', '/min', '/h', '/d'),
  })
  .map(({ number, unit }) => `${number} ${unit}`)

function distribution(value: fc.Arbitrary<string>, [low, high]: readonly [string, string]) {
  return fc.oneof(
    value,
    fc.record({ distribution: fc.constantFrom('constant', 'fixed'), value }),
    fc.constant({ distribution: 'uniform', min: low, max: high }),
    fc.constant({ distribution: 'lognormal', median: low, p99: high, max: high }),
    fc.constant({ distribution: 'lognormal', median: low, p99: high }),
    fc.record({
      distribution: fc.constant('empirical'),
      values: fc.array(value, { minLength: 1, maxLength: 5 }),
    }),
  )
}

function optional<Parts>(parts: { [Key in keyof Parts]: fc.Arbitrary<Parts[Key]> }) {
  return fc.record(parts, { requiredKeys: [] })
}

function scenarios() {
  const arrivals = fc.oneof(
    fc.record({
      arrivals: fc.constantFrom('constant', 'poisson'),
      rate,
      duration: fc.oneof(duration(1), fraction),
    }),
    fc.record({
      arrivals: fc.constant('bursts'),
      rate,
      duration: fc.constant('1 h'),
      burst: fc.constant({ every: '90 s', length: '1500 ms' }),
    }),
    fc.record({
      arrivals: fc.constant('closed'),
      clients: fc.integer({ min: 1, max: 9 }),
      thinkTime: duration(1),
      duration: duration(1),
    }),
  )
  const partitionKeys = fc.oneof(
    fc.record({ distribution: fc.constant('uniform'), count: fc.integer({ min: 1, max: 100 }) }),
    fc.constant({ distribution: 'zipf', count: 5, exponent: 1.1 }),
  )
  const failure = fc.record(
    {
      fault: fc.constantFrom(...faults),
      from: duration(0),
      share: fc.double({ min: 0.01, max: 1, noNaN: true }),
      operations: fc.constant(['Decrypt']),
      delay: duration(0),
    },
    { requiredKeys: ['fault', 'from'] },
  )
  return fc.record(
    {
      name: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
      question: fc.string(),
      load: arrivals,
      fleet: fc.record({
        frontEnds: fc.integer({ min: 1, max: 9 }),
        consumers: fc.integer({ min: 1, max: 9 }),
      }),
      records: optional({ size: distribution(size, ['1 B', '10 MiB']), partitionKeys }),
      envelope: optional({
        suite: fc.constantFrom(...envelopeSuiteNames),
        keyReference: fc.constantFrom(...keyReferenceNames),
      }),
      keyCache: optional({
        rotation: duration(1),
        maxBytes: size,
        policy: fc.constantFrom(...keyCachePolicies),
      }),
      kms: optional({
        latency: distribution(duration(0), ['1 us', '3 s']),
        quota: rate,
        failures: fc.array(failure, { maxLength: 3 }),
      }),
      sweep: fc.constantFrom(
        {},
        { 'keyCache.ttl': ['0 s', '90 s', '5 min'] },
        { 'keyCache.ttl': ['90 s'], seed: [3, 4] },
      ),
      claims: fc.constantFrom([], [claim]),
      thresholds: fc.constantFrom([], ['put.overhead.p99.9 < 1 ms', { expression: 'kms.calls < 5' }]),
    },
    { requiredKeys: ['name', 'load', 'fleet'] },
  )
}

const claim = {
  id: 'a',
  statement: 's',
  metric: 'get.delta.responseTime',
  bound: '> 10 us',
  where: { clock: 'virtual' },
}
