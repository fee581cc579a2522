/**
 * `action.yml`, our own workflows and the examples in `docs/ci`: by the
 * published schemas of GitHub and GitLab, and by rules that keep what comes
 * from outside out of shells.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { parse } from 'yaml'

import { exportFormatNamed } from '../src/report/exports/registry.ts'
import { root, sealbench, temporaryFolder } from './command-line.fixture.ts'
import { action, actionSteps, type Step } from './action.fixture.ts'

const installed = (name: string): string => path.join(root, 'node_modules/.bin', name)
const workflows = globSync(['.github/workflows/*.yml', 'docs/ci/github*.yml'], { cwd: root })

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }
    >
  >
}

function workflowIn(file: string): Workflow {
  return parse(readFileSync(path.join(root, file), 'utf8')) as Workflow
}

function stepsIn(file: string): readonly Step[] {
  return file === 'action.yml'
    ? actionSteps()
    : Object.values(workflowIn(file).jobs).flatMap(({ steps }) => steps)
}

describe('the files for GitHub Actions', () => {
  for (const file of ['action.yml', ...workflows]) {
    it(`have in ${file} what the schema of GitHub allows`, () => {
      // It waits for a file on stdin that is a pipe.
      const { status, stdout, stderr } = spawnSync(installed('action-validator'), [file], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })

      assert.equal(status, 0, stdout + stderr)
    })

    it(`give no shell of ${file} what comes from outside but by its environment`, () => {
      for (const { run = '', with: given = {} } of stepsIn(file)) {
        assert.doesNotMatch(run, /\$\{\{/)
        assert.doesNotMatch(given['script'] ?? '', /\$\{\{/)
      }
    })

    it(`have shells in ${file} that bash can read`, () => {
      for (const { run } of stepsIn(file)) {
        const { status, stderr } = spawnSync('bash', ['-n'], { input: run ?? '', encoding: 'utf8' })
        assert.equal(status, 0, stderr)
      }
    })

    it(`name in ${file} the version of every action`, () => {
      const uses = stepsIn(file).flatMap((step) => step.uses ?? [])

      assert.deepEqual(
        // What lies in the repository itself has its version.
        uses.filter((name) => !/^\.\/|@(v\d+|[\da-f]{40})$/.test(name)),
        [],
      )
    })
  }

  for (const file of workflows)
    it(`give the jobs of ${file} no more permissions than they need`, () => {
      const { permissions, jobs } = workflowIn(file)

      assert.ok(permissions !== undefined)
      for (const granted of [permissions, ...Object.values(jobs).map((job) => job.permissions ?? {})])
        for (const [name, access] of Object.entries(granted))
          assert.ok(
            ['contents: read', 'pull-requests: write'].includes(`${name}: ${access}`),
            `${name}: ${access}`,
          )
    })

  it('would be missed by the schema if they were wrong', () => {
    using folder = temporaryFolder()
    const file = folder.write('wrong.yml', 'on: push\njobs: { a: { runs-on: x, stepps: [] } }\n')

    const { status } = spawnSync(installed('action-validator'), [file], { stdio: 'ignore' })

    assert.equal(status, 1)
  })
})

describe('docs/ci/gitlab.yml', () => {
  it('is what the schema of GitLab allows', () => {
    assert.match(listedByGitlab(path.join(root, 'docs/ci/gitlab.yml')).stdout, /^encryption-cost /m)
  })

  it('has shells that bash can read', () => {
    const file = readFileSync(path.join(root, 'docs/ci/gitlab.yml'), 'utf8')
    const jobs = parse(file) as Readonly<Record<string, { readonly script: readonly string[] }>>

    for (const script of Object.values(jobs).flatMap((job) => job.script))
      assert.equal(spawnSync('bash', ['-n'], { input: script }).status, 0, script)
  })

  it('would be missed if it were not', () => {
    using folder = temporaryFolder()
    const file = folder.write('wrong.yml', 'job: { script: [a], artifacts: { whenn: always } }\n')

    assert.match(listedByGitlab(file).stderr, /'whenn' property is not expected/)
  })
})

/** It reads the file in a repository of its own and keeps what it expands beside it. */
function listedByGitlab(file: string): { readonly stdout: string; readonly stderr: string } {
  using folder = temporaryFolder()
  copyFileSync(file, folder.at('.gitlab-ci.yml'))
  spawnSync('git', ['init', '--quiet', folder.path])
  return spawnSync(installed('gitlab-ci-local'), ['--list'], { cwd: folder.path, encoding: 'utf8' })
}

describe('the files for CI', () => {
  const files = ['action.yml', ...globSync('docs/ci/*.yml', { cwd: root })]
  const texts = files.map((file) => readFileSync(path.join(root, file), 'utf8').replaceAll('\\\n', ' '))

  it('name formats that there are', () => {
    const names = texts.flatMap((text) =>
      [...text.matchAll(/--(?:export|to) (?<name>[\w-]+)=/g)].map(({ groups }) => groups!['name']!),
    )

    assert(names.length > 5)
    assert.deepEqual(
      names.filter((name) => exportFormatNamed(name) === undefined),
      [],
    )
  })

  it('name commands that there are, with options that they have', async () => {
    const commands = texts.flatMap((text) => text.match(/(?:npx sealbench|node "\$PROGRAM") \w.*$/gm) ?? [])
    const names = new Set(commands.map(nameOf))
    const helps = new Map<string, string>()
    for (const name of names) {
      const { stdout } = await sealbench([name, '--help'])
      // An unknown command would get the help of all.
      assert.match(stdout, new RegExp(`^npx sealbench ${name}\\b`))
      helps.set(name, stdout)
    }

    for (const command of commands)
      for (const option of command.match(/ --[a-z-]+/g) ?? [])
        assert.ok(helps.get(nameOf(command))!.includes(option.trim()), command)
  })
})

describe('the number of repetitions', () => {
  it('is in README, docs/ci.md and the files for CI the one that compare takes if nobody says otherwise', async () => {
    const { stdout } = await sealbench(['compare', '--help'])
    const [, ofCompare] = /--repetitions .*\[default: (\d+)\]/.exec(stdout) ?? []
    const files = ['README.md', 'docs/ci.md', ...globSync('docs/ci/*.yml', { cwd: root })]

    const told = files.flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8')
      return [...text.matchAll(/\brepetitions:? '?(?<number>\d+)/gi)].map(({ groups }) => groups!['number'])
    })

    assert.equal(action().inputs['repetitions']?.default, ofCompare)
    assert(told.length > 5)
    assert.deepEqual(new Set(told), new Set([ofCompare]))
  })
})

function nameOf(command: string): string {
  return command.replace(/^(npx sealbench|node "\$PROGRAM") /, '').split(' ')[0]!
}
