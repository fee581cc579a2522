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
