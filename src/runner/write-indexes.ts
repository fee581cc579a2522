/**
 * Brings the `index.html` of folders of runs up to date. Runs may end at the
 * same time, in processes that know nothing of each other: whoever writes looks
 * again afterwards, so that the page of the last one has them all.
 *
 * @module
 */
import { existsSync, openSync, closeSync, readSync } from 'node:fs'
import path from 'node:path'

import { OutputUnwritableError } from '../errors.ts'
import { firstIndexView } from '../report/index/index-view.ts'
import { drawIndex, drawScenarios, indexFileName, writeIndex } from '../report/index/write-index.ts'
import { forget, remember } from './index-memory.ts'
import { IndexReader, indexStamp, type ReadLimit } from './index-reader.ts'

/**
 * How much of the history that is not remembered a run that has ended reads, so that it does not take longer the more
 * there have been: what pictures show, and about a second's worth.
 */
const afterRun: ReadLimit = { runs: firstIndexView.newest, bytes: 8e6 }

/** How often a page is made again because runs have ended meanwhile: who ends last writes anyway. */
const looksMax = 3

/**
 * Writes the index of `folder`, which holds the runs of a scenario, or scenarios; of the latter each gets its own
 * as well. Gives the paths, that of `folder` first.
 *
 * @throws {OutputUnwritableError} also where an `index.html` is there that is none of ours
 */
export async function writeIndexes(folder: string): Promise<string[]> {
  const reader = new IndexReader()
  if (reader.isScenario(folder)) return [await writeScenarioIndex(folder, reader)]
  const own = await write(folder, async () => drawScenarios(reader.scenariosIn(folder)))
  const written = [own]
  for (const { folder: name } of reader.scenariosIn(folder).scenarios)
    written.push(await writeScenarioIndex(path.join(folder, name), reader))
  return written
}

/**
 * After the run in `run` has ended: the index of its scenario, with the newest runs of many, and that of all scenarios
 * where there is one already.
 * A run that was moved away from the others is in none.
 *
 * @throws {OutputUnwritableError}
 */
export async function updateIndexes(run: string): Promise<void> {
  const folder = path.dirname(path.resolve(run))
  const reports = path.dirname(folder)
  const reader = new IndexReader()
  if (reader.scenarioOf(run) !== path.basename(folder)) return
  await writeScenarioIndex(folder, reader, afterRun)
  const above = path.join(reports, indexFileName)
  if (existsSync(above) && isOurs(above))
    await write(reports, async () => drawScenarios(reader.scenariosIn(reports)))
}

function writeScenarioIndex(folder: string, reader: IndexReader, limit?: ReadLimit): Promise<string> {
  const draw = async () => {
    const { index, toRemember } = reader.historyIn(folder, afterRun, limit)
    if (toRemember !== undefined) remember(folder, toRemember.runs, toRemember.stamps)
    return drawIndex(index)
  }
  return write(folder, async () => {
    try {
      return await draw()
    } catch (error) {
      // What was remembered may be at fault: a run that is read anew says itself what is wrong with it.
      if (!forget(folder)) throw error
      return draw()
    }
  })
}

async function write(folder: string, draw: () => Promise<string>): Promise<string> {
  const file = path.join(folder, indexFileName)
  if (existsSync(file) && !isOurs(file))
    throw new OutputUnwritableError(
      `${file} is there and was not written by sealbench: it stays as it is. Move it, or name another folder of runs.`,
    )
  for (let look = 1; ; look += 1) {
    const stamp = indexStamp(folder)
    writeIndex(folder, await draw())
    if (look === looksMax || indexStamp(folder) === stamp) return file
  }
}

const headLength = 2048

/** A page of sealbench names it as what generated it, at its beginning. */
function isOurs(file: string): boolean {
  const head = Buffer.alloc(headLength)
  const descriptor = openSync(file, 'r')
  try {
    const length = readSync(descriptor, head, 0, headLength, 0)
    return head.subarray(0, length).includes('<meta name="generator" content="sealbench" />')
  } finally {
    closeSync(descriptor)
  }
}
