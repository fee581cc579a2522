/**
 * What `npm pack` makes, installed in another place and used there.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'

import {
  assertTold,
  onlyRun,
  root,
  sealbench,
  temporaryFolder,
  tinyScenario,
} from './command-line.fixture.ts'

const execute = promisify(execFile)

/** npm as these tests call it: quiet about everything but what it is asked for, and quick to give up on a network. */
const npmEnvironment = {
  ...process.env,
  npm_config_loglevel: 'error',
  npm_config_fetch_retries: '1',
  npm_config_fetch_timeout: '20000',
  npm_config_update_notifier: 'false',
}

/** The Node of the project before that of the machine. */
const pinnedFirst = `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`

/** For browsers: bundles, and no modules. */
const pageScripts = ['script', 'comparison-script', 'plan-script', 'index-script', 'plain-script'].map(
  (name) => `dist/page/${name}.js`,
)

describe('npm pack', () => {
  const folder = temporaryFolder()
  let tarball = ''
  let files: string[] = []

  before(async () => {
    // From a copy, so that runs of these tests at the same time do not share a `dist`.
    const copy = folder.at('checkout')
    for (const name of packedFrom) cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
    const pack = ['pack', '--json', '--foreground-scripts=false', '--pack-destination', folder.path]
    const { stdout } = await execute('npm', pack, { cwd: copy, env: npmEnvironment })
    const packed = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as [Packed]
    tarball = packed[0].filename
    files = packed[0].files.map((file) => file.path)
  })

  after(() => folder[Symbol.dispose]())

  it('packs the program, its scenarios and schemas, and nothing else', () => {
    const expected =
      /^(package\.json|README\.md|LICENSE|bin\/sealbench\.js|scenarios\/(plans\/)?[\w-]+\.yaml|docs\/schema\/[\w-]+\.json|dist\/.+)$/

    assert.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
    )
    for (const file of [
      'bin/sealbench.js',
      'dist/cli/main.js',
      'dist/runner/cell-task.js',
      'dist/price-list/prices.json',
      ...pageScripts,
    ])
      assert.ok(files.includes(file), `${file} is missing`)
    const scenarios = globSync('scenarios/**/*.yaml', { cwd: root })
    assert.deepEqual(
      scenarios.filter((file) => !files.includes(file)),
      [],
    )
  })

  it('compiles every module with its types, but no tests, fixtures or source', () => {
    const compiled = files.filter((file) => file.startsWith('dist/'))
    const scripts = compiled.filter((file) => file.endsWith('.js') && !pageScripts.includes(file))

    assert.ok(scripts.length > 100)
    for (const script of scripts)
      assert.ok(files.includes(script.replace(/js$/, 'd.ts')), `${script} has no types`)
    assert.deepEqual(
      compiled.filter((file) => !/\.(js|d\.ts|json)$/.test(file) || /\.(test|fixture)\./.test(file)),
      [],
    )
  })

  it('leaves nothing behind', () => {
    assert.ok(!existsSync(folder.at('checkout/dist')))
  })

  it('makes a package that runs where it is installed', async (t) => {
    const project = { name: 'elsewhere', version: '1.0.0', dependencies: { sealbench: `file:${tarball}` } }
    folder.write('package.json', JSON.stringify(project))
    folder.write('package-lock.json', JSON.stringify(lockOf(project, tarball)))
    const obstacle = await install(folder.path)
    if (obstacle !== undefined) return t.skip(obstacle)
    const scenario = folder.write('tiny.yaml', tinyScenario)
    const here = {
      cwd: folder.path,
      command: [path.join(folder.path, 'node_modules/.bin/sealbench')] as [string],
      env: { PATH: pinnedFirst },
    }

    const version = await sealbench(['--version'], here)
    const help = await sealbench(['--help'], here)
    const validated = await sealbench(
      ['validate', 'node_modules/sealbench/scenarios/kinesis-defaults.yaml'],
      here,
    )
    const mistaken = await sealbench(['validate', folder.write('bad.yaml', 'name: bad\nlaod: 1\n')], here)
    const ran = await sealbench(['run', scenario, '--workers', '1'], here)
    const planned = await sealbench(['plan', '--horizon', '1 h', '--quiet'], here)

    assert.equal(version.stdout, '0.1.0\n')
    assert.match(help.stdout, /npx sealbench run <scenario>/)
    assert.match(validated.stdout, /: valid \(cells: 10, /)
    assert.equal(mistaken.exitCode, 2)
    assert.match(planned.stdout, /Simulated, 1 h from a cold start/)
    assert.equal(ran.exitCode, 0, ran.stderr)
    const { run, folder: stored } = onlyRun(folder.at('reports'), 'tiny')
    assert.equal(run.status, 'complete')
    assert.equal(run.environment.sealbench, '0.1.0')
    assert.deepEqual(
      run.cells.map(({ records }) => records),
      [300],
    )
    assert.ok(existsSync(path.join(stored, 'report.html')))
  })
})

