import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { UsageError } from '../errors.ts'
import { parameterPaths } from '../scenario/schema-tree.ts'
import { assumptionsOf, otherFleet, plannedScenario } from './plan-question.ts'
import { planSettings, settingsOf } from './plan-settings.ts'

describe('planSettings', () => {
  it('name keys that a scenario has, each once', () => {
    const paths = planSettings.map(({ path }) => path)

    assert.deepEqual(
      paths.filter((path) => !parameterPaths.includes(path)),
      [],
    )
    assert.equal(new Set(paths).size, paths.length)
    assert.equal(new Set(planSettings.map(({ option }) => option)).size, paths.length)
  })
})

describe('plannedScenario', () => {
  it('is documented Kinesis where nothing is said, and a fleet of its own otherwise', () => {
    assert.equal(plannedScenario(undefined, []).scenario.name, 'documented-kinesis')
    assert.equal(plannedScenario(undefined, settings({ ttl: '1 min' })).scenario.name, 'fleet')
  })

  it('takes every option, and any key by --set', () => {
    const { scenario } = plannedScenario(
      undefined,
      settings({
        'front-ends': '1000',
        rate: '5e6 /s',
        'record-size': '2 KiB',
        horizon: '2 y',
        retries: 'legacy',
        'credential-lifetime': '1 h',
        'branch-key-ttl': '1 h',
        set: ['kms.latency.median=5 ms', 'kms.failures=[{ fault: outage, from: 1 min, to: 2 min }]'],
      }),
    )

    assert.equal(scenario.fleet.frontEnds, 1000)
    assert.equal('rate' in scenario.load && scenario.load.rate, 5e6)
    assert.deepEqual('size' in scenario.records && scenario.records.size, {
      distribution: 'constant',
      value: 2048,
    })
    assert.equal(scenario.plan?.horizon, 2 * 365 * 86_400)
    assert.equal(scenario.plan?.retries, 'legacy')
    assert.equal(scenario.plan?.credentials.lifetime, 3600)
    assert.equal(scenario.keyCache.branchKey?.ttl, 3600e9)
    assert.equal(scenario.kms.latency.distribution === 'lognormal' && scenario.kms.latency.median, 5e6)
    assert.equal(scenario.kms.failures[0]?.fault, 'outage')
  })

  it('takes a sweep by --set', () => {
    const { cells } = plannedScenario(
      undefined,
      settings({ set: ['sweep.keyCache.ttl=[1 min, 5 min]', 'sweep.fleet.frontEnds=[1, 10]'] }),
    )

    assert.deepEqual(
      cells.map(({ params }) => params),
      [
        { 'keyCache.ttl': '1 min', 'fleet.frontEnds': 1 },
        { 'keyCache.ttl': '1 min', 'fleet.frontEnds': 10 },
        { 'keyCache.ttl': '5 min', 'fleet.frontEnds': 1 },
        { 'keyCache.ttl': '5 min', 'fleet.frontEnds': 10 },
      ],
    )
  })

  it('takes 200 cells and refuses more', () => {
    assert.equal(plannedScenario(undefined, sweepOf(200)).cells.length, 200)
    assert.throws(
      () => plannedScenario(undefined, sweepOf(201)),
      isTold(/makes 201 cells, and 200 are the most of a plan/),
    )
  })

  const mistakes: [Record<string, unknown>, RegExp][] = [
    [{ rate: '-5' }, /^--rate: a rate needs its unit/],
    [{ rate: '1e308 /s' }, /^--rate: "1e308 \/s" is too large$/],
    [{ 'front-ends': '1e999' }, /^--front-ends: must be a number, not the text "1e999"$/],
    [{ 'front-ends': '.nan' }, /^--front-ends: must be a number, not the text "\.nan"$/],
    [{ 'front-ends': '1.5' }, /^--front-ends: must be a whole number, not 1\.5$/],
    [{ 'front-ends': '' }, /^--front-ends: is empty: it must be a number$/],
    [{ consumers: 'Infinity' }, /^--consumers: must be a number, not the text "Infinity"$/],
    [
      { ttl: '300' },
      /^--ttl: a duration needs its unit: write "300 ms", "300 s" or "300 min" rather than 300$/,
    ],
    [{ ttl: '{' }, /^--ttl: "\{" is not a duration/],
    [{ 'kms-latency': '1 h' }, /^--kms-latency: must have a mean below keyCache\.ttl, keyCache\.rotation, /],
    [{ horizon: '0 s' }, /^--horizon: must be longer than 0 s$/],
    [{ horizon: '11 y' }, /^--horizon: must be at most 10 y$/],
    [{ horizon: '30' }, /^--horizon: a span needs its unit: write "30 s", "30 h" or "30 d" rather than 30$/],
    [{ jitter: '20 %' }, /^--jitter: must be a number, not the text "20 %"; did you mean 0\.2\?$/],
    [{ jitter: '1.1' }, /^--jitter: must be at most 1, not 1\.1$/],
    [{ region: 'Mars' }, /^--region: must be a region such as us-east-1$/],
    [{ retries: 'adaptive' }, /^--retries: must be one of standard, legacy, none, not "adaptive"$/],
    [{ 'shared-by': '3' }, /^--shared-by: must divide fleet\.frontEnds, which is 4/],
    [{ 'front-ends': '10', set: ['keyCache.sharedBy=4'] }, /^--set keyCache\.sharedBy: must divide/],
    [{ retention: '1 h' }, /^--retention: must be from 24 h to 365 d$/],
    [{ set: ['fleet.frontEnd=4'] }, /^--set fleet\.frontEnd: unknown key; did you mean frontEnds\?$/],
    [
      { ttl: '1 min', set: ['keyCache.ttl=2 min'] },
      /^--ttl and --set keyCache\.ttl set the same, keyCache\.ttl\. Keep one\.$/,
    ],
    [
      { rate: '5 /s', set: ['load={ arrivals: ramp, from: 0 /s, to: 10 /s, duration: 1 h }'] },
      /^--rate: goes with .*, not with arrivals: ramp: remove it$/,
    ],
    [{ set: ['constructor.x=1'] }, /^--set constructor\.x: unknown key: known here are name, /],
    [
      { set: ['kms.failures.0.fault=outage'] },
      /^--set kms\.failures\.0\.fault would change one entry of a list, .*: write kms\.failures=\[\.\.\.\]\.$/,
    ],
    [{ set: ['kms'] }, /^--set takes a key and its value/],
    [{ set: ['=4'] }, /^--set takes a key and its value/],
    [
      { set: ['kms.failures=[{ fault: access-denied, from: 1 s }]'] },
      /^--set kms\.failures\[0\]\.fault: is never retried/,
    ],
  ]
  for (const [given, message] of mistakes)
    it(`tells in one line what is wrong with ${JSON.stringify(given)}`, () => {
      assert.throws(() => plannedScenario(undefined, settings(given)), isTold(message))
    })
})

