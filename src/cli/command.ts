/**
 * What a command of the command line is.
 *
 * @module
 */
import type { Argv } from 'yargs'

export interface Command {
  /** In the words of yargs, such as `run <scenario>`. */
  readonly usage: string
  readonly summary: string
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

/** Columns to fill: those of the terminal, or enough for a wide table in a file. */
export function outputWidth(stream: NodeJS.WriteStream = process.stdout): number {
  // A terminal of unknown size, as containers and CI give, says 0.
  return stream.columns > 0 ? stream.columns : 120
}

/** Whether colour fits stdout: a terminal, and NO_COLOR not set. */
export function hasColor(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors()
}
