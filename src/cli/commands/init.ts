/**
 * `sealbench init`: writes a scenario to start from.
 *
 * @module
 */
import { writeFileSync } from 'node:fs'

import { UsageError } from '../../errors.ts'
import { program } from '../../program.ts'
import { writing } from '../../run-store/run-folder.ts'
import { scenarioTemplate } from '../../scenario/template.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'

export const initCommand: LoadedCommand = {
  options: (parser) =>
    parser
      .positional('file', { type: 'string', default: 'scenario.yaml', describe: 'Where to write it' })
      .option('force', { type: 'boolean', default: false, describe: 'Replace a file that is there' })
      .example('$0 init my-stream.yaml', `then: ${program} explain my-stream.yaml`),
  run: (given) => init(given as unknown as Given),
}

interface Given {
  readonly file: string
  readonly force: boolean
  readonly json: boolean
}

function init({ file, force, json }: Given): number {
  try {
    writeFileSync(file, scenarioTemplate(), { flag: force ? 'w' : 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UsageError(`${file} is there already. Name another file, or replace it with --force.`)
    }
    writing(file, () => {
      throw error
    })
  }
  if (json) printJson({ file })
  else printLine(`Wrote ${file}. Next: ${program} explain ${file}, then ${program} run ${file}.`)
  return 0
}
