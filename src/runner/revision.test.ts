import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'

import { RepetitionFailedError, RevisionUnusableError, UsageError } from '../errors.ts'
import { checkOut, type CheckedOut } from './revision.ts'

/** For temporary files, before a test changes it. */
const usualPlace = realpathSync(os.tmpdir())
const stub = (version: number) => `console.log('--cells  of version ${version}')\n`

describe('checkOut', () => {
  // What is checked out goes into the folder for temporary files: this one can be looked into.
  const temporary = mkdtempDisposableSync(path.join(usualPlace, 'sealbench-test-'))
  const usual = process.env['TMPDIR']
  before(() => {
    process.env['TMPDIR'] = temporary.path
  })
  after(() => {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
    temporary.remove()
  })

  it('gives the program of another revision, and leaves nothing behind', async () => {
    using repository = repositoryWith({ 'package.json': '{}', 'bin/sealbench.js': stub(1) })
    const first = repository.head()
    repository.commit({ 'bin/sealbench.js': stub(2) })
    let file = ''

    {
      using revision = await checkedOut('HEAD~1', repository.path)

      ;({ file } = revision.program)
      assert.equal(revision.commit, first)
      assert.equal(readFileSync(file, 'utf8'), stub(1))
      assert.ok(revision.program.knows('--cells'))
      assert.ok(!revision.program.knows('--no-report'))
    }

    assert.ok(!existsSync(file))
    repository.assertClean(temporary.path)
  })

  it('takes a branch, a tag and a short hash', async () => {
    using repository = repositoryWith({ 'package.json': '{}', 'bin/sealbench.js': stub(1) })
    const first = repository.head()
    repository.git('tag', 'v1')
    repository.git('branch', 'old')
    repository.commit({ 'bin/sealbench.js': stub(2) })

    for (const name of ['v1', 'old', first.slice(0, 10)]) {
      using revision = await checkedOut(name, repository.path)
      assert.equal(revision.commit, first)
    }
    repository.assertClean(temporary.path)
  })

  it('finds the project below the top of its repository, also by a link', async () => {
    using repository = repositoryWith({ 'tools/package.json': '{}', 'tools/bin/sealbench.js': stub(1) })
    repository.write({ 'tools/node_modules/.keep': '' })
    const link = path.join(temporary.path, 'link')
    symlinkSync(path.join(repository.path, 'tools'), link)

    for (const folder of [path.join(repository.path, 'tools'), link]) {
      using revision = await checkedOut('HEAD', folder)
      assert.match(revision.program.file, /tools\/bin\/sealbench\.js$/)
    }
  })

  it('takes sealbench from the packages of a project that uses it', async () => {
    using repository = repositoryWith({ 'package.json': '{}' })
    repository.write({ 'node_modules/sealbench/bin/sealbench.js': stub(3) })

    using revision = await checkedOut('HEAD', repository.path)

    assert.match(revision.program.file, /node_modules\/sealbench\/bin\/sealbench\.js$/)
    assert.equal(readFileSync(revision.program.file, 'utf8'), stub(3))
  })

  for (const [what, files, revision, message] of [
    [
      'without a package.json',
      { 'README.md': '' },
      'HEAD',
      /^There is no package\.json from \S+ up to \S+: nothing says which sealbench to run\.$/,
    ],
    [
      'without sealbench',
      { 'package.json': '{}' },
      'HEAD',
      /^HEAD has no sealbench: neither its own nor among its packages\.$/,
    ],
  ] as const)
    it(`refuses a revision ${what}, and leaves nothing behind`, async () => {
      using repository = repositoryWith(files)
      const held = readdirSync(temporary.path)

      await assertUnusable(checkOut(revision, repository.path), message)

      assert.deepEqual(readdirSync(temporary.path), held)
      repository.assertClean(undefined)
    })

  for (const revision of ['nope', '--all', '-x', '^HEAD', 'HEAD..HEAD', '', ' '])
    it(`refuses ${JSON.stringify(revision)}, which names no commit, and leaves nothing behind`, async () => {
      using repository = repositoryWith({ 'package.json': '{}' })
      const held = readdirSync(temporary.path)

      await assert.rejects(
        checkOut(revision, repository.path),
        (error) =>
          error instanceof UsageError &&
          error.message.startsWith(`git knows no commit ${JSON.stringify(revision)} in `),
      )

      assert.deepEqual(readdirSync(temporary.path), held)
      repository.assertClean(undefined)
    })

  it('refuses what is no repository', async () => {
    using folder = mkdtempDisposableSync(path.join(temporary.path, 'bare-'))

    await assertUnusable(checkOut('HEAD', folder.path), /^This is no git repository: .*\.$/)
  })

  it('gives nothing and leaves nothing behind where it was ended before or while packages are installed', async () => {
    using repository = repositoryWith({
      'package.json': '{}',
      'package-lock.json': '{ "of": "another time" }',
      'bin/sealbench.js': stub(1),
    })
    repository.write({ 'package-lock.json': '{}' })
    using bin = npmThatNeverEnds()
    const abort = new AbortController()
    bin.onStart(() => abort.abort())

    const listeners = process.listenerCount('exit')
    const early = await checkOut('HEAD', repository.path, AbortSignal.abort())
    const meanwhile = await checkOut('HEAD', repository.path, abort.signal)

    assert.deepEqual([early, meanwhile, bin.starts()], [undefined, undefined, 1])
    assert.equal(process.listenerCount('exit'), listeners)
    repository.assertClean(temporary.path)
  })

  it('leaves nothing behind in a process that exits meanwhile', () => {
    using repository = repositoryWith({ 'package.json': '{}', 'bin/sealbench.js': stub(1) })
    const module = JSON.stringify(import.meta.resolve('./revision.ts'))
    const text = `const { checkOut } = await import(${module})
      const { program } = await checkOut('HEAD', ${JSON.stringify(repository.path)})
      console.log(program.file)
      process.exit(130)`

    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', text], {
      encoding: 'utf8',
    })

    assert.equal(status, 130, stderr)
    assert.match(stdout, /sealbench\.js/)
    repository.assertClean(temporary.path)
  })

  it('refuses a revision that cannot be started, and leaves nothing behind', async () => {
    using repository = repositoryWith({ 'package.json': '{}', 'bin/sealbench.js': 'throw new Error("no")' })
    const held = readdirSync(temporary.path)

    await assert.rejects(checkOut('HEAD', repository.path), RepetitionFailedError)

    assert.deepEqual(readdirSync(temporary.path), held)
    repository.assertClean(undefined)
  })
})

