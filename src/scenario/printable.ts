/**
 * Text from a file made safe to print: a scenario may hold control characters,
 * which must not reach a terminal, and lines of any length.
 *
 * @module
 */

/** Controls, line separators, and the marks that turn the direction of text. */
const control = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** `text` with each control character replaced by one `·`, so that columns stay; those in `kept` remain. */
export function printable(text: string, kept = ''): string {
  return text.replaceAll(control, (character) => (kept.includes(character) ? character : '·'))
}

/** At most `length` characters of `text`, with `…` where it was cut. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** A value from the file as its author would write it, in one short piece. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return clip(typeof value === 'string' ? `"${text}"` : text, 60)
}

/** `a, b or c` */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
