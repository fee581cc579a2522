/**
 * Pages of the docs, their tables, and what stands in them as code.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

import { root } from './command-line.fixture.ts'

export function read(page: string): string {
  return readFileSync(path.join(root, page), 'utf8')
}

/** The body rows, as trimmed cells, of all tables whose first heading is `heading`. */
export function rowsOf(text: string, heading: string): string[][] {
  const tables = text.match(/(?:^\|.*\|\n)+/gm) ?? []
  return tables
    .map((table) => table.trimEnd().split('\n').map(cellsOf))
    .filter(([first]) => first?.[0] === heading)
    .flatMap((lines) => lines.slice(2))
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

/** What stands between backticks. */
export function codes(cell: string): string[] {
  return [...cell.matchAll(/`(?<code>[^`]+)`/g)].map(({ groups }) => groups!['code']!)
}
