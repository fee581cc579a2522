/**
 * Every way a run can fail that is not a bug in sealbench, each with a stable
 * code, so that callers and the exit code table need not read messages.
 *
 * @module
 */

export type SealbenchErrorCode =
  | 'ERR_USAGE'
  | 'ERR_SCENARIO_INVALID'
  | 'ERR_INPUT_UNREADABLE'
  | 'ERR_OUTPUT_UNWRITABLE'
  | 'ERR_RUN_UNREADABLE'
  | 'ERR_CONTESTANT_ABSENT'
  | 'ERR_REPETITION_FAILED'
  | 'ERR_REVISION_UNUSABLE'
  | 'ERR_NO_BASELINE'
  | 'ERR_KMS'
  | 'ERR_RECORD_REJECTED'
  | 'ERR_ENVELOPE'

/** Base of all operating errors; `code` is stable, `message` is for people and says what to do. */
export abstract class SealbenchError extends Error {
  abstract readonly code: SealbenchErrorCode

  override get name(): string {
    return this.constructor.name
  }
}

/** The command line asks for something that does not exist or does not fit together. */
export class UsageError extends SealbenchError {
  readonly code = 'ERR_USAGE'
}

/** A file that the user named cannot be read, or is not what it should be. */
export class InputUnreadableError extends SealbenchError {
  readonly code = 'ERR_INPUT_UNREADABLE'
}

/** A folder or file cannot be written: permissions, a full disk, a name that is taken. */
export class OutputUnwritableError extends SealbenchError {
  readonly code = 'ERR_OUTPUT_UNWRITABLE'
}

/** A stored run is missing, damaged or of another schema version. */
export class RunUnreadableError extends SealbenchError {
  readonly code = 'ERR_RUN_UNREADABLE'
}

/** A run that was started in a process of its own ended without a run to read. */
export class RepetitionFailedError extends SealbenchError {
  readonly code = 'ERR_REPETITION_FAILED'

  /** `exitCode` is null where a signal ended it; `said` is what it wrote to stderr. */
  constructor(program: string, exitCode: number | null, said: string) {
    const how = exitCode === null ? 'was killed' : `ended with exit code ${exitCode}`
    const last = said.trim().split('\n').at(-1) ?? ''
    super(`${program} ${how}${last === '' ? ' and said nothing' : `: ${last}`}`)
  }
}

/** A git revision cannot be checked out, installed or run. */
export class RevisionUnusableError extends SealbenchError {
  readonly code = 'ERR_REVISION_UNUSABLE'
}

/** There is nothing to compare with yet. */
export class NoBaselineError extends SealbenchError {
  readonly code = 'ERR_NO_BASELINE'
}
