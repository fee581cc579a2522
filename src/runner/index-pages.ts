/**
 * Plans and comparisons that lie beside scenarios, for their index.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import path from 'node:path'

import type { IndexedPage } from '../report/index/run-index.ts'

/** The plan or comparison that lies in the folder `place` itself, by it; none or one. */
export function pagesOf(place: string): [place: string, page: IndexedPage][] {
  const kind = (['plan', 'comparison'] as const).find((one) => existsSync(path.join(place, `${one}.json`)))
  if (kind === undefined) return []
  const page = `${kind}.html`
  const isDrawn = existsSync(path.join(place, page))
  return [[place, { folder: path.basename(place), kind, page: isDrawn ? page : undefined }]]
}
