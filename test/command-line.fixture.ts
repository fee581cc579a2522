/**
 * Runs the real command line as a person would, and gives what came of it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { buffer, text } from 'node:stream/consumers'

import { runSchema, type Run } from '../src/run-store/run-format.ts'

export const root = path.join(import.meta.dirname, '..')
export const program = path.join(root, 'bin/sealbench.js')

export interface Outcome {
  /** Null where a signal ended the process. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd?: string
  readonly input?: Buffer
  readonly env?: Readonly<Record<string, string>>
  /** Instead of this runtime and `bin/sealbench.js`. */
  readonly command?: readonly [string, ...string[]]
  /** Whether the test goes on writing to its stdin. */
  readonly keepsInput?: boolean
}

/** What is started, while it runs. */
export interface Started {
  readonly process: ChildProcess
  /** Stdout, where it is not text. */
  readonly output: Promise<Buffer>
  readonly outcome: Promise<Outcome>
}

export function start(args: readonly string[], surroundings: Surroundings = {}): Started {
  const {
    cwd = root,
    input,
    env = {},
    command = [process.execPath, program],
    keepsInput = false,
  } = surroundings
  const [file, ...before] = command
  const child = spawn(file, [...before, ...args], { cwd, env: { ...plainEnvironment(), ...env } })
  // A process that ends before it has read all of its input is no fault of the test.
  child.stdin.on('error', () => undefined)
  if (!keepsInput) child.stdin.end(input)
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const output = buffer(child.stdout)
  const outcome = Promise.all([closed, output, text(child.stderr)])
  return {
    process: child,
    output,
    outcome: outcome.then(([exitCode, stdout, stderr]) => ({ exitCode, stdout: stdout.toString(), stderr })),
  }
}

/** Runs sealbench with `args` to its end. */
export function sealbench(args: readonly string[], surroundings?: Surroundings): Promise<Outcome> {
  return start(args, surroundings).outcome
}

/** Sends `signal` once `progress` stands on standard error, in however many parts it comes. */
export async function signalAt(
  progress: RegExp,
  signal: NodeJS.Signals,
  { process: child, outcome }: Started,
): Promise<Outcome> {
  let shown = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    const wasShown = progress.test(shown)
    shown += chunk.toString()
    if (!wasShown && progress.test(shown)) child.kill(signal)
  })
  return await outcome
}

/**
 * Neither the test runner's own variables nor what AWS is to this machine may
 * reach what is tested: no test asks AWS, and none is to be billed.
 */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, FORCE_COLOR: ___, ...rest } = process.env
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('AWS_')))
}

/** A folder that is gone at the end of the block that holds it. */
export function temporaryFolder() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  const at = (...names: string[]): string => path.join(folder.path, ...names)
  return {
    path: folder.path,
    at,
    /** Writes a file into the folder and gives its path. */
    write(name: string, content: string | Buffer): string {
      writeFileSync(at(name), content)
      return at(name)
    },
    [Symbol.dispose]: () => folder.remove(),
  }
}

/** The only run below the folder of all runs; checked against its schema. */
export function onlyRun(reports: string, scenario: string): { readonly folder: string; readonly run: Run } {
  const ids = readdirSync(path.join(reports, scenario)).filter((name) => name !== 'index.html')
  assert.equal(ids.length, 1, `one run was expected: ${ids.join(', ')}`)
  const folder = path.join(reports, scenario, ids[0]!)
  return { folder, run: runIn(folder) }
}

export function runIn(folder: string): Run {
  return runSchema.parse(JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')))
}

/** Asserts that a failure was told in `lines` lines that a person can act on, with no stack. */
export function assertTold(
  { exitCode, stdout, stderr }: Outcome,
  expected: { readonly exitCode: number; readonly message: RegExp; readonly lines?: number },
): void {
  assert.equal(exitCode, expected.exitCode, stderr)
  assert.match(stderr, expected.message)
  assert.doesNotMatch(stderr, /^\s+at /m, 'no stack trace')
  assert.equal(stderr.trimEnd().split('\n').length, expected.lines ?? 1, stderr)
  assert.equal(stdout, '')
}

/** A scenario of 300 records that takes a fraction of a second. */
export const tinyScenario = `name: tiny
question: Does a tiny run work?
seed: 7
fleet: { frontEnds: 1, consumers: 1 }
load: { arrivals: constant, rate: 10 /s, duration: 30 s }
records: { size: 200 B }
measure: { warmUpRecords: 50 }
`
