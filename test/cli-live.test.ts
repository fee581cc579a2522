/**
 * The live view of `sealbench run` on a terminal: drawn in place, and gone at
 * the end, also where somebody presses Ctrl-C.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'

import { exitCodes } from '../src/judge/exit-codes.ts'
import { onlyRun, program, sealbench, start, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

/** Runs a command on a terminal of its own. */
const hasScript = String(spawnSync('script', ['--version']).stdout).includes('util-linux')
const hides = '\u001B[?25l'
const shows = '\u001B[?25h'
const longScenario = tinyScenario.replace('duration: 30 s', 'duration: 30 h')

describe('sealbench run on a terminal', { skip: hasScript ? false : 'needs script of util-linux' }, () => {
  it('draws cells, figures and claims in place and takes them away for the result', async () => {
    using folder = temporaryFolder()
    const claims = '{ id: calls, statement: KMS is hardly called, metric: kms.calls, bound: <= 2 }'
    const file = folder.write('tiny.yaml', `${tinyScenario}claims: [${claims}]\n`)

    const { exitCode, stdout } = await onTerminal(['run', file, '--no-report'], folder.path).outcome

    assert.equal(exitCode, 0)
    assert.match(stripVTControlCharacters(stdout), /tiny {2}measures the harness {2}0:0/)
    assertShown(stdout)
    const { run } = onlyRun(folder.at('reports'), 'tiny')
    assert.equal(run.verdict, 'holds')
    assert.match(stdout.slice(stdout.indexOf(shows)), /holds/)
  })

  it('shows the cursor again after Ctrl-C, and keeps what was measured', async () => {
    using folder = temporaryFolder()
    const file = folder.write('long.yaml', longScenario)

    const started = onTerminal(['run', file, '--no-report'], folder.path, { keepsInput: true })
    await saidBy(started, /records, [1-9]/)
    started.process.stdin!.write('\u0003')
    const { exitCode, stdout } = await started.outcome

    assert.equal(exitCode, exitCodes.interrupted)
    assertShown(stdout)
    assert.ok(onlyRun(folder.at('reports'), 'tiny').run.cells[0]!.records > 0)
  })

  it('draws plain lines where they are asked for, and nothing with --quiet', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const [lines, quiet] = await Promise.all(
      [['--progress', 'lines'], ['--quiet']].map(
        (options) => onTerminal(['run', file, '--no-report', ...options], folder.path).outcome,
      ),
    )

    assert.match(lines!.stdout, /100 % · 1\/1 cells/)
    assert.ok(!lines!.stdout.includes(hides))
    assert.match(quiet!.stdout.trim(), /^Run: reports\/tiny\/\S+$/)
  })
})

describe('sealbench run --progress live', () => {
  it('is refused without a terminal, in one line', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const { exitCode, stderr } = await sealbench(['run', file, '--progress', 'live'], { cwd: folder.path })

    assert.equal(exitCode, exitCodes.usage)
    assert.match(
      stderr,
      /^sealbench: --progress live needs a terminal of known size on stderr\. Take --progress lines[^\n]+\n$/,
    )
  })
})

/** What was hidden is shown at the end. */
function assertShown(output: string): void {
  assert.ok(output.includes(hides))
  assert.ok(output.lastIndexOf(shows) > output.lastIndexOf(hides))
}

function onTerminal(args: readonly string[], cwd: string, { keepsInput = false } = {}) {
  const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
  const command = [
    'script',
    '-q',
    '-f',
    '-e',
    '-c',
    `stty cols 100 rows 30; exec ${words}`,
    '/dev/null',
  ] as const
  return start([], { cwd, command: [...command], keepsInput })
}

/** Resolves once it has written what `wanted` looks for. */
function saidBy({ process: child }: ReturnType<typeof start>, wanted: RegExp): Promise<void> {
  let said = ''
  return new Promise((resolve) => {
    child.stdout!.on('data', (part: Buffer) => {
      said += part.toString()
      if (wanted.test(said)) resolve()
    })
  })
}
