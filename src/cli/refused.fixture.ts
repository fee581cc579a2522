/**
 * Options that are refused as a mistake of whoever wrote the command line.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { UsageError } from '../errors.ts'

export function assertRefused(read: () => unknown, message: RegExp): void {
  assert.throws(read, (error) => error instanceof UsageError && message.test(error.message))
}
