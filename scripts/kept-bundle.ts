/**
 * Keeps the script of the pages between processes of a checkout: a bundle takes
 * a second of two cores, and each process that writes a page needs it. Kept is
 * what was made of files that are still the same.
 *
 * @module
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { PageKind } from '../src/report/page-script.ts'
import type { Bundle } from './bundle-page.ts'

/** Where packages keep what can be made again; `npm ci` empties it. */
const place = path.join(import.meta.dirname, '../node_modules/.cache/sealbench')

interface Kept {
  readonly text: string
  readonly stamps: readonly (readonly [file: string, stamp: string])[]
}

/** The script of the pages, of the modules as they are now. */
export function bundlePage(kind: PageKind): Promise<string> {
  return keptBundle(path.join(place, `${kind}-script.json`), async () => {
    const { bundle } = await import('./bundle-page.ts')
    return bundle(kind)
  })
}

/** What is kept in `file`, where it was made of what `make` would read now; else what `make` gives, kept for the next. `now` in milliseconds since the epoch. */
export async function keptBundle(
  file: string,
  make: () => Bundle | Promise<Bundle>,
  now: () => number = Date.now,
): Promise<string> {
  const kept = readKept(file)
  if (kept?.stamps.every(([input, stamp]) => stampOf(input) === stamp) === true) return kept.text
  const begun = now()
  const { text, inputs } = await make()
  // What changes meanwhile may or may not be in it.
  const isSettled = inputs.every((input) => statSync(input).ctimeMs < begun)
  if (isSettled) keep(file, { text, stamps: inputs.map((input) => [input, stampOf(input)]) })
  return text
}

function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept
  } catch {
    return undefined
  }
}

/** Changes with each change of a file. Times of change alone do not: npm gives all files of packages the same. */
function stampOf(file: string): string {
  const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true, throwIfNoEntry: false }) ?? {}
  return [ino, size, mtimeNs, ctimeNs].join(' ')
}

/** Whole or not at all, as others may do so at the same time. A place that takes nothing keeps nothing. */
function keep(file: string, kept: Kept): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    const own = `${file}.${process.pid}`
    writeFileSync(own, JSON.stringify(kept))
    renameSync(own, file)
  } catch {
    // The next process bundles for itself.
  }
}
