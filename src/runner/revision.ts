/**
 * Another git revision, checked out beside the working tree and made ready to
 * run: sealbench itself, or a project that has sealbench among its packages.
 *
 * @module
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'

import { RevisionUnusableError, UsageError } from '../errors.ts'
import { programAt, type Program } from './fresh-run.ts'

export interface CheckedOut extends Disposable {
  /** The full hash. */
  readonly commit: string
  readonly program: Program
}

/**
 * Checks `revision` of the repository around `folder` out and installs its
 * packages, with those of the working tree where both want the same. Gone when
 * disposed, or when the process exits before that. Undefined where `signal` ended
 * it.
 *
 * @throws {UsageError} where `revision` names no commit
 * @throws {RevisionUnusableError}
 */
export async function checkOut(
  revision: string,
  folder: string,
  signal?: AbortSignal,
): Promise<CheckedOut | undefined> {
  const top = git(['rev-parse', '--show-toplevel'], folder, 'This is no git repository')
  const commit = commitOf(revision, top)
  // git gives the top without links, and where somebody works may be one.
  const here = projectOf(realpathSync(folder), top)
  const { place, remove } = temporaryPlace(top)
  const tree = path.join(place, 'tree')
  const project = path.join(tree, path.relative(top, here))
  try {
    git(['worktree', 'add', '--detach', '--quiet', tree, commit], top, `git cannot check out ${revision}`)
    if (!(await isAborted(signal))) {
      await install(project, here, revision, signal)
      const program = programIn(project, revision)
      if (!(await isAborted(signal))) return { commit, program, [Symbol.dispose]: remove }
    }
  } catch (error) {
    // Ctrl-C of a terminal ends git and npm too, and they then fail.
    if (!(await isAborted(signal))) {
      remove()
      throw error
    }
  }
  remove()
  return undefined
}

/** One commit: git gives `^HEAD` back as what is left out. */
function commitOf(revision: string, top: string): string {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const { stdout } = spawnSync('git', asked, { cwd: top, encoding: 'utf8' })
  const commit = stdout.trim()
  if (/^[0-9a-f]{40,}$/.test(commit) && revision.trim() !== '') return commit
  throw new UsageError(
    `git knows no commit ${JSON.stringify(revision)} in ${top}. Name a branch, a tag or a commit that is fetched.`,
  )
}

/** A folder for worktrees of the repository at `top`, which is removed at the latest when the process exits. */
function temporaryPlace(top: string): { readonly place: string; readonly remove: () => void } {
  const place = mkdtempSync(path.join(os.tmpdir(), 'sealbench-against-'))
  const remove = (): void => {
    process.off('exit', removeAtExit)
    rmSync(place, { recursive: true, force: true, maxRetries: 3 })
    git(['worktree', 'prune'], top, 'git cannot forget a worktree')
  }
  const removeAtExit = (): void => {
    try {
      remove()
    } catch {
      // Nobody is left to be told, and what remains lies among temporary files.
    }
  }
  process.on('exit', removeAtExit)
  return { place, remove }
}

/** A signal that came while this thread waited for git is heard in the next turn of the event loop. */
async function isAborted(signal: AbortSignal | undefined): Promise<boolean> {
  await setImmediate()
  return signal?.aborted === true
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

async function install(
  project: string,
  here: string,
  revision: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const packages = path.join(here, 'node_modules')
  if (lockOf(project) === lockOf(here) && existsSync(packages)) {
    symlinkSync(packages, path.join(project, 'node_modules'))
    return
  }
  // It rejects only when npm has ended: its folder may not go before.
  const installing = promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: project,
    maxBuffer: Infinity,
  })
  const stop = (): void => void installing.child.kill()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await installing
  } catch (cause) {
    throw new RevisionUnusableError(`npm ci fails in ${revision}: its packages cannot be installed.`, {
      cause,
    })
  } finally {
    signal?.removeEventListener('abort', stop)
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
