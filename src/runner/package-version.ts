/**
 * Which sealbench this is.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const packageVersion: string = versionIn(path.join(import.meta.dirname, '../../package.json'))

/** What a `package.json` says. @throws where there is none. */
export function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
