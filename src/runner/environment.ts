/**
 * Where a run took place, so that its figures can be judged and repeated.
 *
 * @module
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

import { contestants } from '../contestants/registry.ts'
import type { Environment } from '../run-store/run-format.ts'
import { describeCgroup } from './cgroup.ts'
import { describeContainer } from './container.ts'
import { describeCpu } from './cpu-description.ts'
import { countersIn, hostFiles, type HostFiles } from './host-files.ts'
import { packageVersion, versionIn } from './package-version.ts'
import { runtimeFlags } from './runtime-flags.ts'

/** Packages whose version can change what is measured. */
const measuredPackages = [
  '@aws-sdk/client-kms',
  // Holds the SDK's retries, whose defaults change with its version.
  '@smithy/core',
  '@smithy/node-http-handler',
  'hdr-histogram-js',
  'piscina',
  'pure-rand',
  'vega',
  'vega-lite',
]

/** `files` is where the system tells of itself. */
export function describeEnvironment(startedAt: Date, files: HostFiles = hostFiles): Environment {
  const cpus = os.cpus()
  return {
    sealbench: packageVersion,
    startedAt: startedAt.toISOString(),
    node: process.version,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    platform: `${os.type()} ${os.release()} ${os.arch()}`,
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    loadAverage1Min: os.loadavg()[0]!,
    gitCommit: git('rev-parse', 'HEAD'),
    packages: packageVersions(),
    cpu: describeCpu(files),
    cgroup: describeCgroup(files),
    container: describeContainer(files),
    swapBytes: swapOf(files),
    runtimeFlags: runtimeFlags(process.execArgv, process.env['NODE_OPTIONS']),
    gitDirty: isDirty(),
  }
}

/** Of contestants, those that are installed. */
function packageVersions(): Record<string, string> {
  const optional = contestants.flatMap((contestant) => contestant.package ?? [])
  const present = [...new Set(optional)].filter((name) => installedVersion(name) !== unknown)
  return Object.fromEntries([...measuredPackages, ...present].map((name) => [name, installedVersion(name)]))
}

const unknown = 'unknown'

function installedVersion(name: string): string {
  const { resolve } = createRequire(import.meta.url)
  const folders = resolve.paths(name) ?? []
  for (const folder of folders) {
    try {
      return versionIn(path.join(folder, name, 'package.json'))
    } catch {
      // Not in this folder: the next one up may have it.
    }
  }
  return unknown
}

function swapOf(files: HostFiles): Environment['swapBytes'] {
  const memory = countersIn(files('/proc/meminfo') ?? '')
  const total = memory.get('SwapTotal')
  const free = memory.get('SwapFree')
  return total === undefined || free === undefined
    ? null
    : { total: total * 1024, used: (total - free) * 1024 }
}

/** Null outside a repository, and where git is missing. */
function isDirty(): boolean | null {
  const changes = git('status', '--porcelain', '--untracked-files=no')
  return changes === null ? null : changes !== ''
}

/** What git says in the folder where sealbench was started; null outside a repository or where git is missing. */
function git(...args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
}