/** Nothing ends it. */
async function checkedOut(revision: string, folder: string): Promise<CheckedOut> {
  const checked = await checkOut(revision, folder)
  assert(checked)
  return checked
}

type Files = Readonly<Record<string, string>>

/** A repository whose only commit has these files, and whose packages are installed; gone when disposed. */
function repositoryWith(files: Files) {
  const folder = mkdtempDisposableSync(path.join(usualPlace, 'sealbench-test-'))
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...asSomebody, ...args], { cwd: folder.path, encoding: 'utf8' }).trim()
  const write = (of: Files): void => {
    for (const [name, text] of Object.entries(of)) {
      mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true })
      writeFileSync(path.join(folder.path, name), text)
    }
  }
  const commit = (of: Files): void => {
    write(of)
    git('add', '--all')
    git('commit', '--quiet', '--message', 'A change')
  }
  git('init', '--quiet')
  write({ '.git/info/exclude': 'node_modules\n' })
  commit(files)
  write({ 'node_modules/.keep': '' })
  return {
    path: folder.path,
    git,
    write,
    commit,
    head: () => git('rev-parse', 'HEAD'),
    /** Neither git knows of another tree, nor is one left in `temporary`. */
    assertClean(temporary: string | undefined): void {
      assert.equal(git('worktree', 'list').split('\n').length, 1)
      if (temporary === undefined) return
      assert.deepEqual(
        readdirSync(temporary).filter((name) => name.startsWith('sealbench-against-')),
        [],
      )
    },
    [Symbol.dispose]: () => folder.remove(),
  }
}

/** In the place of npm until it is disposed; starts are written down, and a start is told. */
function npmThatNeverEnds() {
  const folder = mkdtempDisposableSync(path.join(usualPlace, 'sealbench-test-'))
  const started = path.join(folder.path, 'started')
  writeFileSync(started, '')
  const script = `#!/bin/sh\necho ci >> '${started}'\nexec tail -f /dev/null\n`
  writeFileSync(path.join(folder.path, 'npm'), script, { mode: 0o755 })
  const usual = process.env['PATH']
  process.env['PATH'] = `${folder.path}${path.delimiter}${usual}`
  const starts = () => readFileSync(started, 'utf8').split('\n').length - 1
  const watched = new AbortController()
  return {
    starts,
    onStart: (tell: () => void) => watch(started, { signal: watched.signal }, tell),
    [Symbol.dispose]: () => {
      watched.abort()
      process.env['PATH'] = usual
      folder.remove()
    },
  }
}

const asSomebody = [
  'user.name=Somebody',
  'user.email=somebody@example.org',
  'commit.gpgsign=false',
  'init.defaultBranch=main',
].flatMap((setting) => ['-c', setting])

function assertUnusable(checking: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(checking, (error) => {
    assert(error instanceof RevisionUnusableError)
    assert.match(error.message, message)
    return true
  })
}
