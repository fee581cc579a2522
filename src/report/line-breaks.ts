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

/** One line, with an ellipsis in its middle where it is wider than `width`: names often differ at their ends alone. */
export function cutInside(line: string, width: number, measure: (text: string) => number): string {
  if (measure(line) <= width) return line
  const characters = Array.from(line)
  const kept = (count: number) =>
    `${characters.slice(0, Math.ceil(count / 2)).join('')}…${characters.slice(characters.length - Math.floor(count / 2)).join('')}`
  // Halved, as a name may have any length.
  let [fits, tooMany] = [0, characters.length]
  while (tooMany - fits > 1) {
    const count = Math.floor((fits + tooMany) / 2)
    if (measure(kept(count)) <= width) fits = count
    else tooMany = count
  }
  return kept(fits)
}
