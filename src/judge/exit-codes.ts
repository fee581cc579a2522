/**
 * What the process tells the shell: the one table of exit codes.
 *
 * @module
 */

export const exitCodes = {
  ok: 0,
  internalError: 1,
  usage: 2,
  thresholdFailed: 3,
  regression: 4,
  claimRefuted: 5,
  /** Only with `--strict`. */
  inconclusive: 6,
  runInvalid: 7,
  noBaseline: 8,
  unusable: 9,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
