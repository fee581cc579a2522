/**
 * What a command of the command line is.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { asciiText, type TerminalOptions } from '../report/terminal-text.ts'

export interface Command {
  /** In the words of yargs, such as `run <scenario>`. */
  readonly usage: string
  readonly summary: string
  readonly load: () => Promise<LoadedCommand>
}

export interface LoadedCommand {
  readonly options: (parser: Argv) => Argv
  /** Does it and gives the exit code; throws a `SealbenchError` where it cannot. */
  readonly run: (given: Record<string, unknown>) => number | Promise<number>
}

/** Prints one JSON document on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Columns to fill: those of the terminal, what COLUMNS says, or enough for a wide table in a file. */
export function outputWidth(stream: NodeJS.WriteStream = process.stdout): number {
  // A terminal of unknown size, as containers and CI give, says 0.
  if (stream.columns > 0) return stream.columns
  const said = Number(process.env['COLUMNS'])
  return Number.isInteger(said) && said >= widthMin ? said : 120
}

/** Narrower than this no table can be read. */
const widthMin = 20

/** Prints what is drawn for a person: in colour where that fits, and in ASCII where the locale asks for it. */
export function printDrawn(draw: (options: TerminalOptions) => string): void {
  const drawn = draw({ color: hasColor(), width: outputWidth() })
  printLine(hasOnlyAscii() ? asciiText(drawn) : drawn)
}

/** Whether the locale says that more than ASCII is not understood. One that says nothing, as in containers, is taken for UTF-8. */
export function hasOnlyAscii(env: NodeJS.ProcessEnv = process.env): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  )
  if (locale === undefined) return false
  const [, charset] = locale.split(/[.@]/)
  return charset === undefined ? /^(?:C|POSIX)$/.test(locale) : !/^utf-?8$/i.test(charset)
}

/** Whether colour fits stdout: a terminal, and NO_COLOR not set. */
export function hasColor(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors()
}
