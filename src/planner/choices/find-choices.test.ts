import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { builtInTables } from '../../price-list/price-table.ts'
import { minutes } from '../../units/units.ts'
import { defaultCosts, type CostSettings } from '../costs/cost-settings.ts'
import type { FleetModel } from '../fleet-model.ts'
import type { Choices } from '../plan-document.ts'
import type { Constraints } from './constraints.ts'
import { findChoices } from './find-choices.ts'
import { dominates } from './pareto-front.ts'
import { documentedKinesis } from './plan.fixture.ts'

const none: Constraints = {
  maxUsd: null,
  maxP99AddedS: null,
  maxExposureS: null,
  maxRecordsPerKey: null,
  minQuotaHeadroom: null,
}
const noKeys: CostSettings = { ...defaultCosts, keys: 0 }

const choicesOf = (
  constraints: Partial<Constraints>,
  fleet: Partial<FleetModel> = {},
  { held = [], credentialLifetimeS = Infinity }: { held?: string[]; credentialLifetimeS?: number } = {},
): Choices =>
  findChoices({
    model: { ...documentedKinesis(fleet), credentialLifetimeS },
    constraints: { ...none, ...constraints },
    costs: noKeys,
    prices: builtInTables.prices,
    region: 'us-east-1',
    held,
  })

const pointOf = ({ encryptionUsd, waitP99S, exposureS }: Choices['options'][number]) => [
  encryptionUsd,
  waitP99S,
  exposureS,
]

