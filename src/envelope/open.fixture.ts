/**
 * Keys to open records with, and the reasons for which that fails.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { EnvelopeError, type EnvelopeFailure } from './envelope-error.ts'
import { edk, keyMaterial } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import type { Suite } from './suites/suite.ts'

export const keyOf = (suite: Suite, ofEdk = edk) => SealingKey.prepare(suite, keyMaterial(), ofEdk)

export function reasonOf(openIt: () => unknown): EnvelopeFailure | 'opened' {
  try {
    openIt()
    return 'opened'
  } catch (error) {
    assert.ok(error instanceof EnvelopeError, `not an EnvelopeError: ${String(error)}`)
    assert.equal(error.code, 'ERR_ENVELOPE')
    if (afterKeyUse.has(error.reason)) assert.equal(error.message, 'cannot decrypt')
    return error.reason
  }
}

const afterKeyUse: ReadonlySet<EnvelopeFailure> = new Set(['COMMITMENT', 'AUTH', 'BAD_INNER'])
