/**
 * What the gate must refuse, and what it must leave alone, tried through the
 * command line as a person would: a starved generator, a run against itself, a
 * run against another scenario; and how long the default scenario takes.
 *
 *     npx node scripts/error-rates/gate-checks.ts
 *
 * Takes about three minutes on 2 cores and writes its table into
 * `docs/method.md`.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { environmentLine } from '../../bench/bench-report.ts'
import { monotonicNow } from '../../src/clock/monotonic.ts'
import { describeEnvironment } from '../../src/runner/environment.ts'
import { describeDuration } from '../../src/units/quantity.ts'
import { withBlock, type Markers } from '../marked-block.ts'
import { markdownTable } from '../markdown-table.ts'
import { busyMachine } from './busy-machine.ts'

const markers: Markers = {
  begin: '<!-- checks: written by scripts/error-rates/gate-checks.ts -->',
  end: '<!-- /checks -->',
}
const root = path.join(import.meta.dirname, '../..')
const page = path.join(root, 'docs', 'method.md')
const scenarioOf = (name: string) => path.join(root, 'scenarios', `${name}.yaml`)

/** Far more than one thread can put, at the pace of the real clock. */
const starved = `name: starved
question: Is a run whose generator cannot keep up invalid, and not slow?
clock: real
fleet: { frontEnds: 1, consumers: 0 }
load: { arrivals: constant, rate: 20000 /s, duration: 3 s }
records: { size: 64 KiB }
claims:
  - { id: response, statement: It responds in 1 ms, metric: put.sealed.responseTime, statistic: p50, bound: <= 1 ms }
`

interface Outcome {
  readonly exitCode: number | null
  readonly said: string
  readonly tookNs: number
}

function sealbench(args: readonly string[]): Outcome {
  const startedAt = monotonicNow()
  const program = path.join(root, 'bin/sealbench.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  return { exitCode: status, said: `${stdout}${stderr}`, tookNs: monotonicNow() - startedAt }
}

/** What was asked, what must come of it, and what came. */
type Row = readonly [asked: string, wanted: string, got: string, detail: string]

function starvedRow(folder: string): Row {
  const file = path.join(folder, 'starved.yaml')
  writeFileSync(file, starved)
  using _ = busyMachine(os.availableParallelism())
  const { exitCode, said } = sealbench(['run', file, '--output', folder, '--quiet', '--no-report'])
  const reason = /the generator lagged[^;\n]*/.exec(said)?.[0] ?? said.trim()
  return ['a generator that is starved', 'exit code 7, not a slow result', `${exitCode}`, reason]
}

function comparisonRows(folder: string): Row[] {
  const run = (name: string): string => {
    sealbench(['run', scenarioOf(name), '--output', folder, '--quiet', '--no-report'])
    return path.dirname(globSync(path.join(folder, name, '*', 'run.json'))[0]!)
  }
  const one = run('regression-gate')
  const other = run('idle-stream')
  const copy = path.join(folder, 'another-name')
  cpSync(one, copy, { recursive: true })
  const same = sealbench(['compare', one, copy, '--json'])
  const { changes } = JSON.parse(same.said) as { changes: { verdict: string }[] }
  const claimed = changes.filter(({ verdict }) => verdict !== 'no-difference')
  const different = sealbench(['compare', one, other])
  const told = /^sealbench: [^:]*/.exec(different.said)?.[0] ?? different.said
  return [
    [
      'a run against itself under another name',
      '0, no difference claimed',
      `${same.exitCode}`,
      `${claimed.length} of ${changes.length} figures differ`,
    ],
    [
      'runs of two different scenarios',
      '2, refused',
      `${different.exitCode}`,
      told.replace('sealbench: ', ''),
    ],
  ]
}

function defaultRow(folder: string): Row {
  const { exitCode, tookNs } = sealbench([
    'run',
    scenarioOf('kinesis-defaults'),
    '--output',
    folder,
    '--quiet',
  ])
  return ['the default scenario', '0, within 90 s on 2 cores', `${exitCode}`, describeDuration(tookNs)]
}

if (import.meta.main) {
  const environment = describeEnvironment(new Date())
  using folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-checks-'))
  const rows = [defaultRow(folder.path), ...comparisonRows(folder.path), starvedRow(folder.path)]
  const block = [
    markers.begin,
    '',
    `${environmentLine(environment)}, ${environment.startedAt.slice(0, 10)}.`,
    '',
    '```sh',
    'npx node scripts/error-rates/gate-checks.ts',
    '```',
    '',
    markdownTable(['tried', 'must give exit code', 'gave', 'detail'], rows, () => true),
    '',
    markers.end,
  ].join('\n')
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), markers, block))
}
