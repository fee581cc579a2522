/**
 * The parts of documents that scripts write, each between two markers.
 *
 * @module
 */
export interface Markers {
  readonly begin: string
  readonly end: string
}

/** `text` with `block`, which brings the markers along, where they stand. Throws where they do not. */
export function withBlock(text: string, { begin, end }: Markers, block: string): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`There is no ${begin} followed by ${end}. Put both where the block belongs.`)
  return text.slice(0, from) + block + text.slice(to + end.length)
}
