/**
 * Plain data as JSON in which every text can be shown as it is, so that a page
 * never holds what it would have to filter.
 *
 * @module
 */
import { printable } from '../text.ts'

/**
 * JSON of `data` with `printable` texts and names. What was equal stays equal, and what differed still
 * differs: cells, parameters and claims are found by their names.
 */
export function printableJson(data: unknown): string {
  const texts = textsIn(data)
  const changed = [...texts].filter((text) => printable(text) !== text)
  if (changed.length === 0) return JSON.stringify(data)
  const taken = new Set([...texts].filter((text) => printable(text) === text))
  const shown = new Map<string, string>()
  for (const text of changed) {
    const unlike = distinct(printable(text), taken)
    taken.add(unlike)
    shown.set(text, unlike)
  }
  const of = (text: string) => shown.get(text) ?? text
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'string') return of(value)
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [of(name), part]))
      : value
  })
}

/** Each once, in the order of the data. */
function textsIn(data: unknown): ReadonlySet<string> {
  const texts = new Set<string>()
  JSON.stringify(data, (name, value: unknown) => {
    texts.add(name)
    if (typeof value === 'string') texts.add(value)
    return value
  })
  return texts
}

function distinct(text: string, taken: ReadonlySet<string>): string {
  let unlike = text
  for (let count = 2; taken.has(unlike); count++) unlike = `${text} (${count})`
  return unlike
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
