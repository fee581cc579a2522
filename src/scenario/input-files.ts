/**
 * The files that a scenario names: found beside it, and refused before a run
 * starts where they cannot be read.
 *
 * @module
 */
import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

import type { Draft, FaultPath } from './faults.ts'
import { isDictionary, valueAt, withValue } from './paths.ts'
import type { Scenario } from './schema.ts'

const filePaths: readonly FaultPath[] = [
  ['load', 'trace', 'file'],
  ['records', 'source', 'file'],
  ['kms', 'latency', 'file'],
  ['kms', 'ca'],
]

/** `value`, which stands at `at` of a scenario, with the file names in it made absolute. */
export function withAbsoluteFiles(value: unknown, at: FaultPath, folder: string): unknown {
  return filePaths
    .filter((file) => at.every((segment, index) => segment === file[index]))
    .reduce<unknown>((result, file) => {
      const inner = file.slice(at.length)
      const name = valueAt(result, inner)
      const isName = typeof name === 'string' && name !== ''
      return isName ? withValue(result, inner, path.resolve(folder, name)) : result
    }, value)
}

/** The same for a whole scenario: its own values, and those of its sweep and of every `where`. */
export function withAbsoluteFilesThroughout(data: unknown, folder: string): unknown {
  if (!isDictionary(data)) return data
  const absolute = (value: unknown, at: FaultPath) => withAbsoluteFiles(value, at, folder)
  const list = (values: unknown, at: FaultPath) =>
    Array.isArray(values) ? values.map((value) => absolute(value, at)) : values
  const expectations = (items: unknown) =>
    Array.isArray(items)
      ? items.map((item: unknown) =>
          isDictionary(item) && 'where' in item
            ? { ...item, where: byParameter(item['where'], absolute) }
            : item,
        )
      : items
  const { sweep, claims, thresholds, ...body } = data
  return {
    ...(absolute(body, []) as object),
    ...('sweep' in data && { sweep: byParameter(sweep, list) }),
    ...('claims' in data && { claims: expectations(claims) }),
    ...('thresholds' in data && { thresholds: expectations(thresholds) }),
  }
}

function byParameter(map: unknown, convert: (value: unknown, at: FaultPath) => unknown): unknown {
  if (!isDictionary(map)) return map
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value, key.split('.'))]))
}

/** Faults of the files that `scenario` names; `checked` remembers files between cells. */
export function checkFiles(scenario: Scenario, checked: Map<string, string | undefined>): readonly Draft[] {
  return filePaths.flatMap((at) => {
    const file = valueAt(scenario, at)
    if (typeof file !== 'string') return []
    if (!checked.has(file)) checked.set(file, faultOf(file))
    const message = checked.get(file)
    return message === undefined ? [] : [{ path: at, at: 'value' as const, message }]
  })
}

function faultOf(file: string): string | undefined {
  try {
    const stats = statSync(file)
    if (stats.isDirectory()) return `is a folder: name a file, not ${file}`
    if (!stats.isFile()) return `is not a regular file: ${file}`
    accessSync(file, constants.R_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return `no such file: ${file}, taken from the scenario's folder`
    return `cannot be read (${code}): ${file}`
  }
}
