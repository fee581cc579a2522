/**
 * Rows of NDJSON (one object per line) and of JSON files that hold an array of
 * objects or a GeoJSON FeatureCollection.
 *
 * @module
 */
import { InputUnreadableError } from '../../errors.ts'
import type { RowVisitor } from './row.ts'

/** Visits one row per line; empty lines are passed over. */
export function visitNdjson(file: string, content: Buffer, visit: RowVisitor): void {
  let row = 0
  let line = 0
  for (let start = 0; start < content.length;) {
    const feed = content.indexOf(0x0a, start)
    const end = feed === -1 ? content.length : feed
    const text = withoutCarriageReturn(content.subarray(start, end))
    line += 1
    start = end + 1
    if (isBlank(text)) continue
    row += 1
    const place = `row ${row} (line ${line})`
    visit({ file, place, fields: parseObject(file, place, text.toString()), text: () => text })
  }
}

/** Visits the objects of an array, or the features of a FeatureCollection as their properties and `id`. */
export function visitJson(file: string, content: Buffer, visit: RowVisitor): void {
  for (const [index, element] of elementsOf(file, content).entries()) {
    const place = `row ${index + 1}`
    if (!isObject(element)) throw notAnObject(file, place, element)
    visit({
      file,
      place,
      fields: element['type'] === 'Feature' ? featureFields(element) : element,
      text: () => Buffer.from(JSON.stringify(element)),
    })
  }
}

function elementsOf(file: string, content: Buffer): readonly unknown[] {
  const parsed = parseWhole(file, content.toString())
  if (Array.isArray(parsed)) return parsed
  if (isObject(parsed) && parsed['type'] === 'FeatureCollection' && Array.isArray(parsed['features']))
    return parsed['features']
  throw new InputUnreadableError(
    `${file}: the file holds neither an array nor a GeoJSON FeatureCollection. ` +
      'Put the objects into one array, or write one per line and name the file .ndjson.',
  )
}

function parseWhole(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const advice = isJson(text.slice(0, Math.max(0, text.indexOf('\n'))))
      ? 'Its first line is JSON by itself: if every line is, name the file .ndjson.'
      : 'Correct it.'
    throw new InputUnreadableError(`${file}: this is not JSON, ${reason(cause)}. ${advice}`, { cause })
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function parseObject(file: string, place: string, text: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new InputUnreadableError(
      `${file}, ${place}: this is not JSON, ${reason(cause)}. Write one JSON object per line.`,
      { cause },
    )
  }
  if (!isObject(parsed)) throw notAnObject(file, place, parsed)
  return parsed
}

function notAnObject(file: string, place: string, found: unknown): InputUnreadableError {
  const kind = Array.isArray(found) ? 'an array' : found === null ? 'null' : `a ${typeof found}`
  return new InputUnreadableError(
    `${file}, ${place}: this is ${kind} where an object is needed. Write rows like {"id": "a", "size": 1}.`,
  )
}

function featureFields(feature: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { id, properties } = feature
  const fields = isObject(properties) ? properties : {}
  return id === undefined ? fields : { id, ...fields }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What V8 says, on one line: its excerpts of the text may hold line ends. */
function reason(cause: unknown): string {
  return (cause as SyntaxError).message.replaceAll(/\s+/g, ' ')
}

function withoutCarriageReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09)
}
