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
import { planExample, planExamplePicture, planPicture } from '../scripts/make-plan-example.ts'
import { withPlans } from '../scripts/write-planning.ts'
import { withPublishedFigures } from '../scripts/write-published-figures.ts'
import { suiteProperties } from '../src/envelope/properties.ts'
import { suites } from '../src/envelope/suites/registry.ts'
import { exitCodes } from '../src/judge/exit-codes.ts'
import { placesOf } from '../src/report/exports/export-format.ts'
import { exportFormats } from '../src/report/exports/registry.ts'
import type { Plan } from '../src/planner/plan-document.ts'
import { glossary } from '../src/report/notes.ts'
import { wholePlan } from '../src/report/plan/arbitrary-plan.fixture.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { parseScenario } from '../src/scenario/load-scenario.ts'
import { metrics } from '../src/scenario/metrics.ts'
import { scenarioJsonSchema } from '../src/scenario/schema.ts'
import { visitRows } from '../src/workload/input/visit-rows.ts'
import { action } from './action.fixture.ts'
import { root, runIn, sealbench } from './command-line.fixture.ts'

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

describe('docs/scenarios.md', () => {
  const text = read('docs/scenarios.md')
  const rows = rowsOf(text, 'key')

  it('has every key of the schema and no other', () => {
    const listed = rows.flatMap(([keys]) => codes(keys!))

    assert.deepEqual(listed.toSorted(), keysOf(scenarioJsonSchema()).toSorted())
  })

  it('gives the defaults that a scenario gets', () => {
    const shortest = 'name: shortest\nload: { arrivals: constant, rate: 1 /s, duration: 1 s }\n'
    const { resolved } = parseScenario(shortest, path.join(root, 'shortest.yaml'))
    const told = rows.flatMap(([keys, , value]) => {
      const shown = codes(value!)[0]
      return shown === undefined
        ? []
        : codes(keys!).map((key) => ({ key, shown, actual: valueAt(resolved, key) }))
    })

    const wrong = told.filter(({ actual, shown }) => actual !== undefined && textOf(actual) !== shown)

    assert.deepEqual(wrong, [])
    assert(told.filter(({ actual }) => actual !== undefined).length > 25)
  })

  it('has every metric and no other', () => {
    const listed = rowsOf(text, 'metric').flatMap(([names]) => codes(names!))

    assert.deepEqual(listed.toSorted(), metrics.map(({ name }) => name).toSorted())
  })

  it('has every format of files', () => {
    const listed = rowsOf(text, 'end of the name').flatMap(([ends]) => codes(ends!))

    assert.throws(
      () => visitRows('rows.unknown', () => {}),
      ({ message }: Error) => message.includes(`not one of ${listed.join(', ')}.`),
    )
  })

  it('has every scenario that is shipped', () => {
    const missing = globSync('scenarios/*.yaml', { cwd: root }).filter(
      (file) => !text.includes(`(../${file})`),
    )

    assert.deepEqual(missing, [])
  })
})

describe('the picture of a plan in README.md', () => {
  it('is that of the plan beside it', async () => {
    const plan: Plan = JSON.parse(readFileSync(planExample, 'utf8'))

    assert(
      readFileSync(planExamplePicture, 'utf8') === (await planPicture(plan)),
      'run npx node scripts/make-plan-example.ts',
    )
  })
})

describe('docs/planning.md', () => {
  const text = read('docs/planning.md')

  it('says what the planner says', async () => {
    assert(text === (await withPlans(text)), 'run npx node scripts/write-planning.ts')
  })

  it('has every picture in its order', () => {
    const listed = rowsOf(text, 'picture').map(([id]) => codes(id!)[0])

    assert.deepEqual(
      listed,
      planCharts(wholePlan()).map(({ id }) => id),
    )
  })

  it('says of published figures what the planner computes', () => {
    assert(text === withPublishedFigures(text), 'run npx node scripts/write-published-figures.ts')
  })

  it('has every scenario of a plan that is shipped', () => {
    const missing = globSync('scenarios/plans/*.yaml', { cwd: root }).filter(
      (file) => !text.includes(`(../${file})`),
    )

    assert.deepEqual(missing, [])
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

function read(page: string): string {
  return readFileSync(path.join(root, page), 'utf8')
}

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
  assert.match(stdout, new RegExp(`^sealbench ${command}\\b`))
  return stdout
}

/** The body rows, as trimmed cells, of all tables whose first heading is `heading`. */
function rowsOf(text: string, heading: string): string[][] {
  const tables = text.match(/(?:^\|.*\|\n)+/gm) ?? []
  return tables
    .map((table) => table.trimEnd().split('\n').map(cellsOf))
    .filter(([first]) => first?.[0] === heading)
    .flatMap((lines) => lines.slice(2))
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

/** What stands between backticks. */
function codes(cell: string): string[] {
  return [...cell.matchAll(/`(?<code>[^`]+)`/g)].map(({ groups }) => groups!['code']!)
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly oneOf?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
}

/** Every dotted path below `node`; `[]` stands for each item of a list. */
function keysOf(node: SchemaNode, place = ''): string[] {
  const inner = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((variant) => keysOf(variant, place))
  const items = node.items === undefined ? [] : keysOf(node.items, `${place}[]`)
  const own = Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const at = place === '' ? key : `${place}.${key}`
    return [at, ...keysOf(value, at)]
  })
  return [...new Set([...own, ...inner, ...items])]
}

function valueAt(data: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], data)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