describe('npm exec', () => {
  it('finds sealbench in the checkout, on the Node that the project pins', async () => {
    const { stdout } = await execute('npm', ['exec', '--no', '--', 'sealbench', '--version'], {
      cwd: root,
      env: npmEnvironment,
    })

    assert.equal(stdout, '0.1.0\n')
  })
})

describe('bin/sealbench.js', () => {
  it('tells a runtime that is too old what to do, without a stack trace', async () => {
    using folder = temporaryFolder()
    const pretend = folder.write(
      'old.cjs',
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '24.11.1' } })`,
    )

    const outcome = await sealbench(['--version'], { env: { NODE_OPTIONS: `--require ${pretend}` } })

    assertTold(outcome, { exitCode: 9, message: /Node 24\.12 or newer is needed/, lines: 2 })
  })

  it('starts on the oldest runtime that it supports', async () => {
    using folder = temporaryFolder()
    const pretend = folder.write(
      'new.cjs',
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '24.12.0' } })`,
    )

    const outcome = await sealbench(['--version'], { env: { NODE_OPTIONS: `--require ${pretend}` } })

    assert.deepEqual(outcome, { exitCode: 0, stdout: '0.1.0\n', stderr: '' })
  })

  const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find(isOldNode)
  const skip =
    oldNode === undefined ? 'this machine has no Node before 24.12 in /usr/bin or /usr/local/bin' : false
  it('is read by an old runtime', { skip }, async () => {
    const outcome = await sealbench(['--version'], {
      command: [oldNode!, path.join(root, 'bin/sealbench.js')],
    })

    assertTold(outcome, { exitCode: 9, message: /Node 24\.12 or newer is needed/, lines: 2 })
  })
})

/** All that a package is made from. */
const packedFrom = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'bin',
  'docs/schema',
  'scenarios',
  'src',
  'scripts/bundle-page.ts',
  'scripts/lean-vega.ts',
  'scripts/nothing.cjs',
  'scripts/transforms-of-pages.mjs',
  'scripts/vega-of-pages.mjs',
  ...['README.md', 'LICENSE'].filter((name) => existsSync(path.join(root, name))),
]

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/**
 * A lock of the very versions that the checkout has, so that what `npm ci` put
 * into npm's cache is enough and no network is needed.
 */
function lockOf(project: object, tarball: string): object {
  const lock = readJson('package-lock.json') as {
    readonly packages: Record<string, { readonly dev?: boolean }>
  }
  const { version, dependencies, bin, engines } = readJson('package.json') as Record<string, unknown>
  const needed = Object.entries(lock.packages).filter(([name, { dev }]) => name !== '' && dev !== true)
  return {
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': project,
      'node_modules/sealbench': { version, resolved: `file:${tarball}`, dependencies, bin, engines },
      ...Object.fromEntries(needed),
    },
  }
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8'))
}

/** Why it could not be done, where that is for want of a network. */
async function install(folder: string): Promise<string | undefined> {
  try {
    await execute('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
      cwd: folder,
      env: { ...npmEnvironment, PATH: pinnedFirst },
    })
    return undefined
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string }
    const code = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.exec(
      stderr,
    )
    if (code === null) throw error
    return `npm has not all packages in its cache, and the registry cannot be reached (${code[0]})`
  }
}

function isOldNode(file: string): boolean {
  if (!existsSync(file)) return false
  const version = execFileSync(file, ['--version'], { encoding: 'utf8' })
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
  return major < 24 || (major === 24 && minor < 12)
}
