/**
 * `sealbench validate`: says everything that is wrong with scenarios at
 * once, and what is wrong with the traces and records that they name.
 *
 * @module
 */
import { exitCodes } from '../../judge/exit-codes.ts'
import { checkInputs } from '../../runner/check-inputs.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import { printJson, printLine, type Command } from '../command.ts'
import { describeError, errorDetails, exitCodeOf } from '../fail.ts'

export const validateCommand: Command = {
  usage: 'validate <scenario..>',
  summary: 'Check scenarios and the files that they name, and run nothing',
  options: (parser) =>
    parser
      .positional('scenario', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'YAML or JSON files',
      })
      .example('$0 validate scenarios/*.yaml', 'all faults, with line and column'),
  run: (given) => validate(given as unknown as Given),
}

interface Given {
  readonly scenario: readonly string[]
  readonly json: boolean
}

function validate({ scenario: files, json }: Given): number {
  const checked = files.map(check)
  for (const { error } of checked) {
    if (error !== undefined) process.stderr.write(`${describeError(error)}\n`)
  }
  if (json) {
    const shown = checked.map(({ error, ...rest }) =>
      error === undefined ? rest : { ...rest, error: errorDetails(error) },
    )
    printJson(shown.length === 1 ? shown[0] : shown)
  } else {
    for (const { file, valid, cells, claims, thresholds } of checked) {
      if (valid) printLine(`${file}: valid (cells: ${cells}, claims: ${claims}, thresholds: ${thresholds})`)
    }
  }
  return checked.some(({ valid }) => !valid) ? exitCodes.usage : exitCodes.ok
}

interface Checked {
  readonly file: string
  readonly valid: boolean
  readonly name?: string
  readonly cells?: number
  readonly claims?: number
  readonly thresholds?: number
  readonly error?: unknown
}

/** One mistaken file must not hide those of the next; what is not a mistake in a file is thrown. */
function check(file: string): Checked {
  try {
    const { scenario, cells, claims, thresholds } = loadScenario(file)
    checkInputs(cells)
    return {
      file,
      valid: true,
      name: scenario.name,
      cells: cells.length,
      claims: claims.length,
      thresholds: thresholds.length,
    }
  } catch (error) {
    if (exitCodeOf(error) !== exitCodes.usage) throw error
    return { file, valid: false, error }
  }
}
