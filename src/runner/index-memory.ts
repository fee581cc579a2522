/**
 * What an index says of runs that were read before, in a file beside them, so
 * that months of runs need not be read again after each: whatever of it is not
 * what this sealbench wrote of the `run.json` that is there now is read anew.
 * An index never needs it: what is not ours in its place is left alone, and
 * where it cannot be read or written, nothing is remembered.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

import type { Comparable } from '../judge/comparison/comparability.ts'
import type { RunEntry } from '../report/index/run-index.ts'
import { startOf } from '../report/index/run-entry.ts'
import { claimVerdicts } from '../run-store/claim-verdicts.ts'
import { environmentSchema } from '../run-store/environment-format.ts'
import { statsOf } from '../run-store/folders-in.ts'
import { journalName, runFileName, writeWhole } from '../run-store/run-folder.ts'
import { z } from '../schema.ts'
import { packageVersion } from './package-version.ts'

/** Hidden, so that it is no run and is not served. */
export const memoryName = '.index-memory.gz'
/** Goes up with each change of what entries hold or say. */
const format = 2
/** Of the whole file unpacked: what is larger is none of ours. */
const bytesMax = 256e6

const figure = z.strictObject({
  estimate: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
const byStatistic = z.strictObject({ p50: figure, p90: figure, p99: figure, p999: figure })
const times = z.strictObject({ plain: byStatistic, sealed: byStatistic, overhead: byStatistic }).optional()
const claim = z.strictObject({
  id: z.string(),
  statement: z.string(),
  metric: z.string(),
  subject: z.string(),
  cell: z.string(),
  cellId: z.string(),
  verdict: z.enum(claimVerdicts),
  figure: figure.optional(),
  bound: z.strictObject({ text: z.string(), op: z.string(), value: z.number() }),
})
const threshold = z.strictObject({
  subject: z.string(),
  metric: z.string(),
  cell: z.string(),
  cellId: z.string(),
  passed: z.boolean(),
  actual: z.number().nullable(),
  bound: claim.shape.bound,
})
const cell = z.strictObject({
  id: z.string(),
  label: z.string(),
  isValid: z.boolean(),
  calls: z.number(),
  expectedCalls: z.number().nullable(),
  put: times,
  get: times,
})
const entrySchema = z.strictObject({
  id: z.string(),
  folder: z.string(),
  scenario: z.string(),
  question: z.string(),
  startedAt: z.string(),
  startedAtMs: z.number().nullable(),
  status: z.enum(['running', 'complete', 'interrupted']),
  verdict: z.enum([...claimVerdicts, 'none']),
  exitCode: z.number(),
  headline: z.string(),
  hasReport: z.boolean(),
  sealbench: z.string(),
  gitCommit: z.string().nullable(),
  isDirty: z.boolean().nullable(),
  machine: z.string(),
  thresholdsFailed: z.number(),
  claims: z.array(claim),
  thresholds: z.array(threshold),
  cells: z.array(cell),
})
const lineSchema = z.object({
  folder: z.string(),
  stamp: z.string(),
  entry: entrySchema,
  comparable: z.object({ scenario: z.record(z.string(), z.unknown()), environment: environmentSchema }),
})
const headSchema = z.object({ format: z.literal(format), sealbench: z.literal(packageVersion) })

export interface RememberedRun {
  /** Its folder and whether a report lies there are as they were: who uses it looks again. */
  readonly entry: RunEntry
  readonly comparable: Comparable
}

/** What is remembered of the runs in `folder`, by the name of theirs, as far as their `run.json` is as it was. Never fails. */
export function remembered(folder: string): ReadonlyMap<string, RememberedRun> {
  const runs = new Map<string, RememberedRun>()
  const lines = linesOf(path.join(folder, memoryName))
  const there = new Set(lines.length > 0 ? readdirSync(folder) : [])
  for (const line of lines) {
    const read = lineSchema.safeParse(line).data
    if (read === undefined || !there.has(read.folder)) continue
    if (runStamp(path.join(folder, read.folder)) !== read.stamp) continue
    if (read.entry.startedAtMs !== startOf(read.entry.startedAt)) continue
    // As it was written, so that pages of equal runs are equal, byte for byte.
    const { entry } = line as { readonly entry: RunEntry }
    runs.set(read.folder, { entry, comparable: read.comparable })
  }
  return runs
}

/**
 * Remembers `runs`, by the name of their folder, in the place of all before, where the file can be written. `stamps` are
 * those of before they were read; what has none is not remembered.
 */
export function remember(
  folder: string,
  runs: ReadonlyMap<string, RememberedRun>,
  stamps: ReadonlyMap<string, string | undefined>,
): void {
  const lines = Array.from(runs, ([name, { entry, comparable }]) => {
    const stamp = stamps.get(name)
    return stamp === undefined ? '' : `${JSON.stringify({ folder: name, stamp, entry, comparable })}\n`
  })
  const head = `${JSON.stringify({ format, sealbench: packageVersion })}\n`
  const file = path.join(folder, memoryName)
  attempt(file, () => writeWhole(file, gzipSync(head + lines.join(''))))
}

/** Whether something was remembered in `folder`, and is no longer. */
export function forget(folder: string): boolean {
  const file = path.join(folder, memoryName)
  return existsSync(file) && attempt(file, () => rmSync(file))
}

/** Whether it could be done. What is no file, such as a folder or a pipe, is not replaced. */
function attempt(file: string, write: () => void): boolean {
  if (statsOf(file)?.isFile() === false) return false
  try {
    write()
    return true
  } catch {
    return false
  }
}

/** Changes with each change of the `run.json` in `place`; undefined of a run that has not come to its end. */
export function runStamp(place: string): string | undefined {
  if (existsSync(path.join(place, journalName))) return undefined
  const stats = statsOf(path.join(place, runFileName))
  return stats === undefined ? undefined : `${stats.mtimeMs}:${stats.size}`
}

/** Nothing of a file that is not ours, or of another sealbench. A pipe is not read: it may never end. */
function linesOf(file: string): readonly unknown[] {
  try {
    if (!statSync(file).isFile()) return []
    const text = gunzipSync(readFileSync(file), { maxOutputLength: bytesMax }).toString()
    const [head, ...lines] = text.split('\n').filter(Boolean)
    if (!headSchema.safeParse(parsed(head ?? '')).success) return []
    return lines.map(parsed)
  } catch {
    return []
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
