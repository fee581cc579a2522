/**
 * Loads the package of a contestant, if it is there: all are optional, and
 * some have native parts that not every machine can load.
 *
 * @module
 */
import { SealbenchError } from '../errors.ts'

/** A contestant cannot take part on this machine. */
export class ContestantAbsentError extends SealbenchError {
  readonly code = 'ERR_CONTESTANT_ABSENT'
}

/** @throws {ContestantAbsentError} */
export async function importPackage<Package>(name: string): Promise<Package> {
  try {
    return (await import(name)) as Package
  } catch (cause) {
    throw new ContestantAbsentError(`The package ${name} is not usable here (${reasonOf(cause)}).`, { cause })
  }
}

function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException
  if (code === 'ERR_MODULE_NOT_FOUND') return 'not installed: npm install it beside sealbench'
  return describeThrown(cause)
}

/** In one line: what a package throws may be anything. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message.split('\n', 1)[0]! : `it throws ${String(thrown)}`
}
