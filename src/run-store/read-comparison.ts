/**
 * Reads a stored comparison back.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import { RunUnreadableError } from '../errors.ts'
import { comparisonSchema, comparisonVersion, type Comparison } from './comparison-format.ts'

export const comparisonFileName = 'comparison.json'

/**
 * The comparison in `place`, a file or a folder that holds a `comparison.json`;
 * undefined where what lies there is none.
 *
 * @throws {RunUnreadableError} where it is one, and damaged or of another version
 */
export function findComparison(place: string): Comparison | undefined {
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
  const file = isFolder ? path.join(place, comparisonFileName) : place
  const value = tryJson(file)
  if (typeof value !== 'object' || value === null || !('comparisonVersion' in value)) return undefined
  if (value.comparisonVersion !== comparisonVersion) {
    throw new RunUnreadableError(
      `${file} has comparison version ${JSON.stringify(value.comparisonVersion)}; this sealbench reads version ${comparisonVersion}. Compare the runs again.`,
    )
  }
  const checked = comparisonSchema.safeParse(value)
  if (checked.success) return checked.data
  const first = checked.error.issues[0]
  throw new RunUnreadableError(
    `${file} is not a comparison: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'unknown fault'}. Compare the runs again.`,
  )
}

function tryJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
