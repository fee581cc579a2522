/**
 * Tables as they are read off a page, and as they should be: every heading,
 * row and figure.
 *
 * @module
 */
import type { Page } from 'playwright-core'

import { livePicture, settled } from '../browser.fixture.ts'

export interface PageTable {
  /** Of the picture, table of cells or section that it stands in. */
  readonly id: string
  /** Those above groups of columns, if any, before their own. */
  readonly headings: readonly string[]
  /** Intervals below an estimate stand in brackets behind it. */
  readonly rows: readonly (readonly string[])[]
}

/** The table that should stand at `id`: one row for each of `rows`, one column for each of `columns`. */
export function tableOf<Row>(
  id: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string>>,
): PageTable {
  return {
    id,
    headings: Object.keys(columns),
    rows: rows.map((row) => Object.values(columns).map((show) => show(row))),
  }
}

/** Where `shown` is not as `expected`, one line for each place: tables and headings that nobody expected too. */
export function differencesOf(
  shown: readonly PageTable[],
  expected: readonly PageTable[],
): readonly string[] {
  const ids = [...new Set([...expected, ...shown].map(({ id }) => id))]
  return ids.flatMap((id) => {
    const [one, other] = [shown, expected].map((tables) => tables.find((table) => table.id === id))
    if (other === undefined) return [`${id}: is not known`]
    return one === undefined ? [`${id}: is missing`] : differencesOfTable(one, other)
  })
}

function differencesOfTable({ id, headings, rows }: PageTable, expected: PageTable): string[] {
  if (headings.join('|') !== expected.headings.join('|'))
    return [`${id}: has the headings ${headings.join(' | ')}, not ${expected.headings.join(' | ')}`]
  if (rows.length !== expected.rows.length)
    return [`${id}: has ${rows.length} rows, not ${expected.rows.length}`]
  return rows.flatMap((row, at) =>
    headings.flatMap((heading, column) => {
      const [shown, stored] = [row[column], expected.rows[at]![column]]
      return shown === stored ? [] : [`${id}, row ${at + 1}, ${heading}: ${shown} is not ${stored}`]
    }),
  )
}

/** How many of its texts have a figure. */
export function figuresIn(tables: readonly PageTable[]): number {
  return tables.flatMap(({ rows }) => rows.flat()).filter((text) => /\d/.test(text)).length
}

/** All tables of the live page; those of pictures are opened first, as they follow the view only then, together with their picture. */
export async function liveTables(page: Page): Promise<PageTable[]> {
  await settled(page)
  await page.evaluate(
    `for (const twin of document.querySelectorAll('figure:not([hidden]) details.twin')) twin.open = true`,
  )
  // They are filled by the event that follows.
  await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))`)
  return page.evaluate<PageTable[]>(`(${reader})(document)`)
}

/** All tables of a page whose script does not run. */
export function stillTables(page: Page, html: string): Promise<PageTable[]> {
  return page.evaluate<PageTable[]>(
    `(${reader})(new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html'))`,
  )
}

/** Runs in the browser. */
const reader = `(page) => {
  const textOf = (element) => element.textContent.replaceAll(/\\s+/g, ' ').trim()
  const cellOf = (cell) => {
    const [figure, below] = [cell.cloneNode(true), cell.querySelector('small')]
    figure.querySelector('small')?.remove()
    return below === null ? textOf(cell) : textOf(figure) + ' (' + textOf(below) + ')'
  }
  return [...page.querySelectorAll('table')].filter((table) => table.closest('[hidden]') === null).map((table) => {
    const [leaves, groups] = [...table.querySelectorAll('thead tr')].reverse()
    const over = [...(groups?.children ?? [])].flatMap((group) => Array(group.colSpan).fill(textOf(group)))
    return {
      id: table.closest('[id]:not(#main)')?.id ?? table.closest('[role=region]').getAttribute('aria-label'),
      headings: [...leaves.children].map((leaf, at) => ((over[at] ?? '') + ' ' + textOf(leaf)).trim()),
      rows: [...table.querySelectorAll('tbody tr')].map((row) => [...row.children].map(cellOf)),
    }
  })
}`

/** By a selector, the texts of all that it finds on a page whose script does not run. */
export function stillTexts(
  page: Page,
  html: string,
  selectors: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  return page.evaluate<Record<string, string[]>>(`((page, selectors) => {
    const textOf = (element) => element.textContent.replaceAll(/\\s+/g, ' ').replaceAll(' ,', ',').trim()
    return Object.fromEntries(selectors.map((selector) => [selector, [...page.querySelectorAll(selector)].map(textOf)]))
  })(new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html'), ${JSON.stringify(selectors)})`)
}

/** What a picture says, in words and by each of its marks. */
export interface PictureSayings {
  readonly id: string
  readonly finding: string
  readonly marks: readonly string[]
}

/** Of pictures of the live page, by their ids: each is drawn when it is near. */
export async function liveSayings(page: Page, ids: readonly string[]): Promise<PictureSayings[]> {
  for (const id of ids) await livePicture(page, id)
  return page.evaluate<
    PictureSayings[]
  >(`${JSON.stringify(ids)}.map((id) => document.getElementById(id)).map((figure) => ({
    id: figure.id,
    finding: figure.querySelector('.finding').textContent,
    marks: [...figure.querySelectorAll('svg [role="graphics-symbol"][aria-label]')]
      .filter((mark) => !['axis', 'legend', 'title', 'header'].includes(mark.getAttribute('aria-roledescription')))
      .map((mark) => mark.getAttribute('aria-label')),
  }))`)
}
