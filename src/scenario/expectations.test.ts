import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { minutes } from '../units/units.ts'
import { ScenarioInvalidError, type Fault } from './faults.ts'
import { parseScenario } from './load-scenario.ts'
import { metrics } from './metrics.ts'

describe('claims', () => {
  it('default to the median, per record, of every cell', () => {
    const { claims } = parse(claim('metric: put.overhead, bound: <= 0.2 ms'), sweep)

    assert.equal(claims[0]?.statistic, 'p50')
    assert.equal(claims[0]?.unit, 'record')
    assert.deepEqual(claims[0]?.bound, { text: '<= 0.2 ms', op: '<=', value: 200_000 })
    assert.deepEqual(claims[0]?.cellIds, ['c01', 'c02', 'c03', 'c04'])
  })

  it('have neither statistic nor unit where the metric is one value', () => {
    const { claims } = parse(claim('metric: kms.usdPer30Days, bound: < 3 USD'))

    assert.equal(claims[0]?.statistic, null)
    assert.equal(claims[0]?.unit, null)
    assert.equal(claims[0]?.bound.value, 3)
  })

  it('know how long key material is used in each of their cells, and that without a cache it is not', () => {
    const { claims } = parse(
      claim('metric: kms.callsPer5Min, bound: <= 12'),
      'sweep: { keyCache.ttl: [0 s, 1 min], keyCache.rotation: [5 min, 1 h] }\n',
    )

    assert.deepEqual(
      [...claims[0]!.rotations],
      [
        ['c03', minutes(5)],
        ['c04', minutes(60)],
      ],
    )
  })

  it('take a bound of the right kind for every metric', () => {
    const bounds = { duration: '== 1.5 us', count: '>= 12', money: '> 0.5 USD', size: '< 1 MiB', rate: '' }

    for (const { name, dimension } of metrics) {
      const { claims } = parse(claim(`metric: ${name}, bound: '${bounds[dimension]}'`))
      assert.equal(claims[0]?.metric.name, name)
    }
  })

  it('choose cells by swept and fixed values, however they are written', () => {
    assert.deepEqual(cellsWhere('keyCache.ttl: 300 s'), ['c02', 'c04'])
    assert.deepEqual(cellsWhere('keyCache.ttl: 5 min, put.batch: 10'), ['c04'])
    assert.deepEqual(cellsWhere('keyCache.ttl: 1 min, readerCache.ttl: 0.0833333333333333333 h'), [
      'c01',
      'c03',
    ])
    assert.deepEqual(cellsWhere('kms.latency: 10000 us'), ['c01', 'c02', 'c03', 'c04'])
    assert.deepEqual(cellsWhere('fleet.principals: 1, clock: virtual'), ['c01', 'c02', 'c03', 'c04'])
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['metric: put.overhead, bound: <= 0.2', 'bound', /needs its unit/],
    ['metric: put.overhead, bound: 0.2 ms', 'bound', /has no comparison: write "<= 0\.2 ms" or ">= 0\.2 ms"/],
    ['metric: kms.calls, bound: 12', 'bound', /has no comparison: write "<= 12" or ">= 12"/],
    ['metric: kms.calls, bound: "12"', 'bound', /has no comparison: write "<= 12" or ">= 12"/],
    ['metric: kms.calls, bound: many', 'bound', /is not a bound/],
    ['metric: kms.calls, bound: [1]', 'bound', /must be text, not a list/],
    ['metric: put.overhead, bound: <= 3 USD', 'bound', /unknown unit/],
    ['metric: put.overhead, bound: "<="', 'bound', /is not a bound/],
    ['metric: put.overhead, bound: "=< 1 ms"', 'bound', /is not a bound/],
    ['metric: kms.calls, bound: <= 3 ms', 'bound', /not a count/],
    ['metric: kms.calls, bound: <= -3', 'bound', /not a count/],
    ['metric: kms.calls, bound: <= 3, statistic: p50', 'statistic', /is one value/],
    ['metric: kms.calls, bound: <= 3, unit: call', 'unit', /figure of the whole cell/],
    ['metric: put.sealed.responseTime, bound: < 1 s, unit: call', 'unit', /not measured per call/],
    ['metric: put.overhead, bound: < 1 s, statistic: p100', 'statistic', /is not a statistic/],
    ['metric: put, bound: < 1 s', 'metric', /unknown metric/],
    [
      'metric: kms.calls, bound: <= 3, where: { keyCache.ttl: 7 min }',
      'where.keyCache.ttl',
      /it is 1 min or 5 min/,
    ],
    ['metric: kms.calls, bound: <= 3, where: { put.bach: 1 }', 'where.put.bach', /not a parameter/],
    ['metric: kms.calls, bound: <= 3, where: { name: x }', 'where.name', /not a parameter/],
    [
      'metric: kms.calls, bound: <= 3, where: { fleet.principals: 2 }',
      'where.fleet.principals',
      /never 2, it is 1/,
    ],
  ]
  for (const [body, path, message] of refused) {
    it(`refuse ${body}`, () => {
      const faults = faultsOf(claim(body), sweep)

      assert.equal(faults.length, 1)
      assert.equal(faults[0]?.path, `claims[0].${path}`)
      assert.match(faults[0]?.message ?? '', message)
    })
  }

  const meant: readonly (readonly [string, string])[] = [
    ['put.sealed.p99', 'put.sealed.serviceTime with statistic: p99'],
    ['put.sealed', 'put.sealed.serviceTime'],
    ['put.overhead.p99', 'put.overhead with statistic: p99'],
    ['kms.calls.max', 'kms.calls'],
  ]
  for (const [metric, suggestion] of meant)
    it(`suggest ${suggestion} for ${metric}`, () => {
      const faults = faultsOf(claim(`metric: ${metric}, bound: <= 1 ms`))

      assert.equal(faults[0]?.suggestion, suggestion)
    })

  it('refuse an id that is taken', () => {
    const one = '{ id: a, statement: s, metric: kms.calls, bound: < 1 }'

    const [fault] = faultsOf(`claims: [${one}, ${one}]`)

    assert.equal(fault?.path, 'claims[1].id')
  })

  it('about reading need somebody who reads', () => {
    const text = claim('metric: get.overhead, bound: < 1 ms')

    assert.equal(parse(text).claims.length, 1)
    const [fault] = faultsOf(text, 'sweep: { fleet.consumers: [1, 0] }')
    assert.match(fault?.message ?? '', /fleet\.consumers of 1 or more, and cell c02 has 0/)
  })

  it('are checked although other parts are wrong', () => {
    const faults = faultsOf(claim('metric: kms.cals, bound: oops, where: { sed: 1 }'), 'put: { batch: 0 }')

    assert.deepEqual(
      faults.map((fault) => fault.path),
      ['claims[0].metric', 'claims[0].bound', 'claims[0].where.sed', 'put.batch'],
    )
  })
})

describe('thresholds', () => {
  it('name metric, statistic and bound', () => {
    const { thresholds } = parse(
      'thresholds: [put.sealed.serviceTime.p99.9 < 1 ms, kms.calls.Decrypt == 0, " put.overhead.mean>=1 ns "]',
    )

    assert.deepEqual(
      thresholds.map(({ metric, statistic, bound }) => [metric.name, statistic, bound.op, bound.value]),
      [
        ['put.sealed.serviceTime', 'p99.9', '<', 1e6],
        ['kms.calls.Decrypt', null, '==', 0],
        ['put.overhead', 'mean', '>=', 1],
      ],
    )
  })

  it('speak of some cells with where', () => {
    const { thresholds } = parse(
      'thresholds: [{ expression: kms.calls <= 1, where: { put.batch: 10 } }]',
      sweep,
    )

    assert.deepEqual(thresholds[0]?.cellIds, ['c03', 'c04'])
  })

  it('suggest the service time of an arm whose time is not named', () => {
    const faults = faultsOf('thresholds: ["put.sealed.p99 < 1 ms"]')

    assert.equal(faults[0]?.suggestion, 'put.sealed.serviceTime.p99')
  })

  const refused: readonly (readonly [string, RegExp])[] = [
    ['put.overhead < 1 ms', /needs a statistic/],
    ['put.overhead.p99', /is not a threshold/],
    ['< 1 ms', /is not a threshold/],
    ['kms.calls.p50 < 1', /is one value/],
    ['kms.usdPer30Days < 3', /needs its unit/],
    ['put.overhead.median < 3 ms', /unknown statistic/],
    ['nothing < 3', /unknown metric/],
    ['get.sealed.serviceTime.p50 < 1 ms', /fleet\.consumers/],
  ]
  for (const [expression, message] of refused) {
    it(`refuse ${expression}`, () => {
      const faults = faultsOf(`thresholds: ["${expression}"]`, '', '{}')

      assert.equal(faults.length, 1)
      assert.equal(faults[0]?.path, 'thresholds[0]')
      assert.match(faults[0]?.message ?? '', message)
    })
  }
})

describe('thresholds on what one key material opens', () => {
  const threshold = 'thresholds: [exposure.keyMaterial.records <= 2000]'
  // The load lasts a minute.
  const told = (keyCache: string) => parse(threshold, `keyCache: ${keyCache}`).thresholds.length

  it('need a load that lasts a rotation', () => {
    const [fault, ...others] = faultsOf(threshold, 'keyCache: { rotation: 61 s }')

    assert.deepEqual(others, [])
    assert.equal(fault!.path, 'thresholds[0]')
    assert.match(
      fault!.message,
      /a load\.duration of a rotation or more, which is 61 s, and cell c01 has 1 min/,
    )
    assert.equal(told('{ rotation: 1 min }'), 1)
  })

  it('or a limit by use, or no cache at all, or a contestant', () => {
    assert.equal(told('{ maxRecords: 10 }'), 1)
    assert.equal(told('{ maxBytes: 1 MiB }'), 1)
    assert.equal(told('{ ttl: 0 s }'), 1)
    assert.equal(parse(threshold, 'envelope: { suite: node-crypto/aes-256-gcm }').thresholds.length, 1)
  })
})

const sweep = 'sweep: { put.batch: [1, 10], keyCache.ttl: [1 min, 5 min] }'

function cellsWhere(where: string): readonly string[] | undefined {
  return parse(claim(`metric: kms.calls, bound: <= 1, where: { ${where} }`), sweep).claims[0]?.cellIds
}

function claim(body: string): string {
  return `claims: [{ id: a, statement: s, ${body} }]`
}

function parse(expectations: string, more = '', fleet = '{ consumers: 1 }') {
  const fleetLine = more.includes('fleet.') ? '' : `fleet: ${fleet}\n`
  const load = 'load: { arrivals: constant, rate: 1 /s, duration: 1 min }'
  const text = `name: x\n${load}\n${fleetLine}kms: { latency: 10 ms }\n${expectations}\n${more}\n`
  return parseScenario(text, 'x.yaml')
}

function faultsOf(expectations: string, more?: string, fleet?: string): readonly Fault[] {
  try {
    parse(expectations, more, fleet)
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError, String(error))
    return error.faults
  }
  return assert.fail('nothing is wrong')
}
