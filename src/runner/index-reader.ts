/**
 * Reads folders of runs for their index. What is no run, or a damaged one, is
 * told and left out. A reader keeps what it has read for as long as its file
 * stays what it was, so that it can be asked again and again.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import path from 'node:path'

import { RunUnreadableError } from '../errors.ts'
import { runEntry } from '../report/index/run-entry.ts'
import type {
  IndexedComparison,
  IndexedScenario,
  RunIndex,
  ScenarioIndex,
  SkippedFolder,
} from '../report/index/run-index.ts'
import { foldersIn, statsOf } from '../run-store/folders-in.ts'
import { comparisonFileName, findComparison } from '../run-store/read-comparison.ts'
import { readRun, runFoldersIn } from '../run-store/read-run.ts'
import { journalName, runFileName } from '../run-store/run-folder.ts'
import { pagesOf } from './index-pages.ts'
import { remembered, runStamp, type RememberedRun } from './index-memory.ts'
import { placedRuns } from './placed-runs.ts'

type Read = RememberedRun | { readonly skipped: SkippedFolder }

/** How much of a folder is read: the newest run in any case, and so many more. */
export interface ReadLimit {
  readonly runs: number
  /** Of their `run.json`. */
  readonly bytes: number
}

export interface ReadHistory {
  readonly index: RunIndex
  /** Of a history that is worth it, what has come to its end; undefined where that is remembered already. */
  readonly toRemember: ToRemember | undefined
}

/** By the name of the folder of a run; stamps are those of before it was read. */
interface ToRemember {
  readonly runs: ReadonlyMap<string, RememberedRun>
  readonly stamps: ReadonlyMap<string, string | undefined>
}

const comparisonsSuffix = '-comparisons'
const reportName = 'report.html'

export class IndexReader {
  readonly #mayRead: (folder: string) => boolean
  readonly #known = new Map<string, { readonly stamp: string; readonly read: Read }>()

  /** What `mayRead` is against is as good as not there. */
  constructor(mayRead: (folder: string) => boolean = () => true) {
    this.#mayRead = mayRead
  }

  /** The runs right below `folder`, all of them or the newest within `limit`, and the comparisons that lie beside it. */
  runsIn(folder: string, limit?: ReadLimit): RunIndex {
    return this.#historyIn(folder, this.#foldersIn(folder), new Map(), limit).index
  }

  /**
   * The same with a memory. What is remembered in `folder` is shown within a limit as well, without being read again;
   * of more runs than `usual` all that are shown are worth it.
   */
  historyIn(folder: string, usual: ReadLimit, limit?: ReadLimit): ReadHistory {
    const places = this.#foldersIn(folder)
    if (olderThan(usual, places).size === 0)
      return { index: this.runsIn(folder, limit), toRemember: undefined }
    const known = limit === undefined ? new Map<string, RememberedRun>() : remembered(folder)
    const { index, toRemember } = this.#historyIn(folder, places, known, limit)
    const isNews = [...toRemember.stamps].some(([name, stamp]) => stamp !== undefined && !known.has(name))
    return { index, toRemember: isNews ? toRemember : undefined }
  }

