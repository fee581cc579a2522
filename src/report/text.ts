/**
 * Makes text from a scenario or a stored run safe to show: whatever it says,
 * it is read as text in HTML, in Markdown and on a terminal.
 *
 * @module
 */

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const markdownEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // GitHub would notify the people so named.
  '@': '&#64;',
}

/** Characters that XML forbids or that would steer a terminal, and those that turn the direction of text. */
const unprintable =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu

/** One line without control characters and without halves of surrogate pairs. */
export function printable(text: string): string {
  return text.toWellFormed().replace(unprintable, ' ')
}

/**
 * At most about `most` characters of a text that somebody wrote, and how many more there are: `run.json` has them all. A
 * text that is hardly longer stays whole.
 */
export function shortened(text: string, most: number): string {
  if (text.length <= 1.2 * most) return text
  const kept = text.slice(0, most).toWellFormed().trimEnd()
  return `${kept}… ${(text.length - most).toLocaleString('en')} more characters`
}

/** Of a reason or a warning, which may quote anything: in characters. */
export const reasonMost = 400

/** Fits between tags and inside double or single quotes. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => htmlEntities[character]!)
}

/** Fits a paragraph, a heading or a table cell of GitHub's Markdown; `0.5 ms <= 1 ms` stays as people write it. */
export function escapeMarkdown(text: string): string {
  return (
    printable(text)
      .replace(/[\\`*_[\]|~$]/g, String.raw`\$&`)
      // Only at the start of a line would these begin a quotation, a heading, a list or a rule.
      .replace(/^\s*(?=[#=>]|[-+](?!\d))|(?<=^\s*\d+)(?=[.)](?:\s|$))/, '$&\\')
      // Before a blank, a digit or `=` they begin neither a tag nor an entity.
      .replace(/[<&](?![\s\d=])|@/g, (character) => markdownEntities[character]!)
  )
}

/** An address for `href` where `path` stays below the folder of the report; undefined where it does not. */
export function relativeHref(path: string): string | undefined {
  const parts = path.split('/')
  const stays = parts.every((part) => part !== '' && part !== '.' && part !== '..')
  return stays && !path.includes('\\')
    ? parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')
    : undefined
}
