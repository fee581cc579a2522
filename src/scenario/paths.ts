/**
 * Reading and changing plain data by path without touching the original: a
 * sweep makes thousands of cells that differ from the base in one value each.
 *
 * @module
 */
import type { FaultPath } from './faults.ts'

export type Dictionary = Readonly<Record<string, unknown>>

export function isDictionary(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at `path`, undefined where there is none; inherited properties do not count. */
export function valueAt(data: unknown, path: FaultPath): unknown {
  let value = data
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as Record<string | number, unknown>)[segment]
  }
  return value
}

/** A copy of `data` with `value` at `path`; maps on the way are made where they are missing. */
export function withValue(data: unknown, path: FaultPath, value: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) => (index === first ? withValue(item, rest, value) : item))
  }
  const map = isDictionary(data) ? data : {}
  const inner = Object.hasOwn(map, first) ? map[first] : undefined
  return { ...map, [first]: withValue(inner, rest, value) }
}

/** A copy of `data` without what is at `path`. */
export function withoutValue(data: unknown, path: FaultPath): unknown {
  const [first, ...rest] = path
  if (first === undefined || !isDictionary(data) || !Object.hasOwn(data, first)) return data
  if (rest.length > 0) return { ...data, [first]: withoutValue(data[first], rest) }
  return withoutKeys(data, [], new Set([String(first)]))
}

/** A copy of `data` in which the map at `path` has none of `keys`. */
export function withoutKeys(data: unknown, path: FaultPath, keys: ReadonlySet<string>): unknown {
  const map = valueAt(data, path)
  if (!isDictionary(map)) return data
  return withValue(data, path, Object.fromEntries(Object.entries(map).filter(([key]) => !keys.has(key))))
}
