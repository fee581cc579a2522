/**
 * Writes into docs/planning.md what others have published, beside what the
 * planner computes: `npx node scripts/write-published-figures.ts`, after a
 * change of the analytic model or of the prices.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'
import { publishedFigures, type PublishedFigure } from './published-figures.ts'
import { sqsAsCaches } from './sqs-as-caches.ts'

const page = path.join(import.meta.dirname, '..', 'docs/planning.md')

const published: Markers = {
  begin: '<!-- published: written by scripts/write-published-figures.ts -->',
  end: '<!-- /published -->',
}

const queues: Markers = {
  begin: '<!-- queues: written by scripts/write-published-figures.ts -->',
  end: '<!-- /queues -->',
}

/** `text` of the page with the tables as the planner computes them now. */
export function withPublishedFigures(text: string): string {
  return withTable(withTable(text, published, figuresTable()), queues, queuesTable())
}

function withTable(text: string, markers: Markers, table: string): string {
  return withBlock(text, markers, `${markers.begin}\n\n${table}\n\n${markers.end}`)
}

function figuresTable(): string {
  return markdownTable(
    ['figure', 'expected', 'computed', 'difference', 'unit', 'tests', 'source'],
    publishedFigures().map((figure) => [
      figure.what,
      describe(figure, figure.expected),
      describe(figure, figure.computed),
      differenceOf(figure),
      figure.unit === 'share' ? '' : figure.unit,
      figure.tests,
      figure.source,
    ]),
    (column) => [0, 4, 5, 6].includes(column),
  )
}

function queuesTable(): string {
  return markdownTable(
    ['producers', 'consumers', "AWS's formula, 2 P + C", 'as caches, P (1 + C)', 'difference'],
    sqsAsCaches().map(({ producers, consumers, byFormula, byCaches }) => [
      String(producers),
      String(consumers),
      String(byFormula),
      byCaches.toFixed(2),
      differenceOf({ expected: byFormula, computed: byCaches }),
    ]),
  )
}

function describe({ unit, expected: known }: PublishedFigure, figure: number): string {
  if (unit === 'share') return `${(100 * figure).toFixed(0)} %`
  // As many places as what was published has, and no fewer than tell two figures apart.
  const digits = Number.isInteger(known) ? (known < 100 ? 3 : 0) : 2
  return figure.toLocaleString('en-US', {
    minimumFractionDigits: unit === 'USD' ? 2 : 0,
    maximumFractionDigits: unit === 'USD' ? 2 : digits,
  })
}

function differenceOf({ expected: known, computed }: Pick<PublishedFigure, 'expected' | 'computed'>): string {
  const difference = computed / known - 1
  if (Math.abs(difference) < 5e-7) return '0 %'
  return `${difference > 0 ? '+' : '-'}${Number(Math.abs(100 * difference).toPrecision(2))} %`
}

if (import.meta.main) writeFileSync(page, withPublishedFigures(readFileSync(page, 'utf8')))
