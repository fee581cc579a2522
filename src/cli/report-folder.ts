/**
 * `sealbench report FOLDER` with `--index` or `--serve`: what is done with many
 * runs at once, and the options for it.
 *
 * @module
 */
import path from 'node:path'

import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import { printable } from '../report/text.ts'
import { statsOf } from '../run-store/folders-in.ts'
import { writeIndexes } from '../runner/write-indexes.ts'
import { printJson, printLine } from './command.ts'
import { openOption, openPage } from './open-page.ts'
import { hasOwnPage } from './own-page.ts'

export const defaultPort = 4600

export interface FolderGiven {
  readonly run: string
  readonly output: string | undefined
  readonly index: boolean
  readonly serve: boolean
  readonly port: number | undefined
  readonly open: boolean
  readonly json: boolean
  readonly quiet: boolean
}

export function withFolderOptions(parser: Argv): Argv {
  return parser
    .option('open', openOption)
    .option('index', {
      type: 'boolean',
      default: false,
      describe: 'Write index.html over all runs below the folder: verdicts, trends, what changed',
    })
    .option('serve', {
      type: 'boolean',
      default: false,
      describe: 'Serve the folder, and an index of the runs in it, to browsers of this machine',
    })
    .option('port', {
      type: 'number',
      requiresArg: true,
      describe: `Port of --serve, ${defaultPort} if left out; 0: any that is free`,
    })
}

/** Undefined where neither is asked for. @throws {UsageError} where what would be ignored is given */
export async function reportFolder(given: FolderGiven, hasStills: boolean): Promise<number | undefined> {
  const { run: folder, output, index, serve, port = defaultPort } = given
  if (given.port !== undefined && !serve) throw new UsageError('--port is of no use without --serve.')
  if (!index && !serve) return undefined
  const name = serve ? '--serve' : '--index'
  if (index && serve)
    throw new UsageError('--serve makes its index whenever somebody looks at it: leave out --index.')
  if (hasStills) throw new UsageError(`--svg and --png draw one run, and ${name} shows many: leave out one.`)
  if (output !== undefined)
    throw new UsageError(
      serve
        ? '--serve writes nothing: leave out --output.'
        : '--index writes beside the runs, as its links lead to them: leave out --output.',
    )
  if (index) return reportIndex(given)
  const { serveReports } = await import('./serve-reports.ts')
  return serveReports({ ...given, folder, port })
}

async function reportIndex({ run: folder, open, json }: FolderGiven): Promise<number> {
  const isFolder = statsOf(folder)?.isDirectory() ?? false
  if (!isFolder || hasOwnPage(folder))
    throw new UsageError(
      `${folder} is no folder of runs. Name one that holds runs, or scenarios: reports/<scenario>, or reports.`,
    )
  const [html, ...ofScenarios] = await writeIndexes(folder)
  const shown = path.relative('', html!)
  if (!json) printLine(`Index: ${printable(shown)}`)
  const opened = open && (await openPage(html!, shown))
  if (json) printJson({ html, ofScenarios, ...(open && { opened }) })
  return 0
}
