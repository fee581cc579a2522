/**
 * From the bytes of a request to a JSON value, and the words in which AWS
 * refuses what it cannot deserialize, so that no check further in meets
 * anything but JSON of bounded depth.
 *
 * @module
 */
import { KmsException } from '../kms-exception.ts'

/** How AWS calls the types that members have. */
export type MemberType = 'String' | 'Integer' | 'Boolean' | 'Blob' | 'List' | 'Map' | 'Structure'

/** No request of KMS nests deeper than four. */
export const depthMax = 32

/**
 * The JSON object in `body`; of members with one name the last counts, and an
 * empty body is `{}`.
 *
 * @throws {KmsException} `SerializationException`; without a message where AWS gives none.
 */
export function jsonObjectOf(body: Uint8Array): object {
  if (body.length === 0) return {}
  refuseDeepNesting(body)
  const value = parse(body)
  if (Array.isArray(value)) throw serializationException(typeFault(value, 'Structure'))
  if (typeof value !== 'object' || value === null) throw serializationException('')
  return value
}

export const serializationException = (message: string): KmsException =>
  new KmsException('SerializationException', message)

/** Why a JSON `value` that is not null cannot become a `type`. */
export function typeFault(value: unknown, type: MemberType): string {
  // One of the two ends without a full stop at AWS.
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (typeof value === 'object') return 'Start of structure or map found where not expected.'
  switch (type) {
    case 'List':
      return 'Expected list or null'
    case 'Map':
      return 'Expected map or null'
    case 'Structure':
      return 'Expected null'
    case 'Integer':
      return `${tokenOf(value)} can not be converted to an Integer`
    case 'Boolean':
      return `${tokenOf(value)} can not be converted to ${typeof value === 'string' ? 'an' : 'a'} Boolean`
    case 'String':
    case 'Blob':
      return `${tokenOf(value)} can not be converted to a ${type}`
    default:
      return type satisfies never
  }
}

/** A JSON number as AWS reads it where an integer belongs: cut off, and held within 32 bits. */
export function integerOf(value: number): number {
  return Math.min(Math.max(Math.trunc(value), -0x8000_0000), 0x7fff_ffff)
}

const openBrace = '{'.charCodeAt(0)
const closeBrace = '}'.charCodeAt(0)
const openBracket = '['.charCodeAt(0)
const closeBracket = ']'.charCodeAt(0)
const quote = '"'.charCodeAt(0)
const backslash = '\\'.charCodeAt(0)

/** Works on bytes: those of all but ASCII characters are above 127 in UTF-8. */
function refuseDeepNesting(body: Uint8Array): void {
  let depth = 0
  let inString = false
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === quote) inString = !inString
    else if (inString) {
      if (byte === backslash) at += 1
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > depthMax) {
        throw serializationException(`The request is nested deeper than ${depthMax} levels.`)
      }
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1
  }
}

/** Invalid bytes are refused rather than replaced, and a byte order mark is kept, which is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    throw serializationException('')
  }
}

function tokenOf(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return 'NUMBER_VALUE'
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
    default:
      return 'STRING_VALUE'
  }
}
