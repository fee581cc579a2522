/**
 * Files that a person names for a result: written whole or not at all, and what
 * is no plain file stays what it is.
 *
 * @module
 */
import { lstatSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { writeWhole } from './run-folder.ts'

/**
 * A device or a pipe, such as /dev/stdout, is written to, and a link is followed: neither is replaced by a file.
 * Throws as the file system does.
 */
export function writeOutput(file: string, text: string): void {
  const stats = statSync(file, { throwIfNoEntry: false })
  const isLinkToNothing = stats === undefined && lstatSync(file, { throwIfNoEntry: false }) !== undefined
  if (isLinkToNothing || (stats !== undefined && !stats.isFile())) writeFileSync(file, text)
  else writeWhole(stats === undefined ? file : realpathSync(file), text)
}

/** The first of `files` that is, however it is written, the same file as one before it. */
export function namedTwice(files: readonly string[]): string | undefined {
  const places = files.map(placeOf)
  return files.find((_, index) => places.indexOf(places[index]!) < index)
}

/** Without links, as far as there is something already. */
function placeOf(file: string): string {
  const whole = path.resolve(file)
  if (statSync(whole, { throwIfNoEntry: false }) !== undefined) return realpathSync(whole)
  const folder = path.dirname(whole)
  return folder === whole ? whole : path.join(placeOf(folder), path.basename(whole))
}
