/**
 * Lists in pages, as the List operations of KMS give them.
 *
 * @module
 */
import { invalidMarker } from '../kms-errors.ts'

export interface PageRequest {
  readonly Limit?: number | undefined
  readonly Marker?: string | undefined
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly NextMarker?: string
  readonly Truncated: boolean
}

/**
 * The page of `items` that `request` asks for. They are in ascending order of
 * their names, by which a marker tells where the next page begins: what comes
 * or goes in between shifts nothing.
 *
 * @throws {KmsException} InvalidMarkerException
 */
export function pageOf<Item>(
  items: readonly Item[],
  { Limit: limit, Marker: marker }: PageRequest,
  usualLimit: number,
  nameOf: (item: Item) => string,
): Page<Item> {
  const after = marker === undefined ? '' : readMarker(marker)
  const rest = items.filter((item) => nameOf(item) > after)
  const page = rest.slice(0, limit ?? usualLimit)
  const last = page.at(-1)
  if (last === undefined || page.length === rest.length) return { items: page, Truncated: false }
  return { items: page, NextMarker: writeMarker(nameOf(last)), Truncated: true }
}

function writeMarker(name: string): string {
  return `v1.${Buffer.from(name).toString('base64url')}`
}

function readMarker(marker: string): string {
  const name = /^v1\.([\w-]+)$/.exec(marker)?.[1]
  if (name === undefined) throw invalidMarker()
  return Buffer.from(name, 'base64url').toString()
}
