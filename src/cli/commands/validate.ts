/**
 * `sealbench validate`: says everything that is wrong with a scenario at once.
 *
 * @module
 */
import { loadScenario } from '../../scenario/load-scenario.ts'
import { printJson, printLine, type Command } from '../command.ts'

export const validateCommand: Command = {
  usage: 'validate <scenario..>',
  summary: 'Check scenarios and run nothing',
  options: (parser) =>
    parser
      .positional('scenario', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'YAML or JSON files',
      })
      .example('$0 validate scenarios/*.yaml', 'all faults, with line and column'),
  run: (given) => validate(given as { scenario: string[]; json: boolean }),
}

function validate({
  scenario: files,
  json,
}: {
  readonly scenario: readonly string[]
  readonly json: boolean
}): number {
  const checked = files.map((file) => {
    const { scenario, cells, claims, thresholds } = loadScenario(file)
    return {
      file,
      valid: true,
      name: scenario.name,
      cells: cells.length,
      claims: claims.length,
      thresholds: thresholds.length,
    }
  })
  if (json) printJson(checked.length === 1 ? checked[0] : checked)
  else {
    for (const { file, cells, claims, thresholds } of checked) {
      printLine(`${file}: valid (cells: ${cells}, claims: ${claims}, thresholds: ${thresholds})`)
    }
  }
  return 0
}
