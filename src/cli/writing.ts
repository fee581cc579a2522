/**
 * Writes files that the command line names.
 *
 * @module
 */
import { OutputUnwritableError } from '../errors.ts'

/** What `write` gives, where it can write to `file`. @throws {OutputUnwritableError} */
export function writing<Result>(file: string, write: () => Result): Result {
  try {
    return write()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new OutputUnwritableError(`Cannot write ${file} (${code}). Give it another place.`, { cause })
  }
}
