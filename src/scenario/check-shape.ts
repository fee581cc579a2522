/**
 * Checks data against a schema and goes on past each mistake, so that one
 * mistake does not hide the next: what is wrong is noted, then left out or
 * replaced, and the rest is checked again.
 *
 * @module
 */
import type { z } from '../schema.ts'
import { explainIssue, flattenIssues, meantOption } from './explain-issue.ts'
import { formatPath, isWithin, type Draft, type FaultPath } from './faults.ts'
import { isDictionary, valueAt, withoutKeys, withoutValue, withValue } from './paths.ts'
import { generatedRecords, recordsFromFile } from './schema.ts'

export interface CheckedShape<Output> {
  /** Valid, with mended parts where there are faults; undefined where there is nothing to mend. */
  readonly value: Output | undefined
  /** The input that gives `value`. */
  readonly input: unknown
  readonly faults: readonly Draft[]
  /** Where `input` is not what the author wrote: later checks have nothing to say about it. */
  readonly mended: readonly FaultPath[]
}

export interface ShapeOptions {
  /** Where the data stands in the scenario. */
  readonly base: FaultPath
  /** What stands in for required keys at the top that are missing or wrong. */
  readonly placeholders: Readonly<Record<string, unknown>>
}

/** Mending one mistake can uncover the next; no scenario is nested deeper than this. */
const roundsMax = 12

export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  options: ShapeOptions,
): CheckedShape<z.output<Schema>> {
  const { base } = options
  const faults: Draft[] = []
  const mended: FaultPath[] = []
  let input = data
  for (let round = 0; round < roundsMax; round += 1) {
    const result = schema.safeParse(input)
    if (result.success) return { value: result.data, input, faults, mended: fromRoot(mended, base) }
    const issues = issuesOf(result.error.issues, input, base)
    const checked = input
    const before = [...mended]
    for (const issue of issues) {
      const path = issue.path as FaultPath
      if (!before.some((other) => isWithin(path, other))) faults.push(...explainIssue(issue, checked, base))
      input = mend(input, issue, mended, options)
    }
  }
  return { value: undefined, input, faults, mended: fromRoot(mended, base) }
}

/** The issues that the schema found in `data`, which stands at `base`, one issue per mistake. */
export function issuesOf(issues: readonly Issue[], data: unknown, base: FaultPath): readonly Issue[] {
  const refined = flattenIssues(issues).flatMap((issue) => refineRecords(issue, data, base))
  return refined.filter((issue, index) => !refined.slice(index + 1).some((later) => isTighter(later, issue)))
}

/** A whole number beyond what a double holds is too large twice: the limit of its own key, which comes later, is the one to say. */
function isTighter(later: Issue, issue: Issue): boolean {
  const isLimit = issue.code === 'too_big' || issue.code === 'too_small'
  return (
    isLimit &&
    later.code === issue.code &&
    formatPath(later.path as FaultPath) === formatPath(issue.path as FaultPath)
  )
}

function fromRoot(paths: readonly FaultPath[], base: FaultPath): readonly FaultPath[] {
  return paths.map((path) => [...base, ...path])
}

type Issue = z.core.$ZodIssue

/**
 * A union prefers the branch whose only fault is an unknown key, and so takes
 * records with a `source` for generated ones: ask the branch that was meant.
 */
function refineRecords(issue: Issue, data: unknown, base: FaultPath): readonly Issue[] {
  if (base.length > 0 || issue.path[0] !== 'records') return [issue]
  const records = valueAt(data, ['records'])
  if (!isDictionary(records)) return [issue]
  const meant = Object.hasOwn(records, 'source') ? recordsFromFile : generatedRecords
  return flattenIssues(meant.safeParse(records).error?.issues ?? [], ['records'])
}

function mend(input: unknown, issue: Issue, mended: FaultPath[], { placeholders }: ShapeOptions): unknown {
  const path = issue.path as FaultPath
  if (issue.code === 'unrecognized_keys') {
    return withoutKeys(input, path, new Set(issue.keys))
  }
  const value = valueAt(input, path)
  const option = value === undefined ? undefined : meantOption(issue, value)
  if (option !== undefined) {
    mended.push(path)
    return withValue(input, path, option)
  }
  const replaced = value === undefined ? path.slice(0, -1) : outsideLists(path)
  const isTop = path.length <= 1
  const target = isTop ? path : replaced
  mended.push(target)
  const key = target[0]
  if (target.length === 1 && typeof key === 'string' && Object.hasOwn(placeholders, key)) {
    return withValue(input, target, placeholders[key])
  }
  return withoutValue(input, target)
}

/** Leaving out one entry would move the others: a list is left out as a whole. */
function outsideLists(path: FaultPath): FaultPath {
  const index = path.findIndex((segment) => typeof segment === 'number')
  return index === -1 ? path : path.slice(0, index)
}
