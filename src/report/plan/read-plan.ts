/**
 * Reads a stored plan back.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

import { RunUnreadableError } from '../../errors.ts'
import { planSchema, planVersion, type Plan } from '../../planner/plan-document.ts'
import { program } from '../../program.ts'
import { statsOf } from '../../run-store/folders-in.ts'
import { planFileName } from './write-plan.ts'

const advice = `Make the plan again with ${program} plan.`

/**
 * The plan in `place`, a `plan.json` or a folder that holds one; undefined
 * where there is no file of that name.
 *
 * @throws {RunUnreadableError} where there is one, and damaged or of another version
 */
export function findPlan(place: string): Plan | undefined {
  const isFolder = statsOf(place)?.isDirectory() ?? false
  const file = isFolder ? path.join(place, planFileName) : place
  if (path.basename(file) !== planFileName || !statsOf(file)?.isFile()) return undefined
  const value = readJson(file)
  const version =
    typeof value === 'object' && value !== null && 'planVersion' in value ? value.planVersion : undefined
  if (version !== planVersion)
    throw new RunUnreadableError(
      `${file} has plan version ${JSON.stringify(version) ?? 'none'}; this sealbench reads version ${planVersion}. ${advice}`,
    )
  const checked = planSchema.safeParse(value)
  if (checked.success) return checked.data
  const first = checked.error.issues[0]
  throw new RunUnreadableError(
    `${file} is not a plan: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'unknown fault'}. ${advice}`,
  )
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new RunUnreadableError(
      `${file} cannot be read as JSON: it was changed or cut off, or may not be read. ${advice}`,
      { cause },
    )
  }
}
