/**
 * How wide text will be, so that vega leaves the room that it needs: there is
 * no canvas to measure on.
 *
 * Widths are those of Helvetica, in thousandths of an em, as published in
 * Adobe's core font metrics; Arial and Liberation Sans have the same.
 *
 * @module
 */

/** Characters by width. */
const charactersOf: Readonly<Record<number, string>> = {
  191: "'",
  222: 'ijl',
  260: '|',
  278: ' !,./:;I[\\]ft·',
  333: '()-`r',
  355: '"',
  389: '*',
  469: '^',
  500: 'Jcksvxyz',
  556: '#$0123456789?L_abdeghnopqu–',
  584: '+<=>~',
  611: 'FTZ',
  667: '&ABEKPSVXY',
  722: 'CDHNRUw',
  778: 'GOQ',
  833: 'Mm',
  889: '%',
  944: 'W',
  1000: '—…',
  1015: '@',
}

const widths = new Map(
  Object.entries(charactersOf).flatMap(([width, characters]) =>
    Array.from(characters, (character) => [character, Number(width)] as const),
  ),
)

/** Bold is wider by at most this. */
const boldFactor = 1.08
/** Generous, for characters of other scripts. */
const unknownWidth = 1000

/** Width in pixels of one line at `fontSize` pixels, never less than it will be in Helvetica or Arial. */
export function textWidth(text: string, fontSize: number, fontWeight?: string | number): number {
  let total = 0
  for (const character of text) total += widths.get(character) ?? unknownWidth
  const isBold = fontWeight === 'bold' || Number(fontWeight) >= 600
  return Math.ceil((total / 1000) * fontSize * (isBold ? boldFactor : 1))
}

/** Columns of a terminal that `text` takes: two for the wide characters of East Asian scripts and for emoji. */
export function textColumns(text: string): number {
  let columns = 0
  for (const character of text) columns += isWide(character) ? 2 : 1
  return columns
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u.test(
    character,
  )
}
