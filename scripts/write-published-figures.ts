/**
 * Writes into docs/planning.md what others have published, beside what the
 * planner computes: `npx node scripts/write-published-figures.ts`, after a
 * change of the analytic model or of the prices.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { publishedFigures, type PublishedFigure } from '../src/planner/published-figures.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'

const page = path.join(import.meta.dirname, '..', 'docs/planning.md')

const published: Markers = {
  begin: '<!-- published: written by scripts/write-published-figures.ts -->',
  end: '<!-- /published -->',
}

/** `text` of the page with the table as the planner computes it now. */
export function withPublishedFigures(text: string): string {
  const table = markdownTable(
    ['figure', 'published', 'computed', 'difference', 'unit', 'source'],
    publishedFigures().map((figure) => [
      figure.what,
      describe(figure, figure.published),
      describe(figure, figure.computed),
      differenceOf(figure),
      figure.unit === 'share' ? '' : figure.unit,
      figure.source,
    ]),
    (column) => [0, 4, 5].includes(column),
  )
  return withBlock(text, published, `${published.begin}\n\n${table}\n\n${published.end}`)
}

function describe({ unit, published: known }: PublishedFigure, figure: number): string {
  if (unit === 'share') return `${(100 * figure).toFixed(0)} %`
  // As many places as what was published has, and no fewer than tell two figures apart.
  const digits = Number.isInteger(known) ? (known < 100 ? 3 : 0) : 2
  return figure.toLocaleString('en-US', {
    minimumFractionDigits: unit === 'USD' ? 2 : 0,
    maximumFractionDigits: unit === 'USD' ? 2 : digits,
  })
}

function differenceOf({ published: known, computed }: PublishedFigure): string {
  const difference = computed / known - 1
  if (Math.abs(difference) < 5e-7) return '0 %'
  return `${difference > 0 ? '+' : '-'}${Number(Math.abs(100 * difference).toPrecision(2))} %`
}

if (import.meta.main) writeFileSync(page, withPublishedFigures(readFileSync(page, 'utf8')))
