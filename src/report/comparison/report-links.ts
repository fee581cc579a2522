/**
 * The way from the page of a comparison to the reports of the runs that it
 * compares, as far as they are still there.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import path from 'node:path'

import type { ComparedSide, Comparison } from '../../run-store/comparison-format.ts'
import { relativeHref } from '../text.ts'

const reportName = 'report.html'

/** Addresses by the ids of runs, relative to the folder of `page`: runs are looked for where they were named, beside the page, and beside the comparisons of their scenario. */
export function reportLinks(
  { scenario, base, candidate }: Pick<Comparison, 'scenario' | 'base' | 'candidate'>,
  page: string,
): ReadonlyMap<string, string> {
  const from = path.resolve(path.dirname(page))
  const links = new Map<string, string>()
  for (const side of [base, candidate])
    for (const { id } of side.runs) {
      const places = [
        ...namedPlaces(side, id),
        path.join(from, side.name, id),
        path.join(from, '..', '..', scenario, id),
      ]
      const found = places.find(
        (place) => path.basename(place) === id && existsSync(path.join(place, reportName)),
      )
      const href = found && hrefTo(path.relative(from, path.join(found, reportName)))
      if (href !== undefined) links.set(id, href)
    }
  return links
}

/** A side is named by folders of runs, or of several. */
function namedPlaces({ name }: ComparedSide, id: string): string[] {
  return name.split(', ').flatMap((place) => [path.resolve(place), path.resolve(place, id)])
}

function hrefTo(relative: string): string | undefined {
  if (path.isAbsolute(relative)) return undefined
  const parts = relative.split(path.sep)
  const up = parts.filter((part) => part === '..').length
  const below = relativeHref(parts.slice(up).join('/'))
  return below === undefined ? undefined : '../'.repeat(up) + below
}
