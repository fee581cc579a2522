/**
 * Figures that agree as far as a test can ask, which says by how much they do not.
 *
 * @module
 */
import assert from 'node:assert/strict'

/** In the unit of both. */
export function assertClose(actual: number, expected: number, within = 1e-12): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`)
}

/** `share` is of what is expected. */
export function assertNear(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual - expected) <= share * expected, `${actual} is not near ${expected}`)
}
