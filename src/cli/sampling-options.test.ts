import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Run } from '../run-store/run-format.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { seconds } from '../units/units.ts'
import { assertRefused } from './refused.fixture.ts'
import { samplingOf, type SamplingOptions } from './sampling-options.ts'

const scenario = `name: tiny
seed: 7
fleet: { frontEnds: 1, consumers: 1 }
load: { arrivals: constant, rate: 10 /s, duration: 30 s }
records: { size: 200 B }
`
const withoutClaims = parseScenario(scenario, 'tiny.yaml')
const loaded = parseScenario(
  `${scenario}claims: [{ id: calls, statement: Few, metric: kms.calls, bound: <= 9 }]\n`,
  'tiny.yaml',
)

describe('samplingOf', () => {
  for (const [what, options, expected] of [
    ['once where nothing is said', {}, undefined],
    ['once where one repetition is asked for', { repetitions: 1 }, undefined],
    ['as often as is said', { repetitions: 2 }, 2],
    ['as often as is said, at most', { repetitions: 1000 }, 1000],
    ['for 5 min until it is decided', { untilDecided: true }, budget(seconds(300), undefined)],
    ['until the time is over', { maxTime: '2 min' }, budget(seconds(120), undefined)],
    ['until the records are offered', { untilDecided: true, maxRecords: 1 }, budget(undefined, 1)],
    ['until either is spent', { maxTime: '1 s', maxRecords: 5000 }, budget(seconds(1), 5000)],
  ] as const)
    it(`runs ${what}`, () => {
      assert.deepEqual(samplingOf(loaded, given(options), undefined), expected)
    })

  for (const [options, message] of [
    [{ repetitions: 0 }, /^--repetitions takes a whole number from 1 to 1000\.$/],
    [{ repetitions: 1001 }, /^--repetitions takes a whole number/],
    [{ repetitions: 2.5 }, /^--repetitions takes a whole number/],
    [{ repetitions: Number.NaN }, /^--repetitions takes a whole number/],
    [
      { repetitions: 3, untilDecided: true },
      /^--repetitions is a fixed number\. Leave it out, or --until-decided/,
    ],
    [{ repetitions: 3, maxRecords: 10 }, /^--repetitions is a fixed number/],
    [{ maxTime: '5' }, /^--max-time takes a duration with its unit, such as 2 min, and not 5\.$/],
    [{ maxTime: '0 s' }, /^--max-time takes a duration/],
    [{ maxTime: '5 KiB' }, /^--max-time takes a duration/],
    [{ maxRecords: 0 }, /^--max-records takes a whole number of records, 1 or more\.$/],
    [{ maxRecords: 1.5 }, /^--max-records takes a whole number/],
  ] as const)
    it(`refuses ${JSON.stringify(options)}`, () => {
      assertRefused(() => samplingOf(loaded, given(options), undefined), message)
    })

  it('refuses to wait for claims that there are not', () => {
    const message = /^This scenario has no claims that could be decided\. Use --repetitions instead\.$/

    assertRefused(() => samplingOf(withoutClaims, given({ untilDecided: true }), undefined), message)
    assertRefused(() => samplingOf(withoutClaims, given({ maxRecords: 5 }), undefined), message)
  })

  it('goes on with a run as it was begun', () => {
    const fixed = { repetitions: { planned: 4, done: 2 } } as Run

    assert.equal(samplingOf(loaded, given({}), fixed), 4)
    assert.equal(samplingOf(loaded, given({ repetitions: 9 }), fixed), 9)
    assert.equal(samplingOf(loaded, given({}), {} as Run), undefined)
  })

  it('does not go on with a run that looks at its claims as it goes, whose looks would be made twice', () => {
    const sequential = { repetitions: { planned: null, done: 2 } } as Run

    for (const options of [{}, { repetitions: 4 }, { maxRecords: 10 }])
      assertRefused(() => samplingOf(loaded, given(options), sequential), /cannot be resumed/)
  })
})

function given(options: Partial<SamplingOptions>): SamplingOptions {
  const nothing = { cells: undefined, repetitions: undefined, maxTime: undefined, maxRecords: undefined }
  return { ...nothing, untilDecided: false, ...options }
}

function budget(maxTime: number | undefined, maxRecords: number | undefined) {
  return { maxTime, maxRecords }
}
