/**
 * Holds the docs to the code: what they name exists, what they list is
 * complete, what they show works.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { ciExamplesBlock, withCiExamples } from '../scripts/ci-examples.ts'
import { exampleBlock, withExample } from '../scripts/readme-example.ts'
import { suiteProperties } from '../src/envelope/properties.ts'
import { suites } from '../src/envelope/suites/registry.ts'
import { exitCodes } from '../src/judge/exit-codes.ts'
import { placesOf } from '../src/report/exports/export-format.ts'
import { exportFormats } from '../src/report/exports/registry.ts'
import { glossary } from '../src/report/notes.ts'
import { parseScenario } from '../src/scenario/load-scenario.ts'
import { action } from './action.fixture.ts'
import { root, runIn, sealbench } from './command-line.fixture.ts'
import { codes, read, rowsOf } from './docs.fixture.ts'

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: root })]

for (const page of pages) {
  describe(page, () => {
    const text = read(page)

    it('links to nothing that is not there', () => {
      const targets = [...text.matchAll(/\]\((?<target>[^)\s]+)\)|^\[[^\]]+\]: (?<reference>\S+)$/gm)]
        .map(({ groups }) => groups!['target'] ?? groups!['reference']!)
        .filter((target) => !target.startsWith('https://'))

      const missing = targets.filter(
        (target) => !existsSync(path.join(root, path.dirname(page), withoutAnchor(target))),
      )

      assert.deepEqual(missing, [])
    })

    it('names no file that is not there', () => {
      const names = text.matchAll(
        /(?:^|[\s`])(?<name>(?:bench|bin|docs|scenarios|scripts|src|test)\/[\w./-]+)/gm,
      )

      const missing = [...names]
        .map(({ groups }) => groups!['name']!)
        .filter((name) => !existsSync(path.join(root, name)))

      assert.deepEqual(missing, [])
    })

    it('names no folder of some machine', () => {
      assert.doesNotMatch(text, /(?:^|[\s`("])\/(?:home|Users|root|tmp|work|opt)\//m)
    })

    it('shows scenarios that are valid', () => {
      for (const yaml of codeBlocks(text, 'yaml').filter((block) => /^load:/m.test(block)))
        assert.doesNotThrow(() => parseScenario(yaml, path.join(root, 'scenarios/shown.yaml')))
    })

    it('shows commands that exist, with options that they have', async () => {
      const shown = codeBlocks(text, 'sh').flatMap((block) => block.match(/^npx sealbench .*$/gm) ?? [])
      const inline = [...text.matchAll(/`npx sealbench (?<rest>[^`]+)`/g)].map(
        ({ groups }) => `npx sealbench ${groups!['rest']}`,
      )

      for (const command of [...shown, ...inline]) {
        const [name = '', ...rest] = command.split(' ').slice(2)
        const help = await helpOf(name)
        const options = rest.filter((word) => word.startsWith('--'))
        assert.deepEqual(
          options.filter((option) => !help.includes(option)),
          [],
          command,
        )
      }
    })
  })
}

describe('README.md and its example', () => {
  const readme = read('README.md')
  const folder = path.join(root, 'reports/example')

  it('says what the stored run found', () => {
    assert.equal(readme, withExample(readme, exampleBlock(runIn(folder))))
  })

  it('is a run of the default scenario as it stands', () => {
    const file = path.join(root, 'scenarios/kinesis-defaults.yaml')

    const { resolved } = parseScenario(readFileSync(file, 'utf8'), file)

    assert.deepEqual(runIn(folder).scenario, resolved)
  })

  it('stays small', () => {
    const files = globSync('**/*', { cwd: folder }).map((name) => path.join(folder, name))

    assert(sum(files.map((file) => statSync(file).size)) < 800_000)
  })

  it('lists every exit code', () => {
    const listed = rowsOf(readme, 'code').map(([code]) => Number(code))

    assert.deepEqual(listed, Object.values(exitCodes))
  })
})

