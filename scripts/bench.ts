/**
 * Runs the benchmarks below `bench/`, each file in a fresh process, in shuffled
 * order, so that none profits from what another has warmed up.
 *
 * `npm run bench` runs all of them, `npm run bench -- envelope` those whose
 * path has `envelope` in it.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import path from 'node:path'

import { randomStream, shuffle } from '../src/random.ts'

const root = path.dirname(import.meta.dirname)
const wanted = process.argv.slice(2)
const files = globSync('bench/**/*.bench.ts', { cwd: root }).filter((file) =>
  wanted.every((word) => file.includes(word)),
)
if (files.length === 0) {
  process.stderr.write(`No benchmark has ${wanted.join(' and ')} in its path.\n`)
  process.exit(2)
}

let failed = 0
for (const file of shuffle(files, randomStream(Date.now(), 'bench-order'))) {
  process.stdout.write(`\n== ${file}\n`)
  const { status } = spawnSync(process.execPath, [path.join(root, file)], { stdio: 'inherit' })
  if (status !== 0) failed += 1
}
process.exitCode = failed > 0 ? 1 : 0
