/**
 * Breaks text into lines, on a terminal as in a picture: after commas where
 * that is possible, so that a setting stays together with its value.
 *
 * @module
 */

/** Lines of at most `width` as `measure` tells, save what is beyond `linesMax`; a longer word is cut. */
export function brokenLines(
  text: string,
  width: number,
  measure: (text: string) => number,
  linesMax = Infinity,
): string[] {
  if (measure(text) <= width) return [text]
  const parts = text
    .split(/(?<=,) /)
    .flatMap((part) => (measure(part) <= width ? part : part.split(' ')))
    .filter(Boolean)
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ''} ${part}`
    const joins = lines.length > 0 && (measure(longer) <= width || lines.length >= linesMax)
    if (joins) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines.map((line) => cut(line, width, measure))
}

/** Ends in an ellipsis where it is wider than `width`. */
function cut(line: string, width: number, measure: (text: string) => number): string {
  if (measure(line) <= width) return line
  const characters = Array.from(line)
  while (characters.length > 1 && measure(`${characters.join('')}…`) > width) characters.pop()
  return `${characters.join('').trimEnd()}…`
}
