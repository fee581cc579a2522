/**
 * Says what is wrong with a command line in words that tell what to write,
 * where the parser speaks of non-option arguments.
 *
 * @module
 */
import { program } from '../program.ts'
import { nearest } from '../scenario/suggest.ts'
import type { Command } from './command.ts'
import { otherNames } from './other-names.ts'

export interface Mistake {
  /** In the words of the parser. */
  readonly message: string | null
  readonly args: readonly string[]
  readonly commands: readonly Command[]
  /** Without dashes: those of all commands and of this one. */
  readonly options: readonly string[]
}

/** One line; names the help of the command that was given. */
export function explainMistake({ message, args, commands, options }: Mistake): string {
  const line = (message ?? 'That is not a command line of sealbench').replaceAll(/\s*\n\s*/g, ' ')
  const command = commands.find(({ usage }) => nameOf(usage) === args.find((arg) => !arg.startsWith('-')))
  if (command === undefined) return `${asSentence(line)} See ${program} --help.`
  const said = explainArguments(line, args, command, options) ?? asSentence(line)
  return `${said} See ${program} ${nameOf(command.usage)} --help.`
}

function explainArguments(
  line: string,
  args: readonly string[],
  { usage }: Command,
  options: readonly string[],
): string | undefined {
  const name = nameOf(usage)
  if (line.startsWith('Not enough non-option arguments')) {
    const missing = /<([^>]+?)(?:\.\.)?>/.exec(usage)?.[1] ?? 'argument'
    return `${program} ${name} needs its ${missing}: write ${program} ${usage}.`
  }
  const unknown = /^Unknown arguments?: (.+)$/.exec(line)?.[1]?.split(', ')
  // The parser names an option with hyphens a second time, in camel case.
  const words = new Set(unknown?.map((word) => (args.includes(word) ? word : hyphenated(word))))
  const explained = [...words].map((word) => explainUnknown(word, { name, args, options, usage }))
  return explained.length === 0 ? undefined : explained.join(' ')
}

function hyphenated(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

interface Surroundings {
  readonly name: string
  readonly usage: string
  readonly args: readonly string[]
  readonly options: readonly string[]
}

function explainUnknown(word: string, { name, args, options, usage }: Surroundings): string {
  const isOption = args.some(
    (arg) => arg.replace(/=.*$/s, '') === (word.length > 1 ? `--${word}` : `-${word}`),
  )
  if (isOption) {
    const other = otherNames[word]
    const meant = other !== undefined && options.includes(other) ? other : nearest(word, options)
    const dashed = word.length > 1 ? `--${word}` : `-${word}`
    return `${dashed} is no option of ${program} ${name}${meant === undefined ? '.' : `: did you mean --${meant}?`}`
  }
  const positionals = usage.split(' ').slice(1)
  const last = positionals.at(-1)?.replaceAll(/[<>[\]]/g, '')
  return last === undefined
    ? `${program} ${name} takes no argument, and ${word} is one.`
    : `${program} ${name} takes one ${last} only, and ${word} is another.`
}

function nameOf(usage: string): string {
  return usage.split(' ')[0]!
}

function asSentence(line: string): string {
  return /[.?!]$/.test(line) ? line : `${line}.`
}
