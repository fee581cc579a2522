/**
 * Runs the benchmarks below `bench/`, each file in a fresh process, in shuffled
 * order, so that none profits from what another has warmed up.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { wholeNumber } from '../bench/bench-report.ts'
import { randomStream, shuffle } from '../src/random.ts'

const usage = `npm run bench -- [--json FILE] [--rounds N] [--list] [WORD...]

Runs the benchmarks whose path has every WORD in it, each in a fresh process, in shuffled order.

  --json FILE  also writes all figures to FILE: an array with a row for each operation, in ns,
               which github-action-benchmark takes as customSmallerIsBetter
  --rounds N   how often everything is measured, instead of each benchmark's own number
  --list       only says which benchmarks these are
  --help       this text
`
const root = path.dirname(import.meta.dirname)

process.exitCode = main(process.argv.slice(2))

function main(args: readonly string[]): number {
  const { values, positionals: words } = optionsOf(args)
  if (values === undefined || values.help) {
    process[values === undefined ? 'stderr' : 'stdout'].write(usage)
    return values === undefined ? 2 : 0
  }
  const files = globSync('bench/**/*.bench.ts', { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => words.every((word) => file.includes(word)))
    .toSorted()
  if (files.length === 0) {
    process.stderr.write(`No benchmark has ${words.join(' and ')} in its path. --list shows them.\n`)
    return 2
  }
  if (values.list) {
    process.stdout.write(`${files.join('\n')}\n`)
    return 0
  }
  return run(shuffle(files, randomStream(Date.now(), 'bench-order')), values.rounds, values.json)
}

/** `values` is undefined where the arguments are wrong, of which the first line of stderr tells. */
function optionsOf(args: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        rounds: { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (parsed.values.rounds !== undefined) wholeNumber('rounds', parsed.values.rounds)
    // Before minutes of measuring rather than after them.
    if (parsed.values.json !== undefined) writeFileSync(parsed.values.json, '[]\n')
    return parsed
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n`)
    return { values: undefined, positionals: [] }
  }
}

/** Returns the exit code: 1 where a benchmark failed. The others are run and written all the same. */
function run(files: readonly string[], rounds: string | undefined, json: string | undefined): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-bench-'))
  try {
    const rows: unknown[] = []
    let failed = 0
    for (const [index, file] of files.entries()) {
      process.stdout.write(`\n== ${file}\n`)
      const part = path.join(folder, `${index}.json`)
      const args = [
        path.join(root, file),
        '--json',
        part,
        ...(rounds === undefined ? [] : ['--rounds', rounds]),
      ]
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
      if (status === 0) rows.push(...(JSON.parse(readFileSync(part, 'utf8')) as unknown[]))
      else failed += 1
    }
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`)
    return failed > 0 ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
