import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { drawSvg } from '../../draw-svg.ts'
import { cellOf, planOf } from '../plan.fixture.ts'
import { firstPlanView } from '../plan-view.ts'
import { curvesOf } from '../plans.fixture.ts'
import { againstKnob } from './against-knob.ts'

function chartsOf(times: { rotationS?: number; readerTtlS?: number } = {}) {
  const cell = cellOf()
  const fleet = { ...cell.fleet, ...times }
  return againstKnob(planOf({ cells: [{ ...cell, fleet }], curves: curvesOf() }), firstPlanView)
}

/** The curve against the TTL. */
function drawn(readerTtlS: number): Promise<string> {
  const [{ id, title, spec }] = chartsOf({ readerTtlS }) as [ReturnType<typeof chartsOf>[0]]
  return drawSvg({ id, title, spec: spec(920) })
}

describe('againstKnob', () => {
  it('says in title, words, axis, table and data that rotation goes along with the TTL', async () => {
    const [ttl, frontEnds] = chartsOf()
    const { id, title, howToRead, table, data, spec } = ttl!

    assert.equal(title, 'KMS calls and cost against cache TTL, with rotation as long as the TTL')
    assert.match(howToRead, /runs through the squares of TTL with rotation in which both are alike\.$/)
    assert.match(await drawSvg({ id, title, spec: spec(920) }), />cache TTL and rotation</)
    assert.deepEqual(table.rows.at(-1)!.slice(0, 2), ['1 d', '1 d'])
    assert.ok(data.every(({ ttlS, rotationS }) => ttlS === rotationS))
    assert.equal(frontEnds!.title, 'KMS calls and cost against front ends of a stream')
    assert.ok(frontEnds!.data.every((row) => !('rotationS' in row)))
  })

  it('says which rotation it is where that is planned apart from the TTL', () => {
    const [{ title, howToRead, data }] = chartsOf({ rotationS: 900 }) as [ReturnType<typeof chartsOf>[0]]

    assert.equal(title, 'KMS calls and cost against cache TTL, with a rotation of 15 min')
    assert.match(howToRead, /the squares of TTL with a rotation of 15 min\.$/)
    assert.ok(data.every(({ rotationS }) => rotationS === 900))
  })

  it('marks the TTL of the readers where it lies on the curve, and nowhere else', async () => {
    assert.match(await drawn(600), />readers’ TTL 10 min</)
    assert.match(await drawn(10), /text-anchor="start"[^>]*>readers’ TTL 10 s</)
    assert.match(await drawn(86_400), /text-anchor="end"[^>]*>readers’ TTL 1 d</)
    assert.doesNotMatch(await drawn(86_401), /readers’ TTL/)
    assert.doesNotMatch(await drawn(0), /readers’ TTL/)
  })
})
