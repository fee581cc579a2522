/**
 * Text for a terminal: colour where it is wanted, lines that fit, and ASCII for
 * terminals that know no more.
 *
 * @module
 */
import { printable } from './text.ts'
import { textColumns } from './text-width.ts'

export interface TerminalOptions {
  readonly color: boolean
  /** In columns. */
  readonly width: number
}

export function paint(text: string, sgr: number, { color }: Pick<TerminalOptions, 'color'>): string {
  return color ? `\u001B[${sgr}m${text}\u001B[0m` : text
}

/** Lines of at most `width` columns, each behind `indent`; longer words are broken, save addresses and paths, which people copy. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = indent
  const words = printable(text).split(' ').filter(Boolean)
  for (const word of words.flatMap((whole) => pieces(whole, width - textColumns(indent)))) {
    const isFirst = line === indent
    if (!isFirst && textColumns(line) + 1 + textColumns(word) > width) {
      lines.push(line)
      line = indent + word
    } else line += isFirst ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}

function pieces(word: string, columns: number): readonly string[] {
  if (word.includes('/') || textColumns(word) <= columns) return [word]
  const kept: string[] = []
  let used = Infinity
  for (const character of word) {
    const wide = textColumns(character)
    if (used + wide > columns) {
      kept.push('')
      used = 0
    }
    kept[kept.length - 1] += character
    used += wide
  }
  return kept
}

/** One line of at most `columns` columns, ending in an ellipsis where it was longer. */
export function cutTo(text: string, columns: number): string {
  let kept = ''
  let used = 0
  // Beyond one character a column nothing can fit, however long a name is.
  for (const character of printable(text.slice(0, 2 * columns + 2))) {
    const wide = textColumns(character)
    if (used + wide > columns) return `${withoutLast(kept, used + 1 - columns)}${columns > 0 ? '…' : ''}`
    kept += character
    used += wide
  }
  return kept
}

/** Without so many columns at its end. */
function withoutLast(text: string, columns: number): string {
  const characters = Array.from(text)
  for (let freed = 0; freed < columns && characters.length > 0;) freed += textColumns(characters.pop()!)
  return characters.join('')
}

/** The same, filled up with blanks to exactly `columns`. */
export function filledTo(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const cut = cutTo(text, columns)
  const blanks = ' '.repeat(Math.max(0, columns - textColumns(cut)))
  return side === 'right' ? cut + blanks : blanks + cut
}

/** What stands for the characters that we draw with where a terminal knows ASCII alone; as wide as they are. */
const asciiOf: Readonly<Record<string, string>> = {
  ...each('─╌', '-'),
  ...each('━═', '='),
  ...each('│┃┤├', '|'),
  ...each('┌┐└┘┬┴┼╋', '+'),
  '✔': 'v',
  '✘': 'x',
  '◆': '?',
  '●': 'o',
  '■': '!',
  '◄': '<',
  '►': '>',
  '◌': 'o',
  '×': 'x',
  '·': '.',
  '…': '~',
  '–': '-',
  '—': '-',
  '’': "'",
  '“': '"',
  '”': '"',
  '≥': '>',
  '≤': '<',
  ...each('▏▎▍', '.'),
  ...each('▌▋▊▉', '='),
  ...each('▁▂', '.'),
  ...each('▃▄▅', 'o'),
  ...each('▆▇█', '#'),
  '░': '.',
  '▒': ':',
  '▓': '+',
}

/** The same lines for a terminal that knows ASCII alone: texts of a scenario stay as they are. */
export function asciiText(text: string): string {
  return text.replace(/\P{ASCII}/gu, (character) => asciiOf[character] ?? brailleAsAscii(character))
}

/** A pattern of dots is a dot where they are low, a quotation mark where they are high. */
function brailleAsAscii(character: string): string {
  const dots = character.codePointAt(0)! - 0x2800
  if (dots < 0 || dots > 0xff) return character
  if (dots === 0) return ' '
  const isHigh = (dots & 0b0001_1011) > 0
  const isLow = (dots & 0b1110_0100) > 0
  return isHigh && isLow ? ':' : isHigh ? "'" : '.'
}

function each(characters: string, ascii: string): Record<string, string> {
  return Object.fromEntries(Array.from(characters, (character) => [character, ascii]))
}