describe('docs/envelope.md', () => {
  it('has every suite as it is', () => {
    const listed = rowsOf(read('docs/envelope.md'), 'suite').map(([name, id, salt, commitment, tag]) => ({
      name: codes(name!)[0],
      id: codes(id!)[0],
      saltBytes: Number(salt),
      commitmentBytes: commitment === 'none' ? 0 : Number(commitment),
      tagBytes: Number(tag),
    }))

    const actual = suites.map((suite) => {
      const { name, id, saltBytes, commitmentBytes, tagBytes } = suiteProperties(suite)
      return { name, id, saltBytes, commitmentBytes, tagBytes }
    })
    assert.deepEqual(listed, actual)
  })
})

describe('docs/ci.md', () => {
  const page = read('docs/ci.md')

  it('has every format, and what it has a place for', () => {
    const listed = rowsOf(page, 'format').map(([name, run, severalRuns, comparison]) => ({
      name: codes(name!)[0],
      places: { run: run === 'yes', severalRuns: severalRuns === 'yes', comparison: comparison === 'yes' },
    }))

    const actual = exportFormats.map((format) => ({ name: format.name, places: placesOf(format) }))
    assert.deepEqual(listed, actual)
  })

  it('has every input of the action with its default', () => {
    const listed = rowsOf(page, 'input').map(([name, value]) => [codes(name!)[0], codes(value!)[0]])

    const actual = Object.entries(action().inputs).map(([name, { default: value }]) => [
      name,
      value?.startsWith('$') ? undefined : value,
    ])
    assert.deepEqual(listed, actual)
  })

  it('shows what the stored run looks like in each format', () => {
    const run = runIn(path.join(root, 'reports/example'))

    assert.equal(page, withCiExamples(page, ciExamplesBlock(run)), 'run scripts/write-ci-examples.ts')
  })
})

describe('docs/glossary.md', () => {
  it('has every word that a report explains', () => {
    const words = rowsOf(read('docs/glossary.md'), 'word').map(([word]) => word)

    const missing = glossary.map(({ term }) => term).filter((term) => !words.includes(term))

    assert.deepEqual(missing, [])
  })
})

describe('ARCHITECTURE.md', () => {
  const rows = rowsOf(read('ARCHITECTURE.md'), 'level')
  const layers = rows.map(([level, layer]) => ({ level: Number(level), layer: codes(layer!)[0]! }))

  it('has every layer and no other', () => {
    const actual = globSync('src/*', { cwd: root }).map((file) => path.basename(file, '.ts'))

    assert.deepEqual(layers.map(({ layer }) => layer).toSorted(), actual.toSorted())
  })

  it('has the levels that are enforced', () => {
    const enforcer = read('test/architecture.test.ts')
    const table = /^const levels = \[\n(?<levels>.*?)^\]/ms.exec(enforcer)!.groups!['levels']!
    const enforced = table
      .trimEnd()
      .split('\n')
      .flatMap((line, level) =>
        [...line.matchAll(/'(?<layer>[\w-]+)'/g)].map(({ groups }) => ({ level, layer: groups!['layer']! })),
      )

    assert.deepEqual(layers, enforced)
  })
})

function withoutAnchor(target: string): string {
  return target.replace(/#.*$/, '')
}

function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(?<language>\w+)\n(?<body>.*?)^```$/gms)]
    .filter(({ groups }) => groups!['language'] === language)
    .map(({ groups }) => groups!['body']!)
}

const helps = new Map<string, Promise<string>>()

function helpOf(command: string): Promise<string> {
  const known = helps.get(command) ?? askForHelp(command)
  helps.set(command, known)
  return known
}

async function askForHelp(command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await sealbench([command, '--help'])
  assert.equal(exitCode, 0, stderr)
  // An unknown command would get the help of all.
  assert.match(stdout, new RegExp(`^npx sealbench ${command}\\b`))
  return stdout
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