describe('findChoices', () => {
  it('finds what is planned satisfying where nothing is asked for, and what costs less', () => {
    const { answer, lookedAt, satisfying, options } = choicesOf({})

    assert.equal(satisfying, lookedAt)
    assert.equal(options.filter(({ isPlanned }) => isPlanned).length, 1)
    assert.match(
      answer,
      /^What is planned satisfies everything: encryption costs 0.311 USD in 30 days, nothing waits for KMS at p99, and key material is used for at most 5 min without asking KMS\. The cheapest that satisfies everything is keyCache.ttl 1 d/,
    )
  })

  it('gives the settings nearest to the plan that satisfy', () => {
    const { answer, options } = choicesOf({ maxUsd: 0.2 })

    assert.match(
      answer,
      /^Set keyCache.ttl 15 min, keyCache.rotation 15 min, readerCache.ttl 15 min: encryption costs 0.104 USD/,
    )
    assert.deepEqual(options.find(({ isPlanned }) => isPlanned)!.fallsOut, [
      'costs 0.311 USD in 30 days, 1.55 times the 0.2 USD allowed',
    ])
  })

  it('looks at the longest exposure that is allowed', () => {
    const { answer, options } = choicesOf({ maxExposureS: 137 })

    assert.match(answer, /^Set keyCache.ttl 137 s, readerCache.ttl 137 s: /)
    assert.ok(options.some(({ exposureS, isOnFront }) => exposureS === 137 && isOnFront))
  })

  for (const [maxExposureS, answer] of [
    [0.010_001, /^Set keyCache.ttl 10001 us, readerCache.ttl 10001 us: /],
    [0.01, /^Set keyCache.ttl 0 s, readerCache.ttl 0 s: /],
  ] as const)
    it(`offers no key material that ends before KMS could answer again: ${maxExposureS} s`, () => {
      assert.match(choicesOf({ maxExposureS }).answer, answer)
    })

  it('looks at a limit by records where one is asked for', () => {
    const { answer } = choicesOf({ maxRecordsPerKey: 1000 })

    assert.match(answer, /^Set keyCache.maxRecords 1000: /)
  })

  it('names the constraint that excludes everything, by how much, and what comes nearest', () => {
    const { answer, satisfying } = choicesOf({ maxUsd: 0.0001 })

    assert.equal(satisfying, 0)
    assert.equal(
      answer,
      'No setting satisfies everything. --max-usd alone excludes everything: the best setting costs 0.00108 USD in 30 days, 10.8 times the 0.0001 USD allowed, with keyCache.ttl 1 d, keyCache.rotation 1 d, readerCache.ttl 1 d.',
    )
  })

  it('gives the best of this deployment first, then what a shared cache and a key hierarchy would reach', () => {
    const { headline, answer } = choicesOf({ maxUsd: 40, maxExposureS: 600 }, { frontEnds: 1000 })

    assert.match(headline, /^Set ttl \d/)
    assert.match(
      answer,
      /^Set keyCache\.ttl (?:(?!sharedBy|branchKey).)*\. In another deployment, which needs one cache that 1,000 front ends can reach, .*keyCache\.sharedBy 1000 would satisfy everything: .*\. In another deployment, which needs a key hierarchy .*keyCache\.branchKey\.ttl /,
    )
  })

  it('says what another deployment would reach where this one satisfies nothing', () => {
    const { headline, answer } = choicesOf({ maxUsd: 0.0005 })

    assert.match(headline, /^No setting satisfies it: nearest is ttl 1 d, .*, 0\.00108 USD$/)
    assert.match(answer, /^No setting .* In another deployment, which needs one cache that 4 front ends can/)
  })

  it('leaves alone what is held, a whole section too', () => {
    const held = ['keyCache.ttl', 'keyCache.sharedBy', 'readerCache']

    const { options } = choicesOf({ maxUsd: 0.2 }, {}, { held })

    assert.ok(options.length > 1)
    for (const { params } of options) {
      assert.equal(params['keyCache.ttl'], '5 min')
      assert.equal(params['readerCache.ttl'], '5 min')
      assert.ok(!Object.hasOwn(params, 'keyCache.sharedBy'))
    }
  })

  it('offers no key material that outlives its credential', () => {
    const { options } = choicesOf({ maxUsd: 0.1 }, {}, { credentialLifetimeS: 3600 })
    const lives = options.map(({ params }) =>
      ['keyCache.ttl', 'keyCache.rotation', 'readerCache.ttl', 'keyCache.branchKey.ttl'].map(
        (key) => params[key],
      ),
    )

    assert.ok(lives.flat().includes('1 h'))
    assert.ok(!lives.flat().some((life) => life === '6 h' || life === '1 d'))
  })

  it('says so where constraints exclude everything only together', () => {
    const { answer, options } = choicesOf({ maxUsd: 0.05, maxExposureS: 60 })

    assert.match(
      answer,
      /^No setting satisfies all constraints together, though each of them is satisfied by some\. The nearest miss is .*: it .* times the .* allowed/,
    )
    assert.ok(options.every(({ fallsOut, isOnFront }) => fallsOut.length > 0 && !isOnFront))
  })

  it('marks as on the front exactly what no other option beats, as all of the front is kept', () => {
    fc.assert(
      fc.property(
        fc.record({
          maxUsd: fc.constantFrom(null, 0.01, 0.2, 1),
          maxExposureS: fc.constantFrom(null, 60, 900, 3600),
          minQuotaHeadroom: fc.constantFrom(null, 0.9995),
        }),
        fc.record({ callsPerSecond: fc.constantFrom(0.05, 100), frontEnds: fc.constantFrom(1, 4, 30) }),
        (constraints, fleet) => {
          const { options, lookedAt, satisfying } = choicesOf(constraints, fleet)
          const left = options.filter(({ fallsOut }) => fallsOut.length === 0)

          for (const option of options)
            assert.equal(
              option.isOnFront,
              left.includes(option) && !left.some((other) => dominates(pointOf(other), pointOf(option))),
            )
          assert.ok(left.length <= satisfying && satisfying <= lookedAt && lookedAt <= 1000)
          assert.ok(options.length <= 200)
          assert.equal(left.length > 0, satisfying > 0)
        },
      ),
      { numRuns: 6 },
    )
  })

  it('gives what comes to the same once, as near to the plan as it may be', () => {
    const { options } = choicesOf({})

    const outcomes = options.map((option) =>
      [...pointOf(option), option.recordsPerKey, option.callsPerSecond, option.headroom].join(),
    )
    assert.equal(new Set(outcomes).size, outcomes.length)
    assert.ok(options[0]!.isPlanned)
  })

  it('lets consumers hold more where they drop EDKs before their time', () => {
    const { answer } = choicesOf({ maxUsd: 400 }, { frontEnds: 3000, callsPerSecond: 10_000 })

    assert.match(answer, /^Set readerCache.capacity 6000: /)
  })

  it('goes on from a plan without a cache, and from one with branch keys', () => {
    const uncached = choicesOf({ maxUsd: 10 }, { ttlNs: 0 })
    const hierarchical = choicesOf({ maxUsd: 0.05 }, { branchKeyTtlNs: minutes(5), sharedBy: 2 })

    assert.match(uncached.options.find(({ isPlanned }) => isPlanned)!.fallsOut[0]!, /^costs .* USD/)
    assert.match(uncached.answer, /^Set keyCache.ttl /)
    assert.match(hierarchical.answer, /^Set /)
  })
})
