/**
 * Reads a stored comparison back.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

import { RunUnreadableError } from '../errors.ts'
import { comparisonSchema, comparisonVersion, type Comparison } from './comparison-format.ts'
import { statsOf } from './folders-in.ts'
import { runFileName } from './run-folder.ts'

export const comparisonFileName = 'comparison.json'

/**
 * The comparison in `place`, a file or a folder that holds a `comparison.json`;
 * undefined where what lies there is none.
 *
 * @throws {RunUnreadableError} where it is one, and damaged or of another version
 */
export function findComparison(place: string): Comparison | undefined {
  const isFolder = statsOf(place)?.isDirectory() ?? false
  const file = isFolder ? path.join(place, comparisonFileName) : place
  const stats = statsOf(file)
  // A run says itself what is wrong with it, and a pipe in a folder would be waited for.
  if (stats === undefined || stats.isDirectory() || path.basename(file) === runFileName) return undefined
  if (isFolder && !stats.isFile()) return undefined
  const value = readJson(file)
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

function readJson(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RunUnreadableError(
      `${file} is not valid JSON: it is no comparison, or was changed or cut off. Compare the runs again.`,
      { cause },
    )
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    throw new RunUnreadableError(`${file} cannot be read (${code}). Name a comparison.json or a run.`, {
      cause,
    })
  }
}
