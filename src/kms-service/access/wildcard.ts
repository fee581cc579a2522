/**
 * Matches text with the wildcards of IAM policies, without regular expressions:
 * whoever writes a policy must not be able to make a call to KMS take long.
 *
 * @module
 */

export type TextMatcher = (text: string) => boolean

/** A run of a pattern between two `*`. */
interface Run {
  readonly text: string
  readonly hasGap: boolean
}

/**
 * Compiles `pattern`, where `*` stands for any text and `?` for one UTF-16 code
 * unit. A match takes at most as many steps as pattern and text are long,
 * multiplied, and mostly as many as the text is long.
 */
export function compileWildcard(pattern: string): TextMatcher {
  if (pattern === '*') return matchesAlways
  const runs = pattern.split('*').map((text) => ({ text, hasGap: text.includes('?') }))
  const [first, ...others] = runs as [Run, ...Run[]]
  const last = others.pop()
  if (last === undefined)
    return first.hasGap
      ? (text) => text.length === first.text.length && isRunAt(text, 0, first)
      : (text) => text === pattern
  if (others.length === 0 && last.text === '' && !first.hasGap) return (text) => text.startsWith(first.text)
  return matcherOfRuns(
    first,
    others.filter(({ text }) => text !== ''),
    last,
  )
}

/** Compiles a list of which one pattern must match; an empty list matches nothing. */
export function compileWildcards(patterns: readonly string[]): TextMatcher {
  if (patterns.includes('*')) return matchesAlways
  const matchers = patterns.map(compileWildcard)
  if (matchers.length === 1) return matchers[0]!
  return (text) => {
    for (const matches of matchers) if (matches(text)) return true
    return false
  }
}

const matchesAlways: TextMatcher = () => true

function matcherOfRuns(first: Run, middle: readonly Run[], last: Run): TextMatcher {
  const lengthMin = [first, ...middle, last].reduce((sum, { text }) => sum + text.length, 0)
  return (text) => {
    if (text.length < lengthMin) return false
    const end = text.length - last.text.length
    if (!isRunAt(text, 0, first) || !isRunAt(text, end, last)) return false
    // The leftmost place of a run leaves most room to the next, so no other needs to be tried.
    let from = first.text.length
    for (const run of middle) {
      const at = placeOf(run, text, from, end)
      if (at < 0) return false
      from = at + run.text.length
    }
    return true
  }
}

/** Where `run` first is in `text` between `from` and `end`, or -1. */
function placeOf(run: Run, text: string, from: number, end: number): number {
  const atMax = end - run.text.length
  if (!run.hasGap) {
    const at = text.indexOf(run.text, from)
    return at <= atMax ? at : -1
  }
  for (let at = from; at <= atMax; at += 1) if (isRunAt(text, at, run)) return at
  return -1
}

/** Whether `run` is in `text` at `at`, where the text is long enough. */
function isRunAt(text: string, at: number, run: Run): boolean {
  if (!run.hasGap) return text.startsWith(run.text, at)
  for (let index = 0; index < run.text.length; index += 1) {
    const wanted = run.text.charCodeAt(index)
    if (wanted !== anyUnit && wanted !== text.charCodeAt(at + index)) return false
  }
  return true
}

const anyUnit = '?'.charCodeAt(0)
