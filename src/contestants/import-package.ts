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
  const { code, message = String(cause) } = cause as { code?: string; message?: string }
  if (code === 'ERR_MODULE_NOT_FOUND') return 'not installed: npm install it beside sealbench'
  return message.split('\n', 1)[0]!
}