describe('otherFleet', () => {
  it('is this one with changes, by the names of options and by those of keys', () => {
    const { name, cell } = otherFleet(
      'ttl=15 min, fleet.frontEnds=100',
      undefined,
      settings({ ttl: '1 min', consumers: '7' }),
    )

    assert.equal(name, 'ttl=15 min, fleet.frontEnds=100')
    assert.equal(cell.scenario.keyCache.ttl, 900e9)
    assert.deepEqual(cell.scenario.fleet, { frontEnds: 100, consumers: 7, principals: 1 })
  })

  it('is told what is wrong with it as such, and is one fleet', () => {
    assert.throws(
      () => otherFleet('ttl=5', undefined, []),
      isTold(/^--what-if ttl: a duration needs its unit/),
    )
    assert.throws(
      () => otherFleet('ttl=1 min,keyCache.ttl=2 min', undefined, []),
      isTold(/^--what-if ttl and --what-if keyCache\.ttl set the same, keyCache\.ttl\. Keep one\.$/),
    )
    assert.throws(
      () => otherFleet('sweep.keyCache.ttl=[1 min, 2 min]', undefined, []),
      isTold(/this one has 2 cells\. Take out its sweep/),
    )
  })
})

const saidOf = (given: Record<string, unknown>, file?: string) => {
  const all = settings(given)
  return assumptionsOf(plannedScenario(file, all), file, all)
}

describe('assumptionsOf', () => {
  it('says what options leave to documented Kinesis, and nothing where they leave nothing, or a scenario says it', () => {
    const all = { rate: '5 /s', keys: '1', 'reader-capacity': '1000' }

    assert.match(
      saidOf({ 'front-ends': '7' })[0]!,
      /: load\.rate 1000 \/s, plan\.costs\.keys 0, readerCache\.capacity 1000000000\. /,
    )
    assert.match(saidOf({ rate: '5 /s' })[0]!, /: plan\.costs\.keys 0, readerCache/)
    assert.deepEqual(saidOf(all), [])
    assert.deepEqual(saidOf({}), [])
    assert.deepEqual(saidOf({ ttl: '1 min', rotation: '1 min' }, 'scenarios/plans/cold-start.yaml'), [])
  })
})

describe('what a what-if changes', () => {
  for (const [whatIf, meant] of [
    ['consumer=10', 'consumers'],
    ['producers=75', 'front-ends'],
  ] as const)
    it(`is suggested where it has another name: ${whatIf}`, () => {
      assert.throws(() => otherFleet(whatIf, undefined, []), isTold(new RegExp(`did you mean ${meant}\\?`)))
    })

  it('may be a whole section', () => {
    assert.equal(otherFleet('fleet={ frontEnds: 3 }', undefined, []).cell.scenario.fleet.frontEnds, 3)
  })
})

function settings(given: Record<string, unknown>) {
  return settingsOf({ set: [], ...given })
}

function sweepOf(count: number) {
  const values = Array.from({ length: count }, (_, at) => at + 1)
  return settings({ set: [`sweep.fleet.frontEnds=[${values.join()}]`] })
}

function isTold(message: RegExp) {
  return (error: unknown) => {
    assert(error instanceof UsageError)
    assert.match(error.message, message)
    assert.equal(error.message.split('\n').length, 1, error.message)
    return true
  }
}
