/**
 * The law of fragments: what was written is read as it was.
 *
 * @module
 */
import assert from 'node:assert/strict'

import * as fc from 'fast-check'

import { themes } from '../report/theme.ts'
import type { Fragments } from './address.ts'

/** Of any state of a page that shows any of `views`. */
export function assertReadBack<Shown>({ format, parse }: Fragments<Shown>, views: fc.Arbitrary<Shown>): void {
  const states = fc.record({
    view: views,
    anchor: fc.option(fc.stringMatching(/^[a-z-]{1,9}$/), { nil: undefined }),
    theme: fc.option(fc.constantFrom(...themes), { nil: undefined }),
  })
  fc.assert(
    fc.property(states, (state) => {
      assert.deepEqual(parse(`#${format(state)}`), { ...state, view: { ...state.view }, dropped: [] })
    }),
  )
}
