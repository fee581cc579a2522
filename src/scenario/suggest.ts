/**
 * Guesses what a misspelt word was meant to be.
 *
 * @module
 */
import { distance } from 'fastest-levenshtein'

/** The candidate nearest to `word`, or undefined where none is near enough to be meant. */
export function nearest(word: unknown, candidates: Iterable<string>): string | undefined {
  if (typeof word !== 'string' || word.length > 200) return undefined
  let best: { readonly candidate: string; readonly steps: number } | undefined
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase())
    const allowed = Math.min(1 + Math.floor(word.length / 3), candidate.length - 1)
    if (steps <= allowed && steps < (best?.steps ?? Infinity)) best = { candidate, steps }
  }
  return best?.candidate ?? theOneWith(word.toLowerCase(), candidates)
}

/** The candidate that `word` begins, or else stands in, if there is only one. */
function theOneWith(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 3) return undefined
  const all = [...candidates]
  for (const fits of [(name: string) => name.startsWith(word), (name: string) => name.includes(word)]) {
    const found = all.filter((candidate) => fits(candidate.toLowerCase()))
    if (found.length === 1) return found[0]
  }
  return undefined
}
