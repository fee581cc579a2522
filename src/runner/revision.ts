/**
 * Another git revision, checked out beside the working tree and made ready to
 * run: sealbench itself, or a project that has sealbench among its packages.
 *
 * @module
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { RevisionUnusableError } from '../errors.ts'
import { programAt, type Program } from './fresh-run.ts'

export interface CheckedOut extends Disposable {
  /** The full hash. */
  readonly commit: string
  readonly program: Program
}

/**
 * Checks `revision` of the repository around `folder` out and installs its
 * packages, with those of the working tree where both want the same. Gone when
 * disposed.
 *
 * @throws {RevisionUnusableError}
 */
export function checkOut(revision: string, folder: string): CheckedOut {
  const top = git(['rev-parse', '--show-toplevel'], folder, 'This is no git repository')
  const asked = ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]
  const commit = git(asked, top, `git knows no revision ${revision}`)
  // git gives the top without links, and where somebody works may be one.
  const here = realpathSync(folder)
  const place = mkdtempSync(path.join(os.tmpdir(), 'sealbench-against-'))
  const tree = path.join(place, 'tree')
  const remove = (): void => {
    rmSync(place, { recursive: true, force: true })
    git(['worktree', 'prune'], top, 'git cannot forget a worktree')
  }
  try {
    git(['worktree', 'add', '--detach', '--quiet', tree, commit], top, `git cannot check out ${revision}`)
    const project = path.join(tree, path.relative(top, projectOf(here, top)))
    install(project, projectOf(here, top), revision)
    return { commit, program: programIn(project, revision), [Symbol.dispose]: remove }
  } catch (error) {
    remove()
    throw error
  }
}

function git(args: readonly string[], cwd: string, fault: string): string {
  try {
    return execFileSync('git', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  } catch (cause) {
    const { stderr } = cause as { readonly stderr?: string }
    const said = stderr?.trim().split('\n').at(-1) ?? ''
    throw new RevisionUnusableError(`${fault}${said === '' ? '' : `: ${said}`}.`, { cause })
  }
}

/** The nearest folder with a package.json, from `folder` up to the top of the repository. */
function projectOf(folder: string, top: string): string {
  for (let at = path.resolve(folder); at.startsWith(top); at = path.dirname(at)) {
    if (existsSync(path.join(at, 'package.json'))) return at
    if (at === top) break
  }
  throw new RevisionUnusableError(
    `There is no package.json from ${folder} up to ${top}: nothing says which sealbench to run.`,
  )
}

function install(project: string, here: string, revision: string): void {
  const packages = path.join(here, 'node_modules')
  if (lockOf(project) === lockOf(here) && existsSync(packages)) {
    symlinkSync(packages, path.join(project, 'node_modules'))
    return
  }
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: project,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (cause) {
    throw new RevisionUnusableError(`npm ci fails in ${revision}: its packages cannot be installed.`, {
      cause,
    })
  }
}

function lockOf(place: string): string | undefined {
  const file = path.join(place, 'package-lock.json')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** The repository may be that of sealbench, or of a project that uses it. */
function programIn(project: string, revision: string): Program {
  const own = path.join('bin', 'sealbench.js')
  const places = [own, path.join('node_modules', 'sealbench', own)].map((place) => path.join(project, place))
  const file = places.find((place) => existsSync(place))
  if (file === undefined)
    throw new RevisionUnusableError(`${revision} has no sealbench: neither its own nor among its packages.`)
  return programAt(file)
}
