/**
 * Files in which the system tells of itself. Readers take this as a parameter,
 * so that tests can show them other machines.
 *
 * @module
 */
import { readFileSync } from 'node:fs'

/** The text of a file by its absolute path; undefined where there is none or it cannot be read. */
export type HostFiles = (path: string) => string | undefined

export const hostFiles: HostFiles = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The values of lines such as `nr_periods 12` by their names; a line without a whole number is left out. */
export function countersIn(text: string): ReadonlyMap<string, number> {
  const lines = text.matchAll(/^(\w+)[: ]\s*(\d+)/gm)
  return new Map(Array.from(lines, ([, name, value]) => [name!, Number(value)]))
}