  #historyIn(
    folder: string,
    places: readonly string[],
    known: ReadonlyMap<string, RememberedRun>,
    limit: ReadLimit | undefined,
  ) {
    const unknown = places.filter((place) => !known.has(path.basename(place)))
    const older = limit === undefined ? new Set<string>() : olderThan(limit, unknown)
    const shown = places.filter((place) => !older.has(place))
    const stamps = new Map(shown.map((place) => [path.basename(place), runStamp(place)]))
    const read = shown.map((place) => asRead(place, known) ?? this.#read(place))
    const runs = read.filter((one) => 'entry' in one)
    const index: RunIndex = {
      name: nameOf(folder),
      runs: placedRuns(runs, older.size),
      older: older.size,
      skipped: read.flatMap((one) => ('skipped' in one ? [one.skipped] : [])),
      comparisons: comparisonsOf(folder),
    }
    return { index, toRemember: { runs: new Map(runs.map((run) => [run.entry.folder, run])), stamps } }
  }

  /** The scenarios right below `folder`, by name; of each only the newest run is read. */
  scenariosIn(folder: string): ScenarioIndex {
    const places = this.#foldersIn(folder)
    const scenarios = places.filter((place) => this.isScenario(place))
    const others = places.filter((place) => !scenarios.includes(place) && !place.endsWith(comparisonsSuffix))
    const pages = new Map(others.flatMap((place) => (isRun(place) ? [] : pagesOf(place))))
    const foreign = others.filter((place) => !pages.has(place))
    return {
      name: nameOf(folder),
      scenarios: scenarios.map((place) => this.#newestOf(place)),
      pages: [...pages.values()],
      skipped: foreign.map((place) => ({ folder: path.basename(place), reason: this.#foreignText(place) })),
    }
  }

  /**
   * Whether `folder` is that of a scenario: runs lie right below it. Where folders that hold runs lie there too, it is
   * one above scenarios, unless it has the name of the scenario that its newest run is of.
   */
  isScenario(folder: string): boolean {
    const places = this.#foldersIn(folder)
    const newest = places.findLast(isRun)
    if (newest === undefined) return false
    const isAbove = places.some((place) => !isRun(place) && this.#foldersIn(place).some(isRun))
    return !isAbove || this.scenarioOf(newest) === nameOf(folder)
  }

  /** Why what lies beside scenarios is none. */
  #foreignText(place: string): string {
    if (!isRun(place))
      return this.#foldersIn(place).some(isRun)
        ? 'holds scenarios of its own: name it alone to see them'
        : 'holds no runs'
    const scenario = this.scenarioOf(place)
    const ofWhich = scenario === undefined ? 'that cannot be read' : `of ${scenario}`
    return `is itself a run ${ofWhich}, not the folder of a scenario: name it alone to see it`
  }

  /** Names of runs sort by time. */
  #newestOf(folder: string): IndexedScenario {
    const runs = this.#foldersIn(folder).filter(isRun)
    const newest = this.#read(runs.at(-1) ?? folder)
    return {
      folder: path.basename(folder),
      runs: runs.length,
      newest: 'entry' in newest ? newest.entry : undefined,
      reason: 'entry' in newest ? undefined : newest.skipped.reason,
    }
  }

  /** Name of the scenario of a run; undefined where that cannot be read. */
  scenarioOf(run: string): string | undefined {
    const read = this.#read(run)
    return 'entry' in read ? read.entry.scenario : undefined
  }

  #foldersIn(folder: string): string[] {
    return shownFoldersIn(folder).filter(this.#mayRead)
  }

  #read(place: string): Read {
    const stamp = placeStamp(place)
    const known = this.#known.get(place)
    if (known?.stamp === stamp) return known.read
    const read = readPlace(place)
    this.#known.set(place, { stamp, read })
    return read
  }
}

/** What is known of the run in `place` as if it had been read. */
function asRead(place: string, known: ReadonlyMap<string, RememberedRun>): RememberedRun | undefined {
  const folder = path.basename(place)
  const run = known.get(folder)
  if (run === undefined) return undefined
  const hasReport = existsSync(path.join(place, reportName))
  return { entry: { ...run.entry, folder, hasReport }, comparable: run.comparable }
}

function isRun(folder: string): boolean {
  return existsSync(path.join(folder, runFileName))
}

/** Equal as long as an index of `folder` would say the same. */
export function indexStamp(folder: string): string {
  const beside = shownFoldersIn(`${folder}${comparisonsSuffix}`)
  const below = shownFoldersIn(folder)
  // Below a folder of scenarios the newest runs count.
  const runs = below.flatMap((place) => runFoldersIn(place).slice(-1))
  return [...below, ...beside, ...runs].map((place) => `${place}\0${placeStamp(place)}`).join('\0')
}

/** Those of `places` that hold runs and lie beyond the limit. Names of runs sort by time. */
function olderThan(limit: ReadLimit, places: readonly string[]): ReadonlySet<string> {
  let [runs, bytes] = [0, 0]
  const older = places.toReversed().filter((place) => {
    const stats = statsOf(path.join(place, runFileName))
    if (stats === undefined) return false
    runs += 1
    bytes += stats.size
    return runs > 1 && (runs > limit.runs || bytes > limit.bytes)
  })
  return new Set(older)
}

/** Changes with whatever an index tells of `place`. */
function placeStamp(place: string): string {
  return [runFileName, journalName, reportName, comparisonFileName]
    .map((name) => statsOf(path.join(place, name)))
    .map((stats) => (stats === undefined ? '' : `${stats.mtimeMs}:${stats.size}:${stats.ino}`))
    .join(' ')
}

function readPlace(place: string): Read {
  const folder = path.basename(place)
  if (!isRun(place)) {
    const reason =
      runFoldersIn(place).length > 0
        ? 'holds runs of its own, and is no run of this folder: name it alone to see them'
        : `has no ${runFileName}: it is no run, or what is left of one`
    return { skipped: { folder, reason } }
  }
  try {
    const { run } = readRun(place)
    const entry = runEntry(run, folder, existsSync(path.join(place, reportName)))
    return { entry, comparable: { scenario: run.scenario, environment: run.environment } }
  } catch (error) {
    if (!(error instanceof RunUnreadableError)) throw error
    return { skipped: { folder, reason: error.message.replaceAll(`${path.resolve(place)}${path.sep}`, '') } }
  }
}

function comparisonsOf(folder: string): IndexedComparison[] {
  const beside = `${path.resolve(folder)}${comparisonsSuffix}`
  return shownFoldersIn(beside)
    .toReversed()
    .flatMap((place) => {
      const comparison = readComparison(place)
      if (comparison === undefined) return []
      const { verdict, exitCode, base, candidate, reasons } = comparison
      const hasPage = existsSync(path.join(place, 'comparison.html'))
      return [
        {
          page: hasPage ? `${path.basename(beside)}/${path.basename(place)}/comparison.html` : undefined,
          name: path.basename(place),
          verdict,
          exitCode,
          base: base.name,
          candidate: candidate.name,
          candidateRuns: candidate.runs.map(({ id }) => id),
          reasons,
        },
      ]
    })
}

function readComparison(place: string) {
  try {
    return findComparison(place)
  } catch (error) {
    if (error instanceof RunUnreadableError) return undefined
    throw error
  }
}

/** Hidden ones are nobody's runs. */
function shownFoldersIn(folder: string): string[] {
  return foldersIn(folder).filter((place) => !path.basename(place).startsWith('.'))
}

function nameOf(folder: string): string {
  return path.basename(path.resolve(folder))
}
