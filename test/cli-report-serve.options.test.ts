/**
 * What `sealbench report --serve` can be given: folders of all kinds, ports, and file systems that
 * do not answer.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'

import { noPipes, runs } from './cli-report-serve.fixture.ts'
import {
  assertTold,
  program,
  sealbench,
  start,
  temporaryFolder,
  type Started,
} from './command-line.fixture.ts'
import { storeRun } from './stored-runs.fixture.ts'

describe('sealbench report --serve, options', { concurrency: 2 }, () => {
  const mistakes: [readonly string[], RegExp][] = [
    [['.', '--serve', '--port', '65536'], /--port must be a port: 0 to 65535\./],
    [['.', '--serve', '--port', 'x'], /--port must be a port: 0 to 65535\./],
    [['.', '--port', '0'], /--port is of no use without --serve\./],
    [['.', '--serve', '--index'], /leave out --index\./],
    [['.', '--serve', '-o', 'x'], /--serve writes nothing: leave out --output\./],
    [['.', '--serve', '--svg'], /--svg and --png draw one run/],
    [['none', '--serve'], /none does not exist\. Name a folder of runs/],
    [['', '--serve'], /does not exist\. Name a folder of runs/],
    [['package.json', '--serve'], /package\.json is no folder\. Name a folder of runs/],
  ]
  for (const [args, message] of mistakes)
    it(`tells what is wrong with "report ${args.join(' ')}" in one line`, async () => {
      assertTold(await sealbench(['report', ...args]), { exitCode: 2, message })
    })

  it('says that a port is taken', async () => {
    using folder = temporaryFolder()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo

    const outcome = await sealbench(['report', folder.path, '--serve', '--port', String(port)])

    other.close()
    assertTold(outcome, { exitCode: 2, message: /port is taken\. Choose another with --port/ })
  })

  it('serves a run, a plan or a comparison by itself with its files, and a folder without any, and opens it', async () => {
    using folder = temporaryFolder()
    const run = storeRun(folder.path, runs[0]!)
    const browser = folder.write(
      'browser',
      `#!/bin/sh\nprintf '%s' "$*" > '${folder.at('opened')}.part' && mv '${folder.at('opened')}.part' '${folder.at('opened')}'\n`,
    )
    chmodSync(browser, 0o755)
    mkdirSync(folder.at('empty'))
    for (const kind of ['plan', 'comparison']) {
      mkdirSync(folder.at(kind))
      folder.write(`${kind}/${kind}.json`, '{}')
      folder.write(`${kind}/${kind}.html`, `<title>a ${kind}`)
    }
    for (const [place, text, file] of [
      [run, /<title>20170701/, 'run.json'],
      [folder.at('plan'), /<title>a plan/, 'plan.json'],
      [folder.at('comparison'), /<title>a comparison/, 'comparison.json'],
      [folder.at('empty'), /There are no runs here yet/, undefined],
    ] as const) {
      const started = start(['report', place, '--serve', '--port', '0', '--open'], {
        env: { BROWSER: browser },
      })
      const [said] = (await once(started.process.stdout!, 'data')) as [Buffer]
      const [url] = /http:\S+/.exec(said.toString())!
      assert.match(await (await fetch(url)).text(), text)
      if (file !== undefined) assert.equal((await fetch(`${url}${file}`)).status, 200, file)
      while (!readdirSync(folder.path).includes('opened'))
        await new Promise((resolve) => setImmediate(resolve))
      assert.equal(readFileSync(folder.at('opened'), 'utf8'), url)
      rmSync(folder.at('opened'))
      started.process.kill('SIGTERM')
      assert.equal((await started.outcome).exitCode, 0)
    }
  })

  it('gives nothing, and finds no fault, once the folder is gone', async () => {
    using folder = temporaryFolder()
    const reports = folder.at('reports')
    storeRun(reports, runs[0]!)
    const started = start(['report', reports, '--serve', '--port', '0'])
    const [said] = (await once(started.process.stdout!, 'data')) as [Buffer]
    const [url] = /http:\S+/.exec(said.toString())!
    rmSync(reports, { recursive: true })

    for (const address of ['', 'kinesis-defaults/']) {
      const answer = await fetch(url + address)
      assert.deepEqual([answer.status, await answer.text()], [404, 'There is no such file here.\n'])
    }
    started.process.kill('SIGTERM')
    const { exitCode, stderr } = await started.outcome
    assert.deepEqual([exitCode, stderr], [0, ''])
  })

  describe('where a file system does not answer', { skip: noPipes, concurrency: 1 }, () => {
    let folder: ReturnType<typeof temporaryFolder>
    let started: Started
    beforeEach(async () => {
      folder = temporaryFolder()
      spawnSync('mkfifo', [folder.at('pipe')])
      const waiting = folder.write(
        'waiting.mjs',
        `import { open } from 'node:fs'\nopen(${JSON.stringify(folder.at('pipe'))}, () => {})\n`,
      )
      started = start(['report', folder.path, '--serve', '--port', '0'], {
        command: [process.execPath, '--import', waiting, program],
      })
      await once(started.process.stdout!, 'data')
    })
    afterEach(() => folder[Symbol.dispose]())

    it('ends all the same, as Ctrl-C ends a process, and says why', async () => {
      started.process.kill('SIGINT')

      const { stderr } = await started.outcome
      assert.match(stderr, /^sealbench: a file that is being read does not answer; it is left\.\n$/)
      assert.equal(started.process.signalCode, 'SIGINT')
    })

    it('ends at once where it is asked again', async () => {
      while (started.process.kill('SIGINT')) await new Promise((resolve) => setImmediate(resolve))

      assert.equal((await started.outcome).stderr, '')
      assert.equal(started.process.signalCode, 'SIGINT')
    })
  })
})
