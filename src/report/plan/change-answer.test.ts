import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { GridPoint } from '../../planner/outlook-document.ts'
import { changeAnswer } from './change-answer.ts'
import { planOf } from './plan.fixture.ts'
import { choicesOf, curvesOf } from './plans.fixture.ts'
import { timeGridOf } from './time-grid.fixture.ts'

/** Attempts in the busiest second of each point, against a quota of 1,000. */
function withBusiest(of: (point: GridPoint) => number): GridPoint[] {
  return timeGridOf().map((point) => ({ ...point, busiestSecond: of(point) }))
}

/** With a TTL and rotation of 1 min, too; readers go on for so many seconds at least. */
function readersHold(seconds: number): GridPoint[] {
  const times = timeGridOf()
  const planned = times.find(({ isPlanned }) => isPlanned)!
  const minute = {
    ...planned,
    ttlS: 60,
    rotationS: 60,
    isPlanned: false,
    encryptionUsd: 93_312 / 70,
    exposure: { ...planned.exposure, sealsForS: 60, opensForS: 60, keyLivesForS: 120 },
  }
  return [...times, minute].map((point) => ({
    ...point,
    exposure: { ...point.exposure, opensForS: Math.max(point.exposure.opensForS, seconds) },
  }))
}

describe('changeAnswer', () => {
  it('says what the next TTL comes to, the rotation along with it, where the quota is kept', () => {
    const [answer, ...others] = changeAnswer(planOf({ timeGrid: timeGridOf() }))

    assert.deepEqual(others, [])
    assert.equal(answer!.figure, '25.85 USD at 1 h')
    assert.match(answer!.text, /a TTL and rotation of 5 min, as planned, costs 301\.01 USD in 30 days/)
    assert.match(
      answer!.text,
      /of 1 h would cost 25\.85 USD in 30 days and let a disabled key work for up to 1 h\. All else stays as planned, the readers’ TTL of 5 min \(--reader-ttl\) too\.$/,
    )
  })

  it('says that the readers go on for longest where they do, as they keep their TTL', () => {
    const timeGrid = timeGridOf().map((point) => ({
      ...point,
      exposure: { ...point.exposure, opensForS: 4000 },
    }))

    assert.match(
      changeAnswer(planOf({ timeGrid }))[0]!.text,
      /\(--reader-ttl\) too: where the TTL is shorter, that is how long a disabled key works\.$/,
    )
  })

  it('offers no shorter TTL that only costs more, and says what would have to be shorter first', () => {
    const [answer] = changeAnswer(planOf({ timeGrid: readersHold(300) }))

    assert.equal(answer!.figure, '25.85 USD at 1 h')
    assert.match(
      answer!.text,
      /A shorter TTL buys no quicker end of a disabled key until --reader-ttl is shorter than 5 min: a TTL and rotation of 1 min would cost 1,333\.03 USD, and one key material live for 2 min in place of 10 min\. /,
    )
  })

  it('offers a shorter TTL as soon as a disabled key works for less long', () => {
    const [answer] = changeAnswer(planOf({ timeGrid: readersHold(299) }))

    assert.equal(answer!.figure, '1,333.03 USD at 1 min, 25.85 USD at 1 h')
    assert.doesNotMatch(answer!.text, /buys no/)
  })

  it('passes over a longer TTL that costs no less', () => {
    const timeGrid = readersHold(300).map((point) =>
      point.ttlS === 3600 ? { ...point, encryptionUsd: 301.01 } : point,
    )
    const [answer] = changeAnswer(planOf({ timeGrid }))

    assert.equal(answer!.figure, 'nothing by the TTL')
    assert.doesNotMatch(answer!.text, /1 h/)
  })

  it('names the nearest setting within the quota where it is hit: at the quota is within', () => {
    const timeGrid = withBusiest(({ ttlS, rotationS }) => (ttlS === 3600 && rotationS === 300 ? 1000 : 1001))
    const [answer] = changeAnswer(planOf({ timeGrid }))

    assert.equal(answer!.topic, 'To change')
    assert.equal(answer!.standing, 'bad')
    assert.equal(answer!.figure, 'TTL 1 h, rotation 5 min')
  })

  it('says how many front ends fit where no setting does', () => {
    const timeGrid = withBusiest(() => 1001)

    assert.equal(changeAnswer(planOf({ timeGrid, curves: curvesOf() }))[0]!.figure, '10,000 front ends fit')
    assert.equal(changeAnswer(planOf({ timeGrid }))[0]!.figure, 'no TTL helps')
  })

  it('leaves the answer to a search, and says nothing without a grid', () => {
    assert.deepEqual(changeAnswer(planOf({ timeGrid: timeGridOf(), choices: choicesOf() })), [])
    assert.deepEqual(changeAnswer(planOf()), [])
  })
})
