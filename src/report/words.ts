/**
 * Finds the words of the glossary in a text, so that a page can explain each
 * where it is read.
 *
 * @module
 */
import { glossary, percentileTerm } from './notes.ts'

/** A piece of a text; with `id` it is a word that the glossary explains. */
export interface TextPiece {
  readonly text: string
  /** Of the glossary's entry on the page. */
  readonly id?: string
  /** What the word means. */
  readonly meaning?: string
}

/** What people write for some entries, other than their own name. Much else holds beside claims. */
const otherForms: Readonly<Record<string, string>> = {
  'holds, refuted': 'refuted',
  [percentileTerm]: String.raw`p\d+(?:\.\d+)?`,
  'noise floor': String.raw`noise floors?|A/A`,
  'effective records': String.raw`effective (?:records|ones)`,
}

const entries = glossary.map(({ term, text }) => ({
  term,
  id: wordId(term),
  meaning: text,
  form: formOf(term),
}))
const anyWord = new RegExp(
  String.raw`(?<![\w.-])(?:${entries.map(({ form }) => `(${form})`).join('|')})(?![\w-]|\.\w)`,
  'g',
)

/** `word-service-time-response-time`. */
export function wordId(term: string): string {
  return `word-${term
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '')}`
}

/** `text` in pieces. A word is found once; `seen` remembers those of texts before, and takes those of this one. */
export function piecesOf(text: string, seen: Set<string> = new Set()): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let end = 0
  for (const match of text.matchAll(anyWord)) {
    const entry = entries[match.slice(1).findIndex((found) => found !== undefined)]!
    if (seen.has(entry.id)) continue
    seen.add(entry.id)
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: match[0], id: entry.id, meaning: meaningOf(match[0], entry) })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/** Of a percentile its own. */
function meaningOf(word: string, { term, meaning }: (typeof entries)[number]): string {
  return term === percentileTerm
    ? `the percentile: ${word.slice(1)} % of all records took at most so long`
    : meaning
}

function formOf(term: string): string {
  return (
    otherForms[term] ??
    term
      .split(', ')
      .map((name) => `${name}s?`)
      .join('|')
  )
}
