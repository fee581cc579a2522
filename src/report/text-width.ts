/**
 * How wide text will be, so that vega leaves the room that it needs: there is
 * no canvas to measure on.
 *
 * Widths are those of Arimo, in thousandths of an em, which are those of Arial,
 * Helvetica and Liberation Sans; a test holds them to the font.
 *
 * @module
 */

/** Characters by width. */
const regular: Readonly<Record<number, string>> = {
  191: "'",
  222: 'ijl‘’',
  260: '|',
  278: ' !,./:;I[\\]ft',
  333: '()-`r·²³“”',
  334: '{}',
  350: '•',
  355: '"',
  389: '*',
  400: '°',
  469: '^',
  500: 'Jcksvxyz↑↓λ',
  549: '±≤≥≈≠√',
  556: '#$0123456789?L_abdeghnopqu–',
  576: 'µμ',
  584: '+<=>~×−',
  611: 'FTZ',
  617: 'σ',
  667: '&ABEKPSVXY',
  668: 'Δ',
  713: '∞',
  722: 'CDHNRUw',
  778: 'GOQ',
  833: 'Mm',
  834: '½',
  889: '%',
  944: 'W',
  1000: '—…→←',
  1015: '@',
}

const bold: Readonly<Record<number, string>> = {
  238: "'",
  278: ' ,./I\\ijl‘’',
  280: '|',
  333: '!()-:;[]`ft·²³',
  350: '•',
  389: '*r{}',
  400: '°',
  474: '"',
  500: 'z“”↑↓',
  549: '±≤≥≈≠√',
  556: '#$0123456789J_aceksvxy–λ',
  584: '+<=>^~×−',
  600: 'µ',
  611: '?FLTZbdghnopqu',
  612: 'μ',
  667: 'EPSVXY',
  684: 'σ',
  713: '∞',
  719: 'Δ',
  722: '&ABCDHKNRU',
  778: 'GOQw',
  833: 'M',
  834: '½',
  889: '%m',
  944: 'W',
  975: '@',
  1000: '—…→←',
}

const widthsOf = { regular: byCharacter(regular), bold: byCharacter(bold) } as const

function byCharacter(charactersOf: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(charactersOf).flatMap(([width, characters]) =>
      Array.from(characters, (character) => [character, Number(width)] as const),
    ),
  )
}

/** Generous, for characters of other scripts. */
const unknownWidth = 1000

/** Width in pixels of one line at `fontSize` pixels, never less than it will be in Arial and what is like it. */
export function textWidth(text: string, fontSize: number, fontWeight?: string | number): number {
  const widths = widthsOf[fontWeight === 'bold' || Number(fontWeight) >= 600 ? 'bold' : 'regular']
  let total = 0
  for (const character of text) total += widths.get(character) ?? unknownWidth
  return Math.ceil((total * fontSize) / 1000)
}

/** Columns of a terminal that `text` takes: two for the wide characters of East Asian scripts and for emoji. */
export function textColumns(text: string): number {
  let columns = 0
  for (const character of text) columns += isWide(character) ? 2 : 1
  return columns
}

function isWide(character: string): boolean {
  return (
    character >= '\u1100' &&
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u.test(
      character,
    )
  )
}
