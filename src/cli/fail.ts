/**
 * What a person sees when something fails, and what the shell is told.
 *
 * @module
 */
import { SealbenchError, type SealbenchErrorCode } from '../errors.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { ScenarioInvalidError } from '../scenario/faults.ts'
import { printJson } from './command.ts'

const exitCodeOfError: Readonly<Record<SealbenchErrorCode, number>> = {
  ERR_USAGE: exitCodes.usage,
  ERR_SCENARIO_INVALID: exitCodes.usage,
  ERR_INPUT_UNREADABLE: exitCodes.usage,
  ERR_RUN_UNREADABLE: exitCodes.usage,
  ERR_ENVELOPE: exitCodes.usage,
  ERR_RECORD_REJECTED: exitCodes.usage,
  ERR_OUTPUT_UNWRITABLE: exitCodes.unusable,
  ERR_CONTESTANT_ABSENT: exitCodes.unusable,
  ERR_KMS: exitCodes.unusable,
  ERR_REPETITION_FAILED: exitCodes.unusable,
  ERR_REVISION_UNUSABLE: exitCodes.unusable,
  ERR_NO_BASELINE: exitCodes.noBaseline,
}

export function exitCodeOf(error: unknown): number {
  return error instanceof SealbenchError ? exitCodeOfError[error.code] : exitCodes.internalError
}

/** One message on stderr, and with `json` a document on stdout too. Never a stack trace unless SEALBENCH_DEBUG is set. */
export function printError(error: unknown, { json }: { readonly json: boolean }): void {
  process.stderr.write(`${describeError(error)}\n`)
  if (json) printJson({ error: errorDetails(error) })
  if (process.env['SEALBENCH_DEBUG'] !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
}

/** In words for a person: one line, or one passage for each mistake of a scenario. */
export function describeError(error: unknown): string {
  if (error instanceof ScenarioInvalidError) return error.message
  if (error instanceof SealbenchError) return `sealbench: ${error.message}`
  const message = error instanceof Error ? error.message : String(error)
  return `sealbench: internal error: ${message}\nThis is a fault in sealbench. SEALBENCH_DEBUG=1 shows where.`
}

/** The same for programs. */
export function errorDetails(error: unknown): Record<string, unknown> {
  const message = describeError(error)
  if (error instanceof ScenarioInvalidError) return { code: error.code, message, faults: error.faults }
  return { code: error instanceof SealbenchError ? error.code : 'ERR_INTERNAL', message }
}
