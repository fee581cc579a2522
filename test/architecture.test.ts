/**
 * The layers and rules of the design, enforced: what may import what, and what
 * may be used where.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { describe, it } from 'node:test'

import { contestants } from '../src/contestants/registry.ts'
import {
  circleOf,
  importsOf,
  relativeImports,
  isTest,
  packagesOf,
  textsOf,
  withoutComments,
  type SourceFile,
} from './source-file.fixture.ts'

const root = path.join(import.meta.dirname, '..')

/** A layer imports from layers of a lower level, or from itself. */
const levels = [
  ['units', 'errors', 'program', 'random', 'schema'],
  ['clock', 'statistics', 'envelope', 'price-list'],
  ['kms', 'workload', 'measure'],
  ['kms-service', 'contestants'],
  ['key-cache'],
  ['record-path', 'scenario', 'planner', 'run-store'],
  ['judge', 'report', 'conformance'],
  ['runner', 'page'],
  ['cli'],
]

interface Rule {
  readonly title: string
  /** What is wrong with `file`; empty where nothing is. */
  readonly faultsOf: (file: SourceFile) => readonly string[]
  /** A file that breaks the rule. */
  readonly planted: SourceFile
  /** What is alike but allowed. */
  readonly allowed: SourceFile
}

const rules: readonly Rule[] = [
  {
    title: 'layers import only from the layers below them',
    faultsOf: (file) =>
      relativeImports(file)
        .filter((target) => !mayImport(layerOf(file.name), layerOf(target)))
        .map((target) => `must not import from ${target}`),
    planted: { name: 'src/envelope/bad.ts', text: `import type { Clock } from '../clock/clock.ts'` },
    allowed: { name: 'src/kms/good.ts', text: `import type { Clock } from '../clock/clock.ts'` },
  },
  {
    title: 'every layer has its level',
    faultsOf: ({ name }) => (levelOf(layerOf(name)) < 0 ? [`is in a layer that has no level`] : []),
    planted: { name: 'src/helpers/bad.ts', text: '' },
    allowed: { name: 'src/errors.ts', text: '' },
  },
  {
    title: 'modules of Node are imported by their node: name',
    faultsOf: (file) =>
      importsOf(file)
        .filter((name) => isBuiltin(name) && !name.startsWith('node:'))
        .map((name) => `imports ${name}`),
    planted: { name: 'src/kms/bad.ts', text: `import { readFileSync } from 'fs'` },
    allowed: { name: 'src/kms/good.ts', text: `import { readFileSync } from 'node:fs'` },
  },
  {
    title: 'our own modules are imported by their whole name',
    faultsOf: (file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.') && !/\.(ts|json)$/.test(name))
        .map((name) => `imports ${name}`),
    planted: { name: 'src/kms/bad.ts', text: `import { x } from './retries'` },
    allowed: { name: 'src/kms/good.ts', text: `import { x } from './retries.ts'` },
  },
  {
    title: 'no module passes on what another exports',
    faultsOf: ({ text }) => textsOf(text, /^export (?:type )?(?:\*|\{)[^;]*? from '[^']+'/gm),
    planted: { name: 'src/kms/bad.ts', text: `export {\n  prices,\n} from './prices.ts'` },
    allowed: {
      name: 'src/kms/good.ts',
      text: `import { z } from 'zod'\n\nexport { z }\n\nexport const from = 1`,
    },
  },
  {
    title: 'no module has more than 300 lines',
    faultsOf: ({ name, text }) => {
      const lines = text.trimEnd().split('\n').length
      return isTest(name) || lines <= 300 ? [] : [`has ${lines} lines`]
    },
    planted: { name: 'src/kms/bad.ts', text: '//\n'.repeat(301) },
    allowed: { name: 'src/kms/good.ts', text: '//\n'.repeat(300) },
  },
  {
    title: 'every module says what it is for',
    faultsOf: ({ name, text }) =>
      isTest(name) || /^\/\*\*\n(?: \*.*\n)+? \* @module\n \*\//.test(text)
        ? []
        : ['has no header that ends in @module'],
    planted: { name: 'src/kms/bad.ts', text: '/** Prices. */\nexport const price = 1\n' },
    allowed: {
      name: 'src/kms/good.ts',
      text: '/**\n * Prices.\n *\n * @module\n */\nexport const price = 1\n',
    },
  },
  {
    title: 'the time of day is read in runner and cli only',
    faultsOf: ({ name, text }) =>
      isTest(name) || ['runner', 'cli'].includes(layerOf(name))
        ? []
        : textsOf(withoutComments(text), /\bDate\.now\b|\bnew Date\(\)/g),
    planted: { name: 'src/kms/bad.ts', text: 'const now = new Date()' },
    allowed: { name: 'src/kms/good.ts', text: '// Not Date.now().\nconst then = new Date(0)' },
  },
  {
    title: 'nothing is random without a seed, or it is from node:crypto',
    faultsOf: ({ text }) => textsOf(withoutComments(text), /\bMath\.random\b/g),
    planted: { name: 'src/kms/bad.test.ts', text: 'const x = Math.random()' },
    allowed: { name: 'src/kms/good.ts', text: '/* not Math.random */ const x = randomBytes(8)' },
  },
  {
    title: 'only cli and bin end the process or set its exit code',
    faultsOf: ({ name, text }) =>
      layerOf(name) === 'cli' || name.startsWith('bin/') || isTest(name)
        ? []
        : textsOf(
            withoutComments(text),
            /\bprocess\.(exit|exitCode|abort)\b|\bprocess\.kill\((?![^)]*, 0\))/g,
          ),
    planted: { name: 'src/runner/bad.ts', text: 'process.exit(1)' },
    allowed: { name: 'src/cli/good.ts', text: 'process.exit(1)' },
  },
  {
    title: 'a command that a person is told begins as all do',
    faultsOf: ({ name, text }) =>
      !name.startsWith('src/') || name === 'src/program.ts' || isTest(name)
        ? []
        : textsOf(withoutTitles(withoutComments(text)), toldCommand),
    planted: { name: 'src/kms/bad.ts', text: "throw new Error('Start sealbench kms serve.')" },
    allowed: { name: 'src/kms/good.ts', text: 'throw new Error(`Start ${program} kms serve.`)' },
  },
  {
    title: 'only cli prints',
    faultsOf: ({ name, text }) =>
      layerOf(name) === 'cli' || isTest(name)
        ? []
        : textsOf(withoutComments(text), /\bconsole\.\w+|\bprocess\.std(out|err)\b/g),
    planted: { name: 'src/runner/bad.ts', text: `console.log('done')` },
    allowed: { name: 'src/cli/good.ts', text: `process.stdout.write('done')` },
  },
  {
    title: 'tests and fixtures are imported by tests and fixtures alone',
    faultsOf: (file) =>
      isTest(file.name)
        ? []
        : relativeImports(file)
            .filter(isTest)
            .map((name) => `must not import ${name}`),
    planted: { name: 'src/report/bad.ts', text: `import { storedRun } from './run.fixture.ts'` },
    allowed: { name: 'src/report/good.test.ts', text: `import { storedRun } from './run.fixture.ts'` },
  },
  {
    title: 'types are such as Node can strip',
    faultsOf: ({ text }) =>
      textsOf(withoutComments(text), /^\s*(?:export )?(?:const )?(?:enum|namespace) \w+/gm),
    planted: { name: 'src/kms/bad.ts', text: 'export enum State { Enabled }' },
    allowed: { name: 'src/kms/good.ts', text: `// an enum State\nexport type State = 'Enabled'` },
  },
]

describe('architecture', () => {
  const files = globSync('{src,bin}/**/*.{ts,js}', { cwd: root }).map((name) => ({
    name: name.replaceAll(path.sep, '/'),
    text: readFileSync(path.join(root, name), 'utf8'),
  }))
  const source = files.filter(({ name }) => name.startsWith('src/'))

  it('is checked on the whole source', () => {
    assert.ok(source.length > 150)
  })

  for (const { title, faultsOf, planted, allowed } of rules)
    describe(title, () => {
      it('holds', () => {
        assert.deepEqual(
          source.flatMap((file) => faultsOf(file).map((fault) => `${file.name} ${fault}`)),
          [],
        )
      })

      it('would be missed', () => {
        assert.equal(faultsOf(planted).length, 1)
        assert.deepEqual(faultsOf(allowed), [])
      })
    })

  describe('no module needs itself', () => {
    it('holds, of types too', () => {
      assert.deepEqual(circleOf(source.filter(({ name }) => !isTest(name))), [])
    })

    it('would be missed', () => {
      const planted = [
        { name: 'src/a.ts', text: `import { b } from './b/b.ts'` },
        { name: 'src/b/b.ts', text: `import { c } from './c.ts'` },
        { name: 'src/b/c.ts', text: `import type { A } from '../a.ts'` },
      ]

      assert.deepEqual(circleOf(planted), ['src/a.ts', 'src/b/b.ts', 'src/b/c.ts', 'src/a.ts'])
      assert.deepEqual(circleOf(planted.slice(1)), [])
    })
  })

  describe('each package is imported in one layer', () => {
    it('holds', () => {
      assert.deepEqual(sharedPackages(source), [])
    })

    it('would be missed', () => {
      const planted = [
        { name: 'src/schema.ts', text: `import { z } from 'zod'` },
        { name: 'src/kms/bad.ts', text: `import { z } from 'zod/mini'` },
        { name: 'src/kms/good.test.ts', text: `import fc from 'fast-check'` },
        { name: 'src/clock/good.test.ts', text: `import fc from 'fast-check'` },
      ]

      assert.deepEqual(sharedPackages(planted), ['zod is imported in schema, kms'])
    })

    it('and each that is imported by the program is one of its dependencies', () => {
      const { dependencies, optionalDependencies } = JSON.parse(
        readFileSync(path.join(root, 'package.json'), 'utf8'),
      ) as { dependencies: object; optionalDependencies: object }
      const imported = new Set(source.filter(({ name }) => !isTest(name)).flatMap(packagesOf))

      assert.deepEqual(
        [...imported].filter((name) => !Object.hasOwn({ ...dependencies, ...optionalDependencies }, name)),
        [],
      )
      assert.deepEqual(
        Object.keys(dependencies).filter((name) => !imported.has(name) && !loadedByName.has(name)),
        [],
      )
      // Whoever does not compare libraries needs none of them.
      assert.deepEqual(
        Object.keys(optionalDependencies).toSorted(),
        [...new Set(contestants.flatMap((contestant) => contestant.package ?? []))].toSorted(),
      )
    })
  })
})

/** Dependencies that are not imported but read from disk as files. */
const loadedByName = new Set([
  '@expo-google-fonts/arimo',
  '@expo-google-fonts/noto-sans-symbols-2',
  'opentype.js',
])

const commands = globSync('src/cli/commands/*.ts', { cwd: root }).map((name) => path.basename(name, '.ts'))

const toldCommand = new RegExp(`\\bsealbench (?:--|(?:${commands.join('|')})\\b)|\\bnpx sealbench\\b`, 'g')

/** Titles of published schemas, and what is nothing but the name of a command, tell nobody to type it. */
function withoutTitles(text: string): string {
  return text.replaceAll(/\bjsonSchemaOf\([^)]*\)|'sealbench \w+'/g, '')
}

function sharedPackages(files: readonly SourceFile[]): string[] {
  const layers = new Map<string, Set<string>>()
  for (const file of files) {
    if (isTest(file.name)) continue
    for (const name of packagesOf(file)) {
      const importers = layers.get(name) ?? new Set()
      layers.set(name, importers.add(layerOf(file.name)))
    }
  }
  return [...layers]
    .filter(([, importers]) => importers.size > 1)
    .map(([name, importers]) => `${name} is imported in ${[...importers].join(', ')}`)
}

function layerOf(name: string): string {
  return path.posix.basename(name.split('/')[1] ?? '', '.ts')
}

function levelOf(layer: string): number {
  return levels.findIndex((level) => level.includes(layer))
}

function mayImport(layer: string, target: string): boolean {
  return target === layer || levelOf(target) < levelOf(layer)
}
