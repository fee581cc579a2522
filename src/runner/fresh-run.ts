/**
 * A run in a process of its own, so that nothing of an earlier one (compiled
 * code, heap, addresses) is left: what `--repetitions` and comparisons count as
 * one observation. The program is this sealbench, or another revision of it.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'

import { RepetitionFailedError } from '../errors.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { readRun, runFoldersIn, type StoredRun } from '../run-store/read-run.ts'

/** A sealbench that can be started. */
export interface Program {
  /** Its `bin/sealbench.js`. */
  readonly file: string
  /** Whether its `run` takes this option. */
  readonly knows: (option: string) => boolean
}

export const thisProgram: Program = {
  file: path.join(import.meta.dirname, '../../bin/sealbench.js'),
  knows: () => true,
}

/** A sealbench of another revision. @throws {RepetitionFailedError} where it cannot be started. */
export function programAt(file: string): Program {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, 'run', '--help'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new RepetitionFailedError(file, status, stderr)
  return { file, knows: (option) => stdout.includes(`${option} `) }
}

export interface FreshRunOptions {
  readonly program: Program
  /** File of the scenario. */
  readonly scenario: string
  /** Name of the scenario, which names the folder below `output`. */
  readonly name: string
  /** Folder of all such runs. */
  readonly output: string
  /** Cells to run; all if left out. The program must know `--cells`. */
  readonly cells?: readonly string[] | undefined
  readonly workers?: number | undefined
  readonly maxKmsCalls?: number | undefined
  readonly audit?: boolean | undefined
  /** Whether somebody has said on the command line that AWS may be asked, which costs money. */
  readonly mayAskAws?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Told how far the run is, as often as it says so itself: every five seconds. */
  readonly onProgress?: ((progress: FreshProgress) => void) | undefined
}

export interface FreshProgress {
  /** In [0, 1]. */
  readonly share: number
  readonly cellsDone: number
}

/** How a line of `--progress lines` begins. */
const progressPattern = /^ *(\d{1,3}) % · (\d+)\/\d+ cells/

/** Exits after which a run stands on disk. */
const judged: ReadonlySet<number> = new Set([
  exitCodes.ok,
  exitCodes.thresholdFailed,
  exitCodes.claimRefuted,
  exitCodes.inconclusive,
  exitCodes.runInvalid,
  exitCodes.interrupted,
])

/**
 * Runs a scenario in a new process and gives its stored run; undefined where
 * `signal` ended it before there was one.
 *
 * @throws {RepetitionFailedError} where the process gives no run, with what it said.
 */
export async function freshRun(options: FreshRunOptions): Promise<StoredRun | undefined> {
  const runs = path.join(options.output, options.name)
  const before = new Set(runFoldersIn(runs))
  const { exitCode, said } = await runProcess(options)
  const folder = runFoldersIn(runs).findLast((place) => !before.has(place))
  if (folder !== undefined && exitCode !== null && judged.has(exitCode)) return readRun(folder)
  if (options.signal?.aborted === true) return undefined
  throw new RepetitionFailedError(options.program.file, exitCode, said)
}

async function runProcess({ signal, ...options }: FreshRunOptions) {
  const { file } = options.program
  const child = spawn(process.execPath, [file, ...argumentsOf(options)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stop = (): void => void child.kill('SIGINT')
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    const [exitCode, said] = await Promise.all([ended, saidOf(child.stderr, options.onProgress)])
    return { exitCode, said }
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** What a process says beside how far it is, of which `onProgress` is told. */
async function saidOf(stderr: Readable, onProgress: FreshRunOptions['onProgress']): Promise<string> {
  const said: string[] = []
  for await (const line of createInterface(stderr)) {
    const [, percent, cellsDone] = progressPattern.exec(line) ?? []
    if (percent === undefined) said.push(`${line}\n`)
    else onProgress?.({ share: Number(percent) / 100, cellsDone: Number(cellsDone) })
  }
  return said.join('')
}

function argumentsOf({
  program,
  scenario,
  output,
  cells,
  workers,
  maxKmsCalls,
  audit,
  mayAskAws,
  onProgress,
}: FreshRunOptions): string[] {
  return [
    'run',
    scenario,
    '--output',
    output,
    '--quiet',
    ...(onProgress !== undefined && program.knows('--progress') ? ['--progress', 'lines'] : []),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ...(maxKmsCalls === undefined ? [] : ['--max-kms-calls', String(maxKmsCalls)]),
    ...(audit === true ? ['--audit'] : []),
    ...(mayAskAws === true ? ['--kms', 'aws'] : []),
    ...(cells === undefined ? [] : ['--cells', cells.join(',')]),
    // Another revision may not know it; its pictures are for nobody, and cost a second.
    ...(program.knows('--no-report') ? ['--no-report'] : []),
  ]
}
