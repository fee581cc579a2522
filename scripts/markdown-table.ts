/**
 * A table in Markdown, padded as the formatter wants it.
 *
 * @module
 */

/** Columns that `isText` says are text begin at the left, others end at the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean = (column) => column === 0,
): string {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(3, ...all.map((row) => row[at]!.length)))
  const padded = (row: readonly string[]) =>
    row.map((text, at) => (isText(at) ? text.padEnd(widths[at]!) : text.padStart(widths[at]!)))
  const rule = widths.map((width, at) => (isText(at) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [padded(head), rule, ...rows.map(padded)].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
