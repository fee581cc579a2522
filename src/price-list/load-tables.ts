/**
 * Reads the tables of prices and quotas that a user puts in place of those that
 * ship, and says of the first mistake in them what to do.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs'

import { InputUnreadableError } from '../errors.ts'
import { program } from '../program.ts'
import type { z } from '../schema.ts'
import { builtInTables, tablesSchema, tablesSchemaId, type Tables } from './price-table.ts'

/**
 * The built-in tables; those of `file` in the place of each that it holds.
 *
 * @throws {InputUnreadableError} where `file` cannot be read or its tables cannot be used.
 */
export function loadTables(file?: string): Tables {
  if (file === undefined) return builtInTables
  const document = documentIn(file)
  if (isEmpty(document)) throw faulty(file, 'has neither "prices" nor "quotas"')
  const read = tablesSchema.safeParse(document)
  if (!read.success) throw faulty(file, faultOf(read.error.issues[0]!, document))
  const { prices = builtInTables.prices, quotas = builtInTables.quotas } = read.data
  return { prices, quotas }
}

/** Both tables as JSON to edit, as `loadTables` reads it. */
export function printTables({ prices, quotas }: Tables = builtInTables): string {
  return `${JSON.stringify({ $schema: tablesSchemaId, prices, quotas }, null, 2)}\n`
}

function documentIn(file: string): unknown {
  const text = textIn(file)
  let isPrototypeNamed = false
  let document: unknown
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''), (key, value: unknown) => {
      isPrototypeNamed ||= key === '__proto__'
      return value
    })
  } catch (cause) {
    const why = cause instanceof SyntaxError ? ` (${cause.message.replaceAll(/\p{C}+/gu, ' ')})` : ''
    throw faulty(file, `is not JSON${why}`, cause)
  }
  // The check of the tables does not see it, and it would be lost without a word.
  if (isPrototypeNamed) throw faulty(file, 'has the unknown key __proto__: it is no region')
  return document
}

/** A table is small: prices of all regions take less than a tenth. */
const bytesMax = 2 ** 20

function textIn(file: string): string {
  try {
    const stats = statSync(file)
    if (!stats.isFile() && !stats.isDirectory())
      throw unreadable(file, 'is not a regular file: write it to a file and name that')
    if (stats.size > bytesMax)
      throw unreadable(file, `has ${stats.size} bytes, and at most ${bytesMax} are read: name a JSON file`)
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof InputUnreadableError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
    throw unreadable(file, reasons.get(code) ?? `cannot be read (${code})`, cause)
  }
}

function unreadable(file: string, fault: string, cause?: unknown): InputUnreadableError {
  return new InputUnreadableError(`The price list ${file} ${fault}.`, { cause })
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'does not exist: check the path'],
  ['ENOTDIR', 'does not exist: check the path'],
  ['EISDIR', 'is a folder: name a JSON file'],
  ['EACCES', 'may not be read: change its permissions'],
])

function faulty(file: string, fault: string, cause?: unknown): InputUnreadableError {
  const advice = `${program} plan --print-prices prints a list to begin with`
  return new InputUnreadableError(`The price list ${file} ${fault}; ${advice}.`, { cause })
}

function isEmpty(document: unknown): boolean {
  return (
    typeof document === 'object' &&
    document !== null &&
    !Array.isArray(document) &&
    Object.keys(document).every((key) => key === '$schema')
  )
}

function faultOf(issue: z.core.$ZodIssue, document: unknown): string {
  const at = issue.path.map(wordOf).join('.')
  const subject = at === '' ? '' : `is wrong at ${at}: it `
  const value = issue.path.reduce<unknown>(stepInto, document)
  switch (issue.code) {
    case 'unrecognized_keys':
      return `has${at === '' ? '' : ` at ${at}`} ${unknownKeys(issue.keys)}: check the spelling`
    case 'invalid_key':
      return `${subject}is no region: write it like eu-central-1`
    case 'invalid_type': {
      if (value !== undefined)
        return `${subject}must be ${nouns.get(issue.expected) ?? issue.expected}, and is ${shown(value)}`
      const parent = issue.path.slice(0, -1)
      const isTable = isEmpty(parent.reduce<unknown>(stepInto, document))
      return isTable ? `is empty at ${parent.map(wordOf).join('.')}` : `${subject}is missing`
    }
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return `${subject}must not be empty`
      return `${subject}must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}, and is ${shown(value)}`
    case 'too_big':
      return `${subject}must be at most ${issue.maximum}, and is ${shown(value)}`
    case 'invalid_format':
      return `${subject}must be a date such as 2026-09-11, and is ${shown(value)}`
    default:
      return `${subject}${issue.message}`
  }
}

function unknownKeys(keys: readonly string[]): string {
  return `the unknown ${keys.length === 1 ? 'key' : 'keys'} ${keys.slice(0, 3).map(wordOf).join(', ')}`
}

/** Names of others are shown such that they steer no terminal. */
function wordOf(key: PropertyKey): string {
  const text = String(key)
  return /^[\w-]{1,60}$/.test(text) ? text : shown(text)
}

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}

const nouns: ReadonlyMap<string, string> = new Map([
  ['object', 'a JSON object'],
  ['record', 'a JSON object'],
  ['array', 'a list'],
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
])

function stepInto(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined
}
