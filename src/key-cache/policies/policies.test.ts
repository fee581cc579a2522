import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../../random.ts'
import { bytes, nanoseconds, seconds } from '../../units/units.ts'
import type { KeyCacheLimits } from './cache-limits.ts'
import { endlessTerm, endOf, type CachePolicy, type Fill } from './cache-policy.ts'
import { jitter } from './jitter.ts'
import { maxBytes } from './max-bytes.ts'
import { maxRecords } from './max-records.ts'
import { refreshAhead } from './refresh-ahead.ts'
import { policiesOf } from './registry.ts'
import { rotation } from './rotation.ts'
import { ttl } from './ttl.ts'
import { xfetch } from './xfetch.ts'

const limits: KeyCacheLimits = {
  ttl: seconds(60),
  rotation: seconds(300),
  maxRecords: 1000,
  maxBytes: bytes(4096),
}
const random = randomStream(20170701, 'policies')
const fill: Fill = {
  filledAt: 100e9,
  generatedAt: 40e9,
  fetchNs: 1e9,
  chance: 0.25,
  generationChance: 0.75,
  random,
}

describe('limits', () => {
  it('bound what each is named after, and nothing else', () => {
    const endless = endlessTerm()
    assert.deepEqual(termOf([ttl(limits)]), { ...endless, expiresAt: 160e9 })
    assert.deepEqual(termOf([rotation(limits)]), { ...endless, retiresAt: 340e9 })
    assert.deepEqual(termOf([maxRecords(limits)]), { ...endless, recordsMax: 1000 })
    assert.deepEqual(termOf([maxBytes(limits)]), { ...endless, bytesMax: 4096 })
  })

  it('of TTL 0 end a fill as it begins', () => {
    assert.equal(termOf([ttl({ ...limits, ttl: seconds(0) })]).expiresAt, fill.filledAt)
  })
})

describe('jitter', () => {
  it('shortens the TTL by the draw of the fill, and rotation by that of the generation', () => {
    const term = termOf([ttl(limits), rotation(limits), jitter({ ...limits, jitter: 0.5 })])

    assert.equal(term.expiresAt, 100e9 + 60e9 * (1 - 0.5 * 0.25))
    assert.equal(term.retiresAt, 40e9 + 300e9 * (1 - 0.5 * 0.75))
  })

  it('ends TTL and rotation together where they are equal, whatever is drawn', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (share, chance) => {
          const equal = { ...limits, ttl: seconds(300), jitter: share }
          const fresh = { ...fill, generatedAt: fill.filledAt, chance, generationChance: chance }

          const term = termOf([ttl(equal), rotation(equal), jitter(equal)], fresh)

          assert.equal(term.expiresAt, term.retiresAt)
          assert(term.expiresAt >= fill.filledAt && term.expiresAt <= fill.filledAt + 300e9)
        },
      ),
    )
  })

  it('of 0 is no policy', () => {
    assert.equal(jitter({ ...limits, jitter: 0 }), undefined)
    assert.equal(jitter(limits), undefined)
  })
})

describe('refresh-ahead', () => {
  it('begins so long before the end, be it that of the TTL or of rotation', () => {
    const early = { ...limits, refreshAhead: seconds(10) }

    assert.equal(termOf([ttl(early), rotation(early), refreshAhead(early)]).refreshAt, 150e9)
    const short = { ...early, rotation: seconds(90) }
    assert.equal(termOf([ttl(short), rotation(short), refreshAhead(short)]).refreshAt, 120e9)
  })

  it('always refreshes then', () => {
    const policy = refreshAhead({ ...limits, refreshAhead: seconds(10) })!
    const term = termOf([ttl(limits), policy])

    assert.equal(policy.refreshes!(150e9, term, fill), true)
  })

  it('of 0 is no policy', () => {
    assert.equal(refreshAhead({ ...limits, refreshAhead: seconds(0) }), undefined)
    assert.equal(refreshAhead(limits), undefined)
  })
})

describe('XFetch', () => {
  const eager = { ...limits, xfetch: 2 }

  it('is not asked before the earliest time that any draw could reach', () => {
    const term = termOf([ttl(eager), rotation(eager), xfetch(eager)])

    // delta * beta * -ln(2^-53)
    assert.equal(term.refreshAt, 160e9 - 1e9 * 2 * 53 * Math.LN2)
  })

  it('refreshes where the draw reaches the time left, and not a nanosecond before', () => {
    const policy = xfetch(eager)!
    const term = termOf([ttl(eager), policy])

    // 2 * 1 s * 3 = 6 s
    assert.equal(policy.refreshes!(154e9, term, drawing(3)), true)
    assert.equal(policy.refreshes!(154e9 - 1, term, drawing(3)), false)
  })

  it('refreshes with the chance exp(-left / (delta * beta))', () => {
    const policy = xfetch(eager)!
    const term = termOf([ttl(eager), policy])
    const draws = 100_000

    for (const left of [0.5, 2, 6]) {
      let early = 0
      for (let draw = 0; draw < draws; draw += 1) {
        if (policy.refreshes!(160e9 - left * 1e9, term, fill)) early += 1
      }

      const chance = Math.exp(-left / 2)
      const sigma = Math.sqrt(draws * chance * (1 - chance))
      assert(Math.abs(early - draws * chance) < 4 * sigma, `${early} of ${draws} at ${left} s`)
    }
  })

  it('never refreshes early where KMS takes no time', () => {
    const instant = { ...fill, fetchNs: 0 }

    assert.equal(termOf([ttl(eager), xfetch(eager)], instant).refreshAt, Infinity)
  })

  it('of 0 is no policy', () => {
    assert.equal(xfetch({ ...limits, xfetch: 0 }), undefined)
    assert.equal(xfetch(limits), undefined)
  })
})

describe('policiesOf', () => {
  it('makes the four limits for a scenario that asks for no more', () => {
    assert.equal(policiesOf(limits).length, 4)
    assert.equal(policiesOf({ ...limits, jitter: 0.1, refreshAhead: seconds(1), xfetch: 1 }).length, 7)
  })

  it('never lets a refresh begin after the end, nor the end come after TTL or rotation', () => {
    const settings = fc.record({
      ttl: fc.integer({ min: 1, max: 1e12 }).map(nanoseconds),
      rotation: fc.integer({ min: 1, max: 1e12 }).map(nanoseconds),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      refreshAhead: fc.integer({ min: 0, max: 1e9 }).map(nanoseconds),
      xfetch: fc.double({ min: 0, max: 10, noNaN: true }),
      chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    })
    fc.assert(
      fc.property(settings, (drawn) => {
        const all = policiesOf({ ...limits, ...drawn })

        const term = termOf(all, { ...fill, chance: drawn.chance })

        const end = endOf(term)
        assert(end <= fill.filledAt + drawn.ttl && end <= fill.generatedAt + drawn.rotation)
        assert(term.refreshAt === Infinity || term.refreshAt <= end)
      }),
    )
  })
})

function termOf(policies: readonly (CachePolicy | undefined)[], of: Fill = fill) {
  const term = endlessTerm()
  for (const policy of policies) policy?.limit(term, of)
  return term
}

/** The usual fill, in which XFetch draws `exponential`. */
function drawing(exponential: number): Fill {
  return { ...fill, random: { ...random, exponential: () => exponential } }
}
