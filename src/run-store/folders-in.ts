/**
 * What lies in a folder of runs, whoever put it there: loops of links and what
 * may not be read do not keep the rest from being found.
 *
 * @module
 */
import { readdirSync, statSync, type Stats } from 'node:fs'
import path from 'node:path'

/** Right below `folder`, by name: folders, links to folders, and places of which nothing can be told. None of a folder that cannot be read. */
export function foldersIn(folder: string): string[] {
  return namesIn(folder)
    .map((name) => path.join(folder, name))
    .filter(mayBeFolder)
    .toSorted()
}

/** Undefined of what is not there, and of what cannot be reached. */
export function statsOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function mayBeFolder(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return true
  }
}
