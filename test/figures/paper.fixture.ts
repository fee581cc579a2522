/**
 * What stands on paper, read back out of a PDF: by its tags, as screen readers
 * have it, and by where each text lies.
 *
 * @module
 */
import { getDocumentProxy } from 'unpdf'

export interface Paper {
  readonly sheets: readonly Sheet[]
  /** In the order of the document, pictures left out. A table that goes on is one, with all of its rows. */
  readonly tables: readonly PaperTable[]
  readonly headings: readonly string[]
  /** All words in the order of the document, pictures left out, without space and brackets: what goes on over a sheet's end is whole. */
  readonly words: string
}

export interface Sheet {
  readonly width: number
  readonly height: number
  /** Those of pictures too. From the lower left corner, in points of 1/72 inch. */
  readonly texts: readonly PlacedText[]
  /** Whether the last thing on it is a heading, whose text is on the next. */
  readonly endsWithHeading: boolean
}

export interface PlacedText {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly top: number
}

/** Rows of a head beside those of the body; each text as `squeezed`. */
export interface PaperTable {
  readonly head: readonly (readonly string[])[]
  readonly rows: readonly (readonly string[])[]
}

/** What stays of a text however its lines are broken, and however an interval stands below its estimate. */
export function squeezed(text: string): string {
  return text.replaceAll(/[\s()\u00ad\u200b]/g, '')
}

interface Tag {
  readonly role?: string
  readonly type?: string
  readonly id?: string
  readonly children?: readonly Tag[]
}

/** An element of the document, with what of it is on one sheet. */
type Part = { readonly kind: 'words' | 'heading'; readonly text: string } | TablePart
interface TablePart {
  readonly kind: 'table'
  readonly rows: readonly { readonly isHead: boolean; readonly texts: readonly string[] }[]
}

export async function readPaper(pdf: Uint8Array): Promise<Paper> {
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const read = []
  for (let number = 1; number <= document.numPages; number++) read.push(await readSheet(document, number))
  await document.loadingTask.destroy()
  const parts = joined(read.map((sheet) => sheet.parts))
  return {
    sheets: read.map(({ sheet }) => sheet),
    tables: parts.filter((part) => part.kind === 'table').map(tableOf),
    headings: parts.flatMap((part) => (part.kind === 'heading' ? [part.text] : [])),
    words: parts
      .map((part) => (part.kind === 'table' ? part.rows.flatMap(({ texts }) => texts).join('') : part.text))
      .join(''),
  }
}

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

async function readSheet(
  pdf: Pdf,
  number: number,
): Promise<{ readonly sheet: Sheet; readonly parts: readonly Part[] }> {
  const page = await pdf.getPage(number)
  const { items } = await page.getTextContent({ includeMarkedContent: true })
  const [, , width, height] = page.view as [number, number, number, number]
  const byTag = new Map<string, string>()
  const open: (string | undefined)[] = []
  const texts: PlacedText[] = []
  for (const item of items) {
    if ('str' in item) {
      const tag = open.at(-1)
      if (tag !== undefined) byTag.set(tag, (byTag.get(tag) ?? '') + item.str)
      if (item.str.trim() !== '') texts.push(placed(item))
    } else if (item.type === 'endMarkedContent') open.pop()
    else open.push('id' in item ? item.id : open.at(-1))
  }
  const parts = partsOf(await page.getStructTree(), (tag) => squeezed(byTag.get(tag) ?? ''))
  const last = parts.findLast((part) => part.kind === 'table' || part.text !== '')
  return { sheet: { width, height, texts, endsWithHeading: last?.kind === 'heading' }, parts }
}

/** Along its line, which need not be level. */
function placed({
  str,
  transform,
  width,
  height,
}: {
  readonly str: string
  readonly transform: number[]
  readonly width: number
  readonly height: number
}): PlacedText {
  const [a, b, , , x, y] = transform as [number, number, number, number, number, number]
  const [along, across] = [a / Math.hypot(a, b), b / Math.hypot(a, b)]
  const [xs, ys] = [
    [x, x + along * width, x - across * height, x + along * width - across * height],
    [y, y + across * width, y + along * height, y + across * width + along * height],
  ]
  return {
    text: str,
    left: Math.min(...xs),
    right: Math.max(...xs),
    bottom: Math.min(...ys),
    top: Math.max(...ys),
  }
}

function partsOf(tag: Tag, textOf: (id: string) => string): Part[] {
  const { role = '', children = [] } = tag
  if (tag.type === 'content') return [{ kind: 'words', text: textOf(tag.id!) }]
  if (role === 'Table') {
    const rows = rowsOf(tag).map(({ children: cells = [] }) => ({
      isHead: cells.some((cell) => cell.role === 'TH'),
      texts: cells.map((cell) => textIn(cell, textOf)),
    }))
    return [{ kind: 'table', rows }]
  }
  if (/^H\d$/.test(role)) return [{ kind: 'heading', text: textIn(tag, textOf) }]
  return children.flatMap((child) => partsOf(child, textOf))
}

function rowsOf(tag: Tag): readonly Tag[] {
  return tag.role === 'TR' ? [tag] : (tag.children ?? []).flatMap(rowsOf)
}

function textIn(tag: Tag, textOf: (id: string) => string): string {
  return tag.type === 'content'
    ? textOf(tag.id!)
    : (tag.children ?? []).map((child) => textIn(child, textOf)).join('')
}

/** Each sheet has all rows of a table that goes on, with what of them is on it; heads are said again. */
function joined(sheets: readonly (readonly Part[])[]): readonly Part[] {
  const all: Part[] = []
  for (const parts of sheets)
    for (const [at, part] of parts.entries()) {
      const before = all.at(-1)
      const goesOn =
        part.kind === 'table' &&
        before?.kind === 'table' &&
        parts.slice(0, at).every((other) => other.kind === 'words' && other.text === '') &&
        before.rows.length === part.rows.length
      if (goesOn) all[all.length - 1] = together(before, part)
      else if (part.kind === 'table' || part.text !== '') all.push(part)
    }
  return all
}

function together(one: TablePart, other: TablePart): TablePart {
  return {
    kind: 'table',
    rows: one.rows.map(({ isHead, texts }, row) => ({
      isHead,
      texts: texts.map((text, at) => (isHead && text !== '' ? text : text + other.rows[row]!.texts[at]!)),
    })),
  }
}

function tableOf({ rows }: TablePart): PaperTable {
  return {
    head: rows.filter(({ isHead }) => isHead).map(({ texts }) => texts),
    rows: rows.filter(({ isHead }) => !isHead).map(({ texts }) => texts),
  }
}
