/**
 * `sealbench report FOLDER --serve`: a folder of runs in a browser, with an
 * index that knows of every run that has ended by now.
 *
 * @module
 */
import { once } from 'node:events'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'

import { UsageError } from '../errors.ts'
import { printable } from '../report/text.ts'
import type { RunIndex } from '../report/index/run-index.ts'
import { drawIndex, drawScenarios } from '../report/index/write-index.ts'
import { statsOf } from '../run-store/folders-in.ts'
import { runFileName } from '../run-store/run-folder.ts'
import { IndexReader, indexStamp } from '../runner/index-reader.ts'
import { printJson, printLine } from './command.ts'
import { describeError } from './fail.ts'
import { hasOwnPage } from './own-page.ts'
import { endBySignal, interruption } from './interruption.ts'
import { openPage } from './open-page.ts'
import { isWithin, startReportServer } from './report-server.ts'

export interface ServeReportsOptions {
  readonly folder: string
  readonly port: number
  readonly open: boolean
  readonly json: boolean
  readonly quiet: boolean
}

/** From the signal that ends it to the end of what is still being read, in milliseconds. */
const grace = 2000

/** Serves until SIGINT or SIGTERM; a second one, or the end of the grace, ends the process at once. @throws {UsageError} */
export async function serveReports(options: ServeReportsOptions): Promise<number> {
  const { port, open, json, quiet } = options
  const folder = folderOf(options.folder)
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new UsageError('--port must be a port: 0 to 65535.')
  using interrupted = interruption({ endNow: endBySignal })
  await using server = await startReportServer({
    folder,
    port,
    pageOf: indexPages(folder),
    onError: (error) => process.stderr.write(`${describeError(error)}\n`),
  })
  const { url } = server
  if (json) printJson({ url, folder, pid: process.pid })
  else {
    printLine(`Reports of ${printable(path.relative('', folder) || folder)}: ${url}`)
    if (!quiet) printLine('For browsers of this machine only, nothing is written. Ctrl-C stops it.')
  }
  if (open) await openPage(url, url)
  if (!interrupted.signal.aborted) await once(interrupted.signal, 'abort')
  setTimeout(endAnyway, grace).unref()
  return 0
}

function endAnyway(): void {
  process.stderr.write('sealbench: a file that is being read does not answer; it is left.\n')
  endBySignal()
}

function folderOf(place: string): string {
  const stats = place === '' ? undefined : statsOf(place)
  if (stats === undefined)
    throw new UsageError(
      `${place === '' ? 'The folder to serve' : place} does not exist. Name a folder of runs, such as reports.`,
    )
  if (stats.isDirectory()) return realpathSync(place)
  if (path.basename(place) === runFileName) return realpathSync(path.dirname(place))
  throw new UsageError(`${place} is no folder. Name a folder of runs, such as reports.`)
}

/** The index of a folder by its name, drawn again when its runs are no longer those that it shows. */
function indexPages(folder: string): (name: string) => Promise<string | undefined> {
  const reader = new IndexReader((place) => isWithin(place, folder))
  const known = new Map<string, { readonly stamp: string; readonly page: Promise<string> }>()
  return async (name) => {
    const draw = drawingOf(folder, name, reader)
    if (draw === undefined) return undefined
    const stamp = indexStamp(path.join(folder, name))
    const drawn = known.get(name)
    if (drawn?.stamp === stamp) return drawn.page
    const page = draw()
    known.set(name, { stamp, page })
    page.catch(() => known.delete(name))
    return page
  }
}

/** What draws the index that is asked for; undefined where there is none. */
function drawingOf(folder: string, name: string, reader: IndexReader): (() => Promise<string>) | undefined {
  if (name === '') {
    if (!existsSync(folder) || hasOwnPage(folder)) return undefined
    return reader.isScenario(folder)
      ? () => drawIndex(withoutPages(reader.runsIn(folder)))
      : () => drawScenarios(reader.scenariosIn(folder))
  }
  // By the names that are there, so that no name leads anywhere else.
  const place = readdirSync(folder).includes(name) ? path.join(folder, name) : undefined
  if (place === undefined || name.startsWith('.') || !isWithin(place, folder)) return undefined
  if (!statsOf(place)?.isDirectory()) return undefined
  return reader.isScenario(place) ? () => drawIndex(reader.runsIn(place)) : undefined
}

/** The comparisons of a scenario lie beside its folder: where that is all that is served they cannot be reached. */
function withoutPages(index: RunIndex): RunIndex {
  return {
    ...index,
    comparisons: index.comparisons.map((comparison) => ({ ...comparison, page: undefined })),
  }
}
