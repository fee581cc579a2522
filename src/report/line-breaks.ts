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
    const joins = lines.length > 0 && (lines.length >= linesMax || measure(longer) <= width)
    if (joins) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines.map((line) => cut(line, width, measure))
}

type Measure = (text: string) => number

/** Ends in an ellipsis where it is wider than `width`; its first character stays. */
function cut(line: string, width: number, measure: Measure): string {
  return longestKept(line, width, measure, beginningOf)
}

/** One line, with an ellipsis in its middle where it is wider than `width`: names often differ at their ends alone. */
export function cutInside(line: string, width: number, measure: Measure): string {
  return longestKept(line, width, measure, endsOf)
}

function beginningOf(characters: readonly string[], count: number): string {
  return `${characters.slice(0, Math.max(1, count)).join('').trimEnd()}…`
}

function endsOf(characters: readonly string[], count: number): string {
  return `${characters.slice(0, Math.ceil(count / 2)).join('')}…${characters.slice(characters.length - Math.floor(count / 2)).join('')}`
}

/** `line`, or what keeps as many of its characters as `width` allows: halved, as a name may have any length. */
function longestKept(
  line: string,
  width: number,
  measure: Measure,
  keptOf: (characters: readonly string[], count: number) => string,
): string {
  if (measure(line) <= width) return line
  const characters = Array.from(line)
  let [fits, tooMany] = [0, characters.length]
  while (tooMany - fits > 1) {
    const count = Math.floor((fits + tooMany) / 2)
    if (measure(keptOf(characters, count)) <= width) fits = count
    else tooMany = count
  }
  return keptOf(characters, fits)
}
