/**
 * Words of a command line that are safe to paste into a POSIX shell, whatever
 * they hold.
 *
 * @module
 */
import { program } from '../program.ts'

/** As one word; undefined where it has what steers a terminal, or ends a span of code in Markdown. */
export function quoted(word: string): string | undefined {
  if (!word.isWellFormed() || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}`]/u.test(word)) return undefined
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** A name that begins with a dash would be an option. */
export function asPath(name: string): string {
  return name.startsWith('-') ? `./${name}` : name
}

/** `program` with `words`; `VALUE` stands for one that cannot be pasted anywhere. */
export function commandLine(words: readonly string[]): string {
  return [program, ...words.map((word) => quoted(word) ?? 'VALUE')].join(' ')
}
