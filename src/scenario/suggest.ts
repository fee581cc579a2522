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
  return best?.candidate
}
