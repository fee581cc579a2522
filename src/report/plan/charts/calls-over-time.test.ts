import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { planOf } from '../plan.fixture.ts'
import { sweepOf } from '../plans.fixture.ts'
import { callsOverTime } from './calls-over-time.ts'

interface Panel {
  readonly encoding?: Encoding
  readonly layer?: readonly { readonly encoding: Encoding }[]
}

interface Encoding {
  readonly y: { readonly title: string; readonly scale: { readonly domain: readonly number[] } }
}

/** Title and upper end of the vertical axis of each panel. */
function axesOf(plan: Parameters<typeof callsOverTime>[0]) {
  const { vconcat } = callsOverTime(plan)[0]!.spec(900) as unknown as { vconcat: readonly Panel[] }
  return vconcat.map(({ encoding, layer }) => {
    const { y } = encoding ?? layer![0]!.encoding
    return [y.title, Number(y.scale.domain[1]!.toFixed(3))]
  })
}

describe('callsOverTime', () => {
  it('draws means and busiest seconds on axes of their own, so that neither hides the other', () => {
    assert.deepEqual(axesOf(planOf()), [
      ['mean, /s', 0.448],
      ['busiest second', 4.48],
    ])
  })

  it('gives all cells the same two axes', () => {
    const axes = axesOf(sweepOf())

    assert.equal(axes.length, 16)
    assert.deepEqual(new Set(axes.map(String)).size, 2)
  })
})
