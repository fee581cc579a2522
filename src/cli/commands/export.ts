/**
 * `sealbench export`: a stored run or comparison in the formats of other programs.
 *
 * @module
 */
import { UsageError } from '../../errors.ts'
import { renderExport, type Exported, type ExportFormat } from '../../report/exports/export-format.ts'
import { exportFormatNamed, exportFormats } from '../../report/exports/registry.ts'
import { findComparison } from '../../run-store/read-comparison.ts'
import { readRun } from '../../run-store/read-run.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { exportNames, parseTargets, writeExports, type ExportTarget } from '../export-targets.ts'

interface Given {
  readonly run: readonly string[]
  readonly format: string | undefined
  readonly output: string | undefined
  readonly to: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
}

export const exportCommand: LoadedCommand = {
  options: (parser) =>
    parser
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'Folders of runs, or a comparison.json; several runs for formats that take them',
      })
      .option('format', { alias: 'f', choices: exportNames, describe: 'What to make; see below' })
      .option('output', { alias: 'o', type: 'string', describe: 'File to write to; stdout if left out' })
      .option('to', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'Format and file, such as junit=junit.xml; may be given several times',
      })
      .example('$0 export reports/tiny/20261123T121600Z-3f9c -f junit -o junit.xml', 'for a CI server')
      .example('$0 export RUN --to junit=junit.xml --to csv=cells.csv', 'several at once')
      .example('$0 export OLD1 OLD2 OLD3 -f benchstat > old.txt', 'a line for each repetition')
      .epilogue(`Formats:\n${exportFormats.map(({ name, summary }) => `  ${name}: ${summary}`).join('\n')}`),
  run: (given) => exportStored(given as unknown as Given),
}

function exportStored({ run: places, format: name, output, to, json, quiet }: Given): number {
  const format = name === undefined ? undefined : exportFormatNamed(name)
  if (format === undefined && output !== undefined)
    throw new UsageError('--output needs --format. Say what to write, such as --format junit.')
  if (format === undefined && to.length === 0)
    throw new UsageError(`Say what to make: --format with one of ${exportNames.join(', ')}.`)
  const toStdout = output === undefined ? format : undefined
  const ofOutput = format !== undefined && output !== undefined ? [`${format.name}=${output}`] : []
  const targets = parseTargets(ofOutput.length > 0 ? '--output' : '--to', [...ofOutput, ...to])
  const exported = readExported(places)
  write(exported, { toStdout, targets, json, quiet })
  return 0
}

interface Wanted {
  readonly toStdout: ExportFormat | undefined
  readonly targets: readonly ExportTarget[]
  readonly json: boolean
  readonly quiet: boolean
}

function write(exported: Exported, { toStdout, targets, json, quiet }: Wanted): void {
  const text = toStdout === undefined ? undefined : renderExport(toStdout, exported)
  const written = writeExports(targets, exported)
  if (json) printJson({ written, ...(text === undefined ? {} : { text }) })
  else if (text !== undefined) process.stdout.write(text)
  else if (!quiet) for (const { format, file } of written) printLine(`${format}: ${file}`)
}

function readExported(places: readonly string[]): Exported {
  const comparisons = places.flatMap((place) => findComparison(place) ?? [])
  const [comparison] = comparisons
  if (comparison !== undefined) {
    if (places.length > 1)
      throw new UsageError(
        'A comparison is exported alone. Leave out what else is named, or export it apart.',
      )
    return { kind: 'comparison', comparison }
  }
  const [first = '', ...others] = places
  return { kind: 'runs', runs: [readRun(first).run, ...others.map((place) => readRun(place).run)] }
}
